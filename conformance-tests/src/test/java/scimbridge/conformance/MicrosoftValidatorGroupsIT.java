package scimbridge.conformance;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The group tests of the Microsoft SCIM Validator. */
class MicrosoftValidatorGroupsIT {
  @RegisterExtension final ScimServer scim = new ScimServer();

  @Test
  void g1g2g3GroupIsReadAndFoundWithAndWithoutMembers() {
    String user = scim.user(ScimServer.unique("member"));
    String name = ScimServer.unique("Validator group");
    String group = scim.group(name, user);

    scim.get(group + "?excludedAttributes=members")
        .then()
        .statusCode(200)
        .body("displayName", equalTo(name))
        .body("members", nullValue());
    scim.request()
        .queryParam("filter", "displayName eq \"" + name + "\"")
        .queryParam("excludedAttributes", "members")
        .get("/Groups")
        .then()
        .statusCode(200)
        .body("totalResults", equalTo(1))
        .body("Resources[0].id", equalTo(ScimServer.id(group)))
        .body("Resources[0].members", nullValue());
    scim.filter("/Groups", "displayName eq \"" + name + "\"")
        .then()
        .body("Resources[0].members.value", contains(ScimServer.id(user)));
  }

  @Test
  void g4GroupThatDoesNotExistIsAnEmptyList() {
    scim.filter("/Groups", "displayName eq \"" + ScimServer.unique("none") + "\"")
        .then()
        .statusCode(200)
        .body("totalResults", equalTo(0));
  }

  @Test
  void g5GroupIsFoundInAnotherLetterCase() {
    String name = ScimServer.unique("Validator group");
    scim.group(name);

    scim.filter("/Groups", "DisplayName Eq \"" + name.toUpperCase(Locale.ROOT) + "\"")
        .then()
        .statusCode(200)
        .body("totalResults", equalTo(1));
  }

  @Test
  void g6g7DuplicateGroupIsRefused() {
    String body =
        """
        {"displayName":"%s","externalId":"%s",
         "schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"]}"""
            .formatted(ScimServer.unique("Validator group"), ScimServer.unique("ext"));
    scim.post("/Groups", body).then().statusCode(201);

    scim.post("/Groups", body).then().statusCode(409).body("scimType", equalTo("uniqueness"));
  }

  @Test
  void g8g9PathlessReplaceChangesExternalIdAndDisplayName() {
    String group = scim.group(ScimServer.unique("Validator group"));
    String name = ScimServer.unique("Renamed");

    scim.patch(
            group,
            """
            {"op":"replace","value":{"externalId":"e-9"}}""")
        .then()
        .statusCode(204);
    scim.patch(
            group,
            """
            {"op":"replace","value":{"displayName":"%s"}}"""
                .formatted(name))
        .then()
        .statusCode(204);
    scim.get(group).then().body("externalId", equalTo("e-9")).body("displayName", equalTo(name));
  }

  @Test
  void g10g11MembersAreReplacedAndOneIsRemoved() {
    String one = scim.user(ScimServer.unique("one"));
    String two = scim.user(ScimServer.unique("two"));
    String group = scim.group(ScimServer.unique("Validator group"));

    scim.patch(
            group,
            """
            {"op":"replace","path":"members","value":[%s,%s]}"""
                .formatted(ScimServer.member(one), ScimServer.member(two)))
        .then()
        .statusCode(204);
    scim.get(group)
        .then()
        .body("members.value", containsInAnyOrder(ScimServer.id(one), ScimServer.id(two)));
    scim.patch(
            group,
            """
            {"op":"remove","path":"members[value eq \\"%s\\"]"}"""
                .formatted(ScimServer.id(one)))
        .then()
        .statusCode(204);
    scim.get(group).then().body("members.value", contains(ScimServer.id(two)));
  }

  @Test
  void g12p6p7DeletedGroupIsGone() {
    String group = scim.group(ScimServer.unique("Validator group"));

    scim.delete(group).then().statusCode(204);
    scim.get(group).then().statusCode(404);
    scim.delete(group).then().statusCode(404);
    scim.delete("/Groups/" + ScimServer.unique("")).then().statusCode(404);
  }

  @Test
  void p5MemberAddedAndRemovedInOneRequestIsNotIn() {
    String user = scim.user(ScimServer.unique("member"));
    String group = scim.group(ScimServer.unique("Validator group"));

    scim.patch(
            group,
            """
            {"op":"add","path":"members","value":[%s]}"""
                .formatted(ScimServer.member(user)),
            """
            {"op":"remove","path":"members[value eq \\"%s\\"]"}"""
                .formatted(ScimServer.id(user)))
        .then()
        .statusCode(204);
    scim.get(group).then().body("members", nullValue());
  }

  @Test
  void entraRemovesOnlyTheMembersInTheValue() {
    String one = scim.user(ScimServer.unique("one"));
    String two = scim.user(ScimServer.unique("two"));
    String group = scim.group(ScimServer.unique("Entra group"), one, two);

    scim.patch(
            group,
            """
            {"op":"Remove","path":"members","value":[{"$ref":null,"value":"%s"}]}"""
                .formatted(ScimServer.id(one)))
        .then()
        .statusCode(204);
    scim.get(group).then().body("members.value", contains(ScimServer.id(two)));
  }

  @Requirement("7644-3.5.1-11")
  @Test
  void keycloakClearsMembersByLeavingThemOut() {
    String one = scim.user(ScimServer.unique("one"));
    String name = ScimServer.unique("Keycloak group");
    String group = scim.group(name, one);

    scim.put(
            group,
            """
            {"schemas":["%s"],"id":"%s","displayName":"%s"}"""
                .formatted(ScimServer.CORE_GROUP, ScimServer.id(group), name))
        .then()
        .statusCode(200)
        .body("members", nullValue());
  }

  @Requirement({"7643-4.1.2-09", "7643-4.1.2-11"})
  @Test
  void userShowsItsGroups() {
    String user = scim.user(ScimServer.unique("member"));
    String name = ScimServer.unique("Shown group");
    String group = scim.group(name, user);

    scim.get(user)
        .then()
        .body("groups.value", contains(ScimServer.id(group)))
        .body("groups[0].display", equalTo(name))
        .body("groups[0].type", equalTo("direct"))
        .body("groups[0].'$ref'", equalTo(scim.url() + group));
  }
}
