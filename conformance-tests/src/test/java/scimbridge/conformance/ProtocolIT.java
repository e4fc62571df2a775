package scimbridge.conformance;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;

import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 7644 §2, §3.8, §3.11 to §3.13: authentication, encoding, the alias for oneself, versions. */
class ProtocolIT {
  @RegisterExtension final ScimServer scim = new ScimServer();

  @Requirement({"7644-2-02", "7644-2.2-01"})
  @Test
  void withoutATokenNothingIsReadOrWritten() {
    String path = scim.user(ScimServer.unique("protocol"));

    scim.anonymous().get("/Users").then().statusCode(401);
    scim.anonymous().get(path).then().statusCode(401);
    scim.anonymous().delete(path).then().statusCode(401);
    scim.anonymous()
        .contentType(ScimServer.SCIM_JSON)
        .body(ScimServer.json("{'userName':'%s'}", ScimServer.unique("protocol")))
        .post("/Users")
        .then()
        .statusCode(401);
    scim.get(path).then().statusCode(200);
  }

  @Requirement("7644-2.1-01")
  @Test
  void theNameOfTheSchemeHasNoCase() {
    scim.anonymous()
        .header("Authorization", "bearer " + scim.token())
        .get("/Users?count=0")
        .then()
        .statusCode(200);
  }

  @Requirement("7644-3.8-05")
  @Test
  void textIsUtf8() {
    byte[] body =
        ScimServer.json("{'userName':'%s','displayName':'Zoë 王'}", ScimServer.unique("protocol"))
            .getBytes(StandardCharsets.UTF_8);

    Response answer =
        scim.remember(
            scim.request().contentType("application/scim+json").body(body).post("/Users"));
    assertThat(
        new String(answer.asByteArray(), StandardCharsets.UTF_8).contains("Zoë 王"), is(true));
  }

  @Requirement("7644-3.1-01")
  @Test
  void everyMessageNamesItsSchema() {
    scim.get("/Users?count=0").then().body("schemas", contains(ScimServer.LIST));
    scim.get("/Users/nobody").then().body("schemas", contains(ScimServer.ERROR));
  }

  @Requirement({"7644-3.11-01", "7644-3.11-02"})
  @Test
  void meIsAUserOrSaysWhyNot() {
    Response answer = scim.request().redirects().follow(false).get("/Me");

    answer.then().statusCode(oneOf(200, 308, 404, 501));
    if (answer.statusCode() == 200) {
      String location = answer.path("meta.location");
      assertThat(location, is(scim.url() + "/Users/" + answer.path("id")));
    } else if (answer.statusCode() == 308) {
      answer.then().header("Location", not(emptyOrNullString()));
    } else {
      answer.then().body("schemas", contains(ScimServer.ERROR));
    }
  }

  @Requirement("7644-3.11-03")
  @Test
  void meIsTheSameForOtherMethods() {
    int read = scim.request().redirects().follow(false).get("/Me").statusCode();
    if (read == 404 || read == 501) {
      String patch = ScimServer.patchBody("{\"op\":\"remove\",\"path\":\"title\"}");
      scim.sending(patch).patch("/Me").then().statusCode(read);
      scim.sending("{\"userName\":\"x\"}").put("/Me").then().statusCode(read);
      scim.delete("/Me").then().statusCode(read);
    }
  }

  @Requirement("7644-3.12-16")
  @Test
  void whatIsNotThereHasNoScimType() {
    scim.get("/Users/nobody").then().statusCode(404).body("scimType", nullValue());
  }

  @Requirement("7644-3.12-15")
  @Test
  void statusesAreThoseOfTheTable() {
    String path = scim.user(ScimServer.unique("protocol"));

    scim.sending("{").put(path).then().statusCode(400).body("status", equalTo("400"));
    scim.anonymous().get(path).then().statusCode(401).body("status", equalTo("401"));
    scim.get("/Users/nobody").then().statusCode(404).body("status", equalTo("404"));
    scim.delete("/Users").then().statusCode(405).body("status", equalTo("405"));
  }

  @Requirement({"7644-3.13-01", "7644-3.13-02"})
  @Test
  void anotherVersionOfTheProtocolIsRefused() {
    if (scim.url().endsWith("/v2")) {
      String other = scim.url().substring(0, scim.url().length() - 2) + "v9";
      scim.request().baseUri(other).get("/Users").then().statusCode(oneOf(400, 404));
    }
    scim.get("/Users?count=0").then().statusCode(200);
  }
}
