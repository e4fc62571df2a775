package scimbridge.conformance;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import io.restassured.specification.RequestSpecification;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The requests and assertions of Okta's SCIM 2.0 SPEC test. */
class OktaSpecIT {
  @RegisterExtension final ScimServer scim = new ScimServer();

  private RequestSpecification okta() {
    return scim.request()
        .header("Accept-Charset", "utf-8")
        .header("User-Agent", "OKTA SCIM Integration")
        .contentType("application/scim+json; charset=utf-8");
  }

  private RequestSpecification oktaPost() {
    return scim.request()
        .header("User-Agent", "OKTA SCIM Integration")
        .accept("application/scim+json; charset=utf-8")
        .contentType("application/json");
  }

  private static String newUser(String userName) {
    return """
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"%s",
         "name":{"givenName":"Test","familyName":"User"},
         "emails":[{"primary":true,"value":"%s@okta.local","type":"work"}],
         "displayName":"Test User","active":true}"""
        .formatted(userName, userName);
  }

  @Requirement({"7644-3.4.2-01", "7643-2.3.4-01"})
  @Test
  void listsUsersWithTheFieldsThatOktaReads() {
    scim.user(ScimServer.unique("okta"));

    okta()
        .get("/Users?count=1&startIndex=1")
        .then()
        .statusCode(200)
        .body("schemas", hasItem(ScimServer.LIST))
        .body("itemsPerPage", instanceOf(Integer.class))
        .body("startIndex", equalTo(1))
        .body("totalResults", greaterThanOrEqualTo(1))
        .body("Resources", hasSize(1))
        .body("Resources[0].id", not(emptyOrNullString()))
        .body("Resources[0].userName", not(emptyOrNullString()))
        .body("Resources[0].active", instanceOf(Boolean.class));
  }

  @Requirement("7644-3.4.1-01")
  @Test
  void readsTheUserThatWasListed() {
    String path = scim.user(ScimServer.unique("okta"));

    okta()
        .get(path)
        .then()
        .statusCode(200)
        .body("id", equalTo(ScimServer.id(path)))
        .body("name.familyName", not(emptyOrNullString()))
        .body("name.givenName", not(emptyOrNullString()))
        .body("userName", not(emptyOrNullString()))
        .body("active", equalTo(true))
        .body("emails[0].value", not(emptyOrNullString()));
  }

  @Requirement("7644-3.4.2-06")
  @Test
  void findsNobodyWithAnEmptyList() {
    okta()
        .queryParam("filter", "userName eq \"" + ScimServer.unique("nobody") + "\"")
        .get("/Users")
        .then()
        .statusCode(200)
        .body("schemas", hasItem(ScimServer.LIST))
        .body("totalResults", equalTo(0))
        .body("Resources", hasSize(0));
  }

  @Requirement({"7644-3.4.1-02", "7644-3.12-02", "7644-3.12-03"})
  @Test
  void answersAnUnknownIdWith404() {
    for (String id : new String[] {"00919288221112222", "e26ab2a7-7f1b-4f2c-8a54-1c9f5d1f0000"}) {
      okta()
          .get("/Users/" + id)
          .then()
          .statusCode(404)
          .body("schemas", contains(ScimServer.ERROR))
          .body("detail", not(emptyOrNullString()))
          .body("status", equalTo("404"));
    }
  }

  @Test
  void createsReadsAndRefusesToCreateTwice() {
    String userName = ScimServer.unique("okta");
    String id =
        scim.remember(oktaPost().body(newUser(userName)).post("/Users"))
            .then()
            .statusCode(201)
            .body("active", equalTo(true))
            .body("name.familyName", equalTo("User"))
            .body("name.givenName", equalTo("Test"))
            .body("schemas", hasItem(ScimServer.CORE_USER))
            .body("userName", equalTo(userName))
            .extract()
            .path("id");

    okta()
        .get("/Users/" + id)
        .then()
        .statusCode(200)
        .body("userName", equalTo(userName))
        .body("name.familyName", equalTo("User"))
        .body("name.givenName", equalTo("Test"));
    scim.remember(oktaPost().body(newUser(userName)).post("/Users")).then().statusCode(409);
    okta()
        .queryParam("filter", "userName eq \"" + userName.toUpperCase(Locale.ROOT) + "\"")
        .get("/Users")
        .then()
        .statusCode(200)
        .body("totalResults", equalTo(1));
  }

  @Test
  void listsGroupsQuickly() {
    scim.group(ScimServer.unique("Okta group"));

    okta()
        .get("/Groups?startIndex=1&count=100")
        .then()
        .statusCode(200)
        .body("Resources", not(hasSize(0)))
        .time(lessThan(5_000L));
  }

  @Requirement({"7644-2-01", "7644-2-03"})
  @Test
  void refusesAWrongToken() {
    scim.anonymous()
        .header("Authorization", "non-token")
        .queryParam("filter", "userName eq \"x\"")
        .get("/Users")
        .then()
        .statusCode(401)
        .header("WWW-Authenticate", not(emptyOrNullString()))
        .body("schemas", contains(ScimServer.ERROR))
        .body("detail", not(emptyOrNullString()))
        .body("status", equalTo("401"));
  }

  @Test
  void replacesAUserByWhatWasReadBefore() {
    String path = scim.user(ScimServer.unique("okta"));
    String read = scim.get(path).asString();

    scim.request()
        .contentType("application/scim+json; charset=utf-8")
        .body(read.replace("\"Grace\"", "\"Another\""))
        .put(path)
        .then()
        .statusCode(200)
        .body("name.givenName", equalTo("Another"))
        .body("emails[0].type", equalTo("work"));
  }

  @Requirement("7643-4.1.1-08")
  @Test
  void deactivatesAndKeepsShowingTheUser() {
    String userName = ScimServer.unique("okta");
    String path = scim.user(userName);

    scim.patch(
            path,
            """
            {"op":"replace","value":{"active":false}}""")
        .then()
        .statusCode(200)
        .body("active", equalTo(false));
    scim.get(path).then().statusCode(200).body("active", equalTo(false));
    scim.filter("/Users", "userName eq \"" + userName + "\"")
        .then()
        .body("Resources[0].active", equalTo(false));
    scim.patch(
            path,
            """
            {"op":"replace","value":{"active":true}}""")
        .then()
        .body("active", equalTo(true));
  }

  @Test
  void pushesAGroupTheWayOktaDoes() {
    String user = scim.user(ScimServer.unique("okta"));
    String name = ScimServer.unique("Okta push");
    String group = scim.group(name);

    scim.patch(
            group,
            """
            {"op":"replace","value":{"id":"%s","displayName":"%s"}}"""
                .formatted(ScimServer.id(group), name + " renamed"),
            """
            {"op":"add","path":"members","value":[{"value":"%s","display":null}]}"""
                .formatted(ScimServer.id(user)))
        .then()
        .statusCode(204);
    scim.get(group)
        .then()
        .body("displayName", equalTo(name + " renamed"))
        .body("members.value", contains(ScimServer.id(user)));
    scim.patch(
            group,
            """
            {"op":"replace","value":{"members":[]}}""")
        .then()
        .statusCode(204);
    scim.get(group).then().body("members", equalTo(null));
    scim.delete(group).then().statusCode(204);
  }
}
