package scimbridge.conformance;

import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 7644 §3.9: {@code attributes} and {@code excludedAttributes}. */
class ProjectionIT {
  @RegisterExtension final ScimServer scim = new ScimServer();

  @Test
  void onlyWhatIsAskedForIsReturnedAndAlwaysTheId() {
    String path = scim.user(ScimServer.unique("projected"));

    scim.get(path + "?attributes=userName,Name.GivenName")
        .then()
        .statusCode(200)
        .body("keySet()", containsInAnyOrder("schemas", "id", "userName", "name"))
        .body("name.keySet()", containsInAnyOrder("givenName"));
  }

  @Test
  void whatIsExcludedIsNotReturned() {
    String path = scim.user(ScimServer.unique("projected"));

    scim.get(path + "?excludedAttributes=emails.type,name,id")
        .then()
        .statusCode(200)
        .body("id", notNullValue())
        .body("name", nullValue())
        .body("emails[0].value", notNullValue())
        .body("emails[0].type", nullValue());
  }

  @Test
  void extensionAttributesAreSelectedByTheirUrn() {
    String path = scim.user(ScimServer.unique("projected"));
    scim.patch(
            path,
            """
            {"op":"add","path":"%1$s:department","value":"Tools"},
            {"op":"add","path":"%1$s:division","value":"Theme"}"""
                .formatted(ScimServer.ENTERPRISE))
        .then()
        .statusCode(200);

    scim.get(path + "?attributes=" + ScimServer.ENTERPRISE + ":department")
        .then()
        .body("'" + ScimServer.ENTERPRISE + "'.department", equalTo("Tools"))
        .body("'" + ScimServer.ENTERPRISE + "'.division", nullValue())
        .body("schemas", hasItem(ScimServer.ENTERPRISE))
        .body("userName", nullValue());
    scim.get(path + "?excludedAttributes=" + ScimServer.ENTERPRISE)
        .then()
        .body("'" + ScimServer.ENTERPRISE + "'", nullValue())
        .body("schemas", not(hasItem(ScimServer.ENTERPRISE)));
  }

  @Test
  void writesHonourItToo() {
    String userName = ScimServer.unique("projected");
    String path =
        "/Users/"
            + scim.remember(
                    scim.sending("{\"userName\":\"" + userName + "\",\"title\":\"T\"}")
                        .post("/Users?excludedAttributes=title"))
                .then()
                .statusCode(201)
                .body("title", nullValue())
                .extract()
                .path("id");

    scim.sending(
            ScimServer.patchBody(
                """
                {"op":"add","path":"nickName","value":"N"}"""))
        .patch(path + "?attributes=nickName")
        .then()
        .statusCode(200)
        .body("nickName", equalTo("N"))
        .body("userName", nullValue());
  }

  @Test
  void groupPatchWithAttributesIsAnsweredWithTheGroup() {
    String group = scim.group(ScimServer.unique("Projected group"));

    scim.sending(
            ScimServer.patchBody(
                """
                {"op":"add","path":"externalId","value":"e"}"""))
        .patch(group + "?attributes=externalId")
        .then()
        .statusCode(200)
        .body("externalId", equalTo("e"));
  }

  @Test
  void theTwoParametersExcludeEachOther() {
    scim.get("/Users?attributes=userName&excludedAttributes=name").then().statusCode(400);
  }
}
