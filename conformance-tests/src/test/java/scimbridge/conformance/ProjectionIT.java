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

  @Requirement({"7644-3.4.2.5-01", "7644-3.9-01", "7644-3.10-02"})
  @Test
  void onlyWhatIsAskedForIsReturnedAndAlwaysTheId() {
    String path = scim.user(ScimServer.unique("projected"));

    scim.get(path + "?attributes=userName,Name.GivenName")
        .then()
        .statusCode(200)
        .body("keySet()", containsInAnyOrder("schemas", "id", "userName", "name"))
        .body("name.keySet()", containsInAnyOrder("givenName"));
  }

  @Requirement({"7644-3.4.2.5-02", "7644-3.4.2.5-03", "7644-3.9-06"})
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

  @Requirement("7644-3.10-01")
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

  @Requirement("7644-3.9-02")
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

  @Requirement({"7644-3.5.2-08", "7644-3.9-04"})
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

  @Requirement("7644-3.9-05")
  @Test
  void theTwoParametersExcludeEachOther() {
    scim.get("/Users?attributes=userName&excludedAttributes=name").then().statusCode(400);
  }

  @Requirement({"7643-7-11", "7643-7-13"})
  @Test
  void whatIsAlwaysReturnedIsThereAndTheRestIfItIsWanted() {
    String path = scim.user(ScimServer.unique("projected"));

    scim.get(path + "?attributes=title").then().body("id", equalTo(ScimServer.id(path)));
    scim.get(path + "?attributes=title").then().body("displayName", nullValue());
    scim.get(path).then().body("displayName", equalTo("Grace Hopper"));
  }

  @Requirement("7644-3.4.2.5-04")
  @Test
  void resourcesOfAListAreProjected() {
    String path = scim.user(ScimServer.unique("projected"));

    scim.request()
        .queryParam("filter", "id eq \"" + ScimServer.id(path) + "\"")
        .queryParam("attributes", "userName")
        .get("/Users")
        .then()
        .body("Resources[0].keySet()", containsInAnyOrder("schemas", "id", "userName"));
  }

  @Requirement("7644-3.9-03")
  @Test
  void aReplacementIsProjected() {
    String userName = ScimServer.unique("projected");
    String path = scim.user(userName);

    scim.put(path + "?attributes=title", ScimServer.json("{'userName':'%s','title':'T'}", userName))
        .then()
        .statusCode(200)
        .body("title", equalTo("T"))
        .body("userName", nullValue());
  }

  @Requirement({"7644-3.9-07", "7644-3.9-08", "7644-3.10-03"})
  @Test
  void manyNamesAndUnknownNamesAreTaken() {
    String path = scim.user(ScimServer.unique("projected"));

    scim.get(path + "?attributes=displayName,noSuchAttribute,active")
        .then()
        .statusCode(200)
        .body("keySet()", containsInAnyOrder("schemas", "id", "displayName", "active"));
  }

  @Requirement("7644-3.10-04")
  @Test
  void subAttributesFollowADotAlsoAfterAUrn() {
    String path = scim.user(ScimServer.unique("projected"));

    scim.get(path + "?attributes=" + ScimServer.CORE_USER + ":name.familyName")
        .then()
        .body("name.keySet()", containsInAnyOrder("familyName"));
  }
}
