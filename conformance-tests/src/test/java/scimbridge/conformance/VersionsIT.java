package scimbridge.conformance;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 7644 §3.14: entity tags and conditional requests. */
class VersionsIT {
  @RegisterExtension final ScimServer scim = new ScimServer();

  @Requirement({"7644-3.3-02", "7644-3.3-03", "7644-3.14-02"})
  @Test
  void locationAndVersionStandInHeadersAndBody() {
    Response created =
        scim.post("/Users", "{\"userName\":\"" + ScimServer.unique("versioned") + "\"}");

    created
        .then()
        .statusCode(201)
        .header("Location", equalTo(created.path("meta.location")))
        .header("Location", equalTo(scim.url() + "/Users/" + created.path("id")))
        .header("ETag", equalTo(created.path("meta.version")))
        .header("ETag", startsWith("W/\""));
  }

  @Requirement("7644-3.14-03")
  @Test
  void aChangeMakesANewVersionAndNoChangeDoesNot() {
    String path = scim.user(ScimServer.unique("versioned"));
    String first = scim.get(path).path("meta.version");
    String modified = scim.get(path).path("meta.lastModified");

    scim.patch(
            path,
            """
            {"op":"replace","path":"displayName","value":"Grace Hopper"}""",
            """
            {"op":"add","path":"emails","value":[{"value":"x@example.com","type":"other"}]}""",
            """
            {"op":"remove","path":"emails[type eq \\"other\\"]"}""")
        .then()
        .statusCode(200)
        .body("meta.version", equalTo(first))
        .body("meta.lastModified", equalTo(modified));
    String second =
        scim.patch(
                path,
                """
                {"op":"replace","path":"displayName","value":"Amazing Grace"}""")
            .path("meta.version");
    assertThat(second, not(equalTo(first)));
  }

  private static String title() {
    return ScimServer.patchBody(
        """
        {"op":"replace","path":"title","value":"New"}""");
  }

  @Requirement("7644-3.14-06")
  @Test
  void aReplacementOfAnotherVersionIsRefused() {
    String path = scim.user(ScimServer.unique("versioned"));

    scim.sending("{\"userName\":\"x\"}")
        .header("If-Match", "W/\"4711\"")
        .put(path)
        .then()
        .statusCode(412);
    scim.get(path).then().body("displayName", equalTo("Grace Hopper"));
  }

  @Requirement("7644-3.14-07")
  @Test
  void aPatchOfAnotherVersionIsRefused() {
    String path = scim.user(ScimServer.unique("versioned"));

    scim.sending(title()).header("If-Match", "W/\"4711\"").patch(path).then().statusCode(412);
    scim.get(path).then().body("title", equalTo(null));
  }

  @Requirement("7644-3.14-08")
  @Test
  void aDeletionOfAnotherVersionIsRefused() {
    String path = scim.user(ScimServer.unique("versioned"));

    scim.request().header("If-Match", "W/\"4711\"").delete(path).then().statusCode(412);
    scim.get(path).then().statusCode(200);
  }

  @Requirement({"7644-3.14-09", "7644-3.14-10"})
  @Test
  void theVersionAndTheStarGoOn() {
    String path = scim.user(ScimServer.unique("versioned"));
    String version = scim.get(path).path("meta.version");

    scim.sending(title()).header("If-Match", version).patch(path).then().statusCode(200);
    scim.request().header("If-Match", "*").delete(path).then().statusCode(204);
  }

  @Requirement({"7644-3.14-11", "7644-3.14-12", "7644-3.4.2-08"})
  @Test
  void resourcesOfAListHaveTheirVersion() {
    String path = scim.user(ScimServer.unique("versioned"));
    Response alone = scim.get(path);

    Response listed = scim.filter("/Users", "id eq \"" + ScimServer.id(path) + "\"");
    assertThat(listed.path("Resources[0]"), equalTo(alone.path("$")));
    listed.then().body("Resources[0].meta.version", matchesPattern("(W/)?\".+\""));
  }

  @Requirement({"7644-3.14-04", "7644-3.14-05"})
  @Test
  void ifNoneMatchSavesTheBody() {
    String path = scim.user(ScimServer.unique("versioned"));
    String version = scim.get(path).path("meta.version");

    scim.request()
        .header("If-None-Match", version)
        .get(path)
        .then()
        .statusCode(304)
        .header("ETag", equalTo(version));
    scim.request().header("If-None-Match", "W/\"4711\"").get(path).then().statusCode(200);
  }

  @Requirement({"7644-3.5.2.1-07", "7644-3.5.2.2-09"})
  @Test
  void addingAMemberAgainIsNoChange() {
    String user = scim.user(ScimServer.unique("member"));
    String group = scim.group(ScimServer.unique("Versioned group"), user);
    String version = scim.get(group).path("meta.version");

    scim.patch(
            group,
            """
            {"op":"add","path":"members","value":[%s]}"""
                .formatted(ScimServer.member(user)))
        .then()
        .statusCode(204);
    scim.patch(
            group,
            """
            {"op":"remove","path":"members[value eq \\"6f9619ff-8b86-4011-b42d-00c04fc964ff\\"]"}""")
        .then()
        .statusCode(204);
    scim.get(group).then().body("meta.version", equalTo(version));
  }
}
