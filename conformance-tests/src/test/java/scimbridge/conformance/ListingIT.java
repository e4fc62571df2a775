package scimbridge.conformance;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7644 §3.4.2: filters and paging. */
class ListingIT {
  @RegisterExtension final ScimServer scim = new ScimServer();

  private String fullUser(String userName) {
    return "/Users/"
        + scim.post(
                "/Users",
                """
                {"userName":"%1$s","externalId":"Ext-%1$s","title":"Title %1$s","active":true,
                 "emails":[{"type":"work","value":"%1$s@work.example","primary":true},
                           {"type":"home","value":"%1$s@home.example"}],
                 "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
                   {"department":"D-%1$s"}}"""
                    .formatted(userName))
            .then()
            .statusCode(201)
            .extract()
            .<String>path("id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "userName eq \"%s\"",
        "UserName Eq \"%s\"",
        "userName sw \"%s\"",
        "externalId eq \"Ext-%s\"",
        "emails eq \"%s@work.example\"",
        "emails.value eq \"%s@HOME.example\"",
        "emails co \"%s@home\"",
        "emails[value eq \"%s@work.example\"]",
        "emails[type eq \"work\" and value eq \"%s@work.example\"]",
        "emails[type eq \"work\"].value eq \"%s@work.example\"",
        "title eq \"title %s\"",
        "urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"%s\"",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"D-%s\"",
        "userName eq \"nobody\" or (title pr and externalId eq \"Ext-%s\")",
        "active eq true and userName eq \"%s\"",
        "userName eq \"%s\" and not (title co \"nothing\")",
        "userName eq \"%s\" and meta.lastModified gt \"2020-01-01T00:00:00Z\""
      })
  void filterFindsTheUser(String filter) {
    String userName = ScimServer.unique("listing");
    String path = fullUser(userName);

    scim.filter("/Users", filter.formatted(userName))
        .then()
        .statusCode(200)
        .body("totalResults", equalTo(1))
        .body("Resources.id", contains(ScimServer.id(path)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "externalId eq \"ext-%s\"",
        "emails[type eq \"home\" and value eq \"%s@work.example\"]",
        "userName eq \"%s\" and active eq false",
        "userName eq \"%s\" and not (title pr)"
      })
  void filterDoesNotFindTheUser(String filter) {
    String userName = ScimServer.unique("listing");
    fullUser(userName);

    scim.filter("/Users", filter.formatted(userName))
        .then()
        .statusCode(200)
        .body("totalResults", equalTo(0))
        .body("Resources", hasSize(0));
  }

  @Requirement({"7644-3.4.2.2-20", "7644-3.4.2.2-21", "7644-3.12-05"})
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "userName",
        "userName eq",
        "userName xx \"a\"",
        "userName eq \"a",
        "(userName eq \"a\"",
        "noSuchAttribute eq \"a\"",
        "active gt true",
        "password eq \"secret\""
      })
  void invalidFilterIsRefused(String filter) {
    scim.filter("/Users", filter).then().statusCode(400).body("scimType", equalTo("invalidFilter"));
  }

  @Requirement("7644-3.4.2.2-33")
  @Test
  void groupIsFoundByMember() {
    String user = scim.user(ScimServer.unique("member"));
    String group = scim.group(ScimServer.unique("Group of member"), user);
    String id = ScimServer.id(user);

    for (String filter :
        List.of(
            "members eq \"" + id + "\"",
            "members.value eq \"" + id + "\"",
            "members[value eq \"" + id + "\"]",
            "id eq \"" + ScimServer.id(group) + "\" and members eq \"" + id + "\"")) {
      scim.request()
          .queryParam("filter", filter)
          .queryParam("excludedAttributes", "members")
          .get("/Groups")
          .then()
          .statusCode(200)
          .body("Resources.id", contains(ScimServer.id(group)));
    }
  }

  @Test
  void managerIsCheckedTheWayEntraDoes() {
    String user = scim.user(ScimServer.unique("managed"));
    scim.patch(
            user,
            """
            {"op":"add","path":"manager","value":"2819c223"}""")
        .then()
        .statusCode(200);

    scim.filter("/Users", "id eq \"" + ScimServer.id(user) + "\" and manager eq \"2819c223\"")
        .then()
        .body("totalResults", equalTo(1));
  }

  @Requirement({"7644-3.4.2.4-07", "7644-3.4.2.4-03", "7644-3.4.2-04"})
  @Test
  void pagesAreStableCompleteAndNeverLongerThanAsked() {
    String run = ScimServer.unique("paging");
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      expected.add(ScimServer.id(scim.user(run + "-" + i)));
    }
    List<String> seen = new ArrayList<>();
    for (int start = 1; start <= 5; start += 2) {
      List<String> page =
          scim.request()
              .queryParam("filter", "userName sw \"" + run + "\"")
              .queryParam("startIndex", start)
              .queryParam("count", 2)
              .get("/Users")
              .then()
              .statusCode(200)
              .body("totalResults", equalTo(5))
              .body("startIndex", equalTo(start))
              .body("itemsPerPage", lessThanOrEqualTo(2))
              .extract()
              .path("Resources.id");
      seen.addAll(page);
    }
    assertThat(seen, containsInAnyOrder(expected.toArray()));
  }

  @Test
  void oddPagingParametersMeanWhatTheRfcSays() {
    scim.user(ScimServer.unique("paging"));

    scim.get("/Users?count=0")
        .then()
        .statusCode(200)
        .body("totalResults", greaterThanOrEqualTo(1))
        .body("itemsPerPage", equalTo(0))
        .body("Resources", hasSize(0));
    scim.get("/Users?count=-5").then().statusCode(200).body("Resources", hasSize(0));
    scim.get("/Users?startIndex=0&count=1").then().body("startIndex", equalTo(1));
    scim.get("/Users?startIndex=-3&count=1").then().body("startIndex", equalTo(1));
    scim.get("/Users?startIndex=999999999999999999999").then().body("Resources", hasSize(0));
    for (String query : List.of("startIndex=abc", "count=1.5")) {
      scim.get("/Users?" + query).then().statusCode(400).body("scimType", equalTo("invalidValue"));
    }
  }

  @Requirement({"7644-3.2-03", "7644-1.3-01"})
  @Test
  void unknownParametersAndLooseUrlsAreTolerated() throws Exception {
    String userName = ScimServer.unique("loose");
    String path = scim.user(userName);
    String plus = "filter=userName+eq+%22" + userName + "%22";
    String spaces = "filter=userName%20eq%20%22" + userName + "%22";

    for (String url :
        List.of(
            "/Users?aadOptscim062020&" + plus,
            "/Users?" + spaces + "&",
            "/Users/?" + plus,
            "//Users?" + plus)) {
      scim.request()
          .urlEncodingEnabled(false)
          .get(url)
          .then()
          .statusCode(200)
          .body("Resources.id", contains(ScimServer.id(path)));
    }
    scim.request().urlEncodingEnabled(false).get(path + "/").then().statusCode(200);
    // OneLogin ends its URLs so; REST Assured refuses to.
    assertThat(scim.plainGet(path + "?"), equalTo(200));
  }
}
