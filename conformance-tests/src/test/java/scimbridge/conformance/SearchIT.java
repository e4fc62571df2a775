package scimbridge.conformance;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;

import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 7644 §3.4.3 and §3.4.2.1: queries by POST, and queries at the root. */
class SearchIT {
  static final String SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

  @RegisterExtension static final ScimServer SCIM = ScimServer.ofClass();

  private static final String RUN = ScimServer.unique("search");
  private static String user;
  private static String group;

  @BeforeAll
  static void data() {
    user = SCIM.user(RUN);
    group = SCIM.group(RUN, user);
  }

  /** A server may do without; then it says so with a SCIM error, and there is nothing to judge. */
  @BeforeEach
  void supported() {
    Response answer = SCIM.sending(body("'count':0")).post("/Users/.search");
    ScimServer.assume(answer.statusCode() == 200, "The server has no /.search");
  }

  private static String body(String members) {
    return ScimServer.json("{'schemas':['%s'],", SEARCH)
        + ScimServer.json(members.replace("%", "%%"))
        + "}";
  }

  private static ValidatableResponse search(String path, String members) {
    return SCIM.sending(body(members)).post(path + "/.search").then();
  }

  private static String named(String attribute) {
    return "'filter':'" + attribute + " eq \\\"" + RUN + "\\\"'";
  }

  @Requirement({"7644-3.4.3-01", "7644-3.4.3-03", "7644-7.5.2-01"})
  @Test
  void aFilterInTheBodyIsAnsweredWithAList() {
    search("/Users", named("userName"))
        .statusCode(200)
        .body("schemas", contains(ScimServer.LIST))
        .body("totalResults", equalTo(1))
        .body("Resources.id", contains(ScimServer.id(user)));
  }

  @Requirement("7644-3.4.3-04")
  @Test
  void attributesAreSelected() {
    search("/Users", named("userName") + ",'attributes':['userName']")
        .body("Resources[0].keySet()", containsInAnyOrder("schemas", "id", "userName"));
  }

  @Requirement("7644-3.4.3-05")
  @Test
  void attributesAreExcluded() {
    search("/Users", named("userName") + ",'excludedAttributes':['emails','name']")
        .body("Resources[0].emails", nullValue())
        .body("Resources[0].name", nullValue())
        .body("Resources[0].displayName", equalTo("Grace Hopper"));
  }

  @Requirement("7644-3.4.3-06")
  @Test
  void pagesAreTaken() {
    search("/Users", named("userName") + ",'startIndex':2,'count':1")
        .body("totalResults", equalTo(1))
        .body("startIndex", equalTo(2))
        .body("Resources", hasSize(0));
  }

  @Requirement("7644-3.4.3-09")
  @Test
  void anInvalidFilterIsRefused() {
    search("/Users", "'filter':'userName is good'")
        .statusCode(400)
        .body("scimType", equalTo("invalidFilter"));
  }

  @Requirement("7644-3.4.3-08")
  @Test
  void aSearchAtTheRootSpansAllTypes() {
    search("", "'filter':'userName eq \\\"" + RUN + "\\\" or displayName eq \\\"" + RUN + "\\\"'")
        .statusCode(200)
        .body("Resources.id", hasItems(ScimServer.id(user), ScimServer.id(group)))
        .body("Resources.meta.resourceType", hasItems("User", "Group"));
  }

  @Requirement("7644-3.4.2.1-02")
  @Test
  void anAttributeThatATypeDoesNotHaveHasNoValueThere() {
    search("", named("userName"))
        .statusCode(200)
        .body("Resources.id", contains(ScimServer.id(user)));
    search("", "'filter':'not (userName pr) and displayName eq \\\"" + RUN + "\\\"'")
        .body("Resources.id", contains(ScimServer.id(group)));
  }

  @Requirement("7644-3.4.2.1-03")
  @Test
  void theEndpointOfATypeBringsThatType() {
    search("/Groups", named("displayName"))
        .body("Resources.id", contains(ScimServer.id(group)))
        .body("Resources.meta.resourceType", everyItem(equalTo("Group")))
        .body("Resources.id", not(hasItem(ScimServer.id(user))));
  }

  @Requirement("7644-3.4.2.1-01")
  @Test
  void aGetAtTheRootSpansAllTypesOrIsRefused() {
    Response answer =
        SCIM.request()
            .queryParam("filter", "userName eq \"" + RUN + "\" or displayName eq \"" + RUN + "\"")
            .get("/");

    answer.then().statusCode(oneOf(200, 400, 403, 404, 405, 501));
    if (answer.statusCode() == 200) {
      answer.then().body("Resources.id", hasItems(ScimServer.id(user), ScimServer.id(group)));
    } else {
      answer.then().body("schemas", contains(ScimServer.ERROR));
    }
  }
}
