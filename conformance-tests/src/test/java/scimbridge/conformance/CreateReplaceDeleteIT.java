package scimbridge.conformance;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 7644 §3.3, §3.4.1, §3.5.1 and §3.6: POST, GET, PUT and DELETE of one resource. */
class CreateReplaceDeleteIT {
  @RegisterExtension final ScimServer scim = new ScimServer();

  private Response create(String userName, String attributes) {
    return scim.post(
        "/Users",
        ScimServer.json("{'schemas':['%s'],'userName':'%s'", ScimServer.CORE_USER, userName)
            + ScimServer.json(attributes)
            + "}");
  }

  private ValidatableResponse replace(String path, String userName, String attributes) {
    return scim.put(
            path,
            ScimServer.json("{'schemas':['%s'],'userName':'%s'", ScimServer.CORE_USER, userName)
                + ScimServer.json(attributes)
                + "}")
        .then();
  }

  @Requirement({"7644-3.3-01", "7644-3.3-08"})
  @Test
  void aCreationIsAnsweredWithTheResource() {
    String userName = ScimServer.unique("created");

    create(userName, ",'title':'T'")
        .then()
        .statusCode(201)
        .body("userName", equalTo(userName))
        .body("title", equalTo("T"));
  }

  @Requirement("7644-3.3-07")
  @Test
  void aNewUserIsActive() {
    create(ScimServer.unique("created"), "").then().statusCode(201).body("active", equalTo(true));
  }

  @Requirement("7644-3.3-09")
  @Test
  void aCreationWithoutWhatIsRequiredIsRefused() {
    scim.post("/Users", ScimServer.json("{'schemas':['%s'],'title':'T'}", ScimServer.CORE_USER))
        .then()
        .statusCode(400);
  }

  @Requirement("7643-4.2-02")
  @Test
  void aGroupNeedsAName() {
    scim.post("/Groups", ScimServer.json("{'schemas':['%s']}", ScimServer.CORE_GROUP))
        .then()
        .statusCode(400);
  }

  @Requirement("7643-4.2-03")
  @Test
  void aMemberHasValueReferenceAndType() {
    String user = scim.user(ScimServer.unique("created"));
    String group = scim.group(ScimServer.unique("Created"), user);

    scim.get(group)
        .then()
        .body("members[0].value", equalTo(ScimServer.id(user)))
        .body("members[0].'$ref'", equalTo(scim.url() + user))
        .body("members[0].type", equalTo("User"));
  }

  @Requirement("7643-4.2-06")
  @Test
  void aGroupInAGroupIsAMemberOrRefused() {
    String inner = scim.group(ScimServer.unique("Created"));
    Response outer =
        scim.post(
            "/Groups",
            ScimServer.json(
                "{'displayName':'%s','members':[%s]}",
                ScimServer.unique("Created"), ScimServer.member(inner)));

    if (outer.statusCode() == 201) {
      scim.get("/Groups/" + outer.path("id"))
          .then()
          .body("members.value", hasItem(ScimServer.id(inner)));
    } else {
      outer.then().statusCode(400).body("schemas", hasItem(ScimServer.ERROR));
    }
  }

  @Requirement("7644-3.4.1-03")
  @Test
  void anIdOfAnotherTypeIsNotFound() {
    String user = scim.user(ScimServer.unique("created"));

    scim.get("/Groups/" + ScimServer.id(user)).then().statusCode(404);
  }

  @Requirement("7644-3.2-01")
  @Test
  void theFiveMethodsDoWhatTheyAreFor() {
    String userName = ScimServer.unique("created");
    String path = "/Users/" + create(userName, "").then().extract().path("id");

    scim.get(path).then().statusCode(200);
    replace(path, userName, ",'title':'T'").statusCode(200);
    scim.patch(path, ScimServer.json("{'op':'add','path':'title','value':'U'}"))
        .then()
        .body("title", equalTo("U"));
    scim.delete(path).then().statusCode(204);
  }

  @Requirement("7644-3.5.1-01")
  @Test
  void aReplacementSetsWhatItSays() {
    String userName = ScimServer.unique("replaced");
    String path = scim.user(userName);

    replace(path, userName, ",'title':'T','name':{'givenName':'G'}")
        .statusCode(200)
        .body("id", equalTo(ScimServer.id(path)))
        .body("title", equalTo("T"))
        .body("name.givenName", equalTo("G"))
        .body("name.familyName", nullValue());
  }

  @Requirement("7644-3.5.1-02")
  @Test
  void aReplacementClearsWhatItLeavesOut() {
    String userName = ScimServer.unique("replaced");
    String path = scim.user(userName);

    replace(path, userName, "");
    scim.get(path).then().body("displayName", nullValue()).body("emails", nullValue());
  }

  @Requirement("7644-3.5.1-03")
  @Test
  void aReplacementIgnoresWhatIsReadOnly() {
    String userName = ScimServer.unique("replaced");
    String path = scim.user(userName);

    replace(path, userName, ",'groups':[{'value':'x'}],'meta':{'resourceType':'x'}")
        .statusCode(200)
        .body("groups", nullValue())
        .body("meta.resourceType", equalTo("User"));
  }

  @Requirement("7644-3.5.1-05")
  @Test
  void aReplacementWithoutWhatIsRequiredIsRefused() {
    String path = scim.user(ScimServer.unique("replaced"));

    scim.put(path, ScimServer.json("{'schemas':['%s'],'title':'T'}", ScimServer.CORE_USER))
        .then()
        .statusCode(400);
  }

  @Requirement("7644-3.5.1-07")
  @Test
  void aReplacementWithoutAPasswordIsNoError() {
    String userName = ScimServer.unique("replaced");
    String path =
        "/Users/"
            + create(userName, ",'password':'t1meMa$heen-Longer'")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

    replace(path, userName, "").statusCode(200).body("password", nullValue());
  }

  @Requirement({"7644-3.5.1-08", "7644-3.5.1-09"})
  @Test
  void aReplacementByANameThatIsTakenChangesNothing() {
    String name = ScimServer.unique("Replaced");
    scim.group(name);
    String other = scim.group(ScimServer.unique("Replaced"));

    scim.put(other, ScimServer.json("{'displayName':'%s','externalId':'e'}", name))
        .then()
        .statusCode(409)
        .body("scimType", equalTo("uniqueness"));
    scim.get(other).then().body("displayName", not(equalTo(name))).body("externalId", nullValue());
  }

  @Requirement("7644-3.5.1-10")
  @Test
  void aReplacementTakesExtensionsAway() {
    String userName = ScimServer.unique("replaced");
    String path =
        "/Users/"
            + create(userName, ",'" + ScimServer.ENTERPRISE + "':{'department':'D'}")
                .then()
                .body("schemas", hasItems(ScimServer.CORE_USER, ScimServer.ENTERPRISE))
                .extract()
                .path("id");

    replace(path, userName, "")
        .body("schemas", not(hasItem(ScimServer.ENTERPRISE)))
        .body("'" + ScimServer.ENTERPRISE + "'", nullValue());
  }

  @Requirement("7644-3.6-02")
  @Test
  void whatIsDeletedIsGoneForEveryMethod() {
    String userName = ScimServer.unique("deleted");
    String path = scim.user(userName);
    scim.delete(path);

    scim.get(path).then().statusCode(404);
    replace(path, userName, "").statusCode(404);
    scim.patch(path, ScimServer.json("{'op':'add','path':'title','value':'T'}"))
        .then()
        .statusCode(404);
    scim.delete(path).then().statusCode(404);
  }

  @Requirement("7644-3.6-03")
  @Test
  void whatIsDeletedIsInNoQuery() {
    String userName = ScimServer.unique("deleted");
    String path = scim.user(userName);
    scim.delete(path);

    scim.filter("/Users", "userName eq \"" + userName + "\"")
        .then()
        .body("totalResults", equalTo(0));
    scim.filter("/Users", "id eq \"" + ScimServer.id(path) + "\"")
        .then()
        .body("totalResults", equalTo(0));
  }

  @Requirement("7644-3.6-04")
  @Test
  void theNameOfWhatIsDeletedIsFree() {
    String userName = ScimServer.unique("deleted");
    String path = scim.user(userName);
    scim.delete(path);

    Response again = create(userName, "");
    again.then().statusCode(201);
    assertThat("/Users/" + again.path("id"), is(not(path)));
  }

  @Requirement("7644-3.6-05")
  @Test
  void whoIsDeletedIsInNoGroup() {
    String user = scim.user(ScimServer.unique("deleted"));
    String stays = scim.user(ScimServer.unique("deleted"));
    String group = scim.group(ScimServer.unique("Deleted"), user, stays);
    scim.delete(user).then().statusCode(204);

    List<String> members = scim.get(group).path("members.value");
    assertThat(members, is(List.of(ScimServer.id(stays))));
  }
}
