package scimbridge.conformance;

import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What Microsoft Entra ID and others send that the RFC does not say. */
class EntraDialectIT {
  @RegisterExtension final ScimServer scim = new ScimServer();

  @Requirement({"7643-2.5-01", "7643-2.5-02"})
  @Test
  void createsFromItsSampleWithNullsAndEmptyLists() {
    scim.post(
            "/Users",
            """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",
               "urn:ietf:params:scim:schemas:extension:enterprise:2.0User"],
             "externalId":"0a21f0f2","userName":"%s","active":"True","addresses":null,
             "phoneNumbers":null,"title":null,"roles":[],"meta":{"resourceType":"User"},
             "emails":[{"Primary":"true","type":"work","value":"a@b.example"}],
             "name":{"formatted":"givenName familyName","familyName":"familyName"},
             "urn:ietf:params:scim:schemas:extension:enterprise:2.0User":{"Department":"D"}}"""
                .formatted(ScimServer.unique("entra")))
        .then()
        .statusCode(201)
        .body("active", equalTo(true))
        .body("emails[0].primary", equalTo(true))
        .body("title", nullValue())
        .body("roles", nullValue())
        .body("'" + ScimServer.ENTERPRISE + "'.department", equalTo("D"));
  }

  @Test
  void patchesWithoutTheFlag() {
    String path = scim.user(ScimServer.unique("entra"));

    scim.patch(
            path,
            """
            {"op":"Replace","path":"displayName","value":"Bjfe"}""",
            """
            {"op":"Add","path":"name.givenName","value":"Kkom"}""",
            """
            {"op":"Replace","path":"emails[type eq \\"other\\"].Value","value":"o@x.example"}""",
            """
            {"op":"Add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department","value":"X"}""",
            """
            {"op":"Replace","path":"active","value":"False"}""")
        .then()
        .statusCode(200)
        .body("displayName", equalTo("Bjfe"))
        .body("name.givenName", equalTo("Kkom"))
        .body("emails", hasSize(2))
        .body("emails.find { it.type == 'other' }.value", equalTo("o@x.example"))
        .body("'" + ScimServer.ENTERPRISE + "'.department", equalTo("X"))
        .body("active", equalTo(false));
  }

  @Test
  void rolesAsJsonTextAreTakenApart() {
    String path = scim.user(ScimServer.unique("entra"));

    scim.patch(
            path,
            """
            {"op":"Add","path":"roles","value":[{"value":
              "{\\"id\\":\\"827f\\",\\"value\\":\\"Admin\\",\\"displayName\\":\\"The admin\\"}"}]}""")
        .then()
        .statusCode(200)
        .body("roles", hasSize(1))
        .body("roles[0].value", equalTo("Admin"))
        .body("roles[0].display", equalTo("The admin"));
  }

  @Requirement("7644-3.5.2-09")
  @Test
  void aNewPrimaryTakesItFromTheOld() {
    String path = scim.user(ScimServer.unique("entra"));

    scim.patch(
            path,
            """
            {"op":"add","path":"emails","value":[{"type":"home","value":"h@x.example","primary":true}]}""")
        .then()
        .statusCode(200)
        .body("emails.findAll { it.primary }", hasSize(1))
        .body("emails.find { it.primary }.type", equalTo("home"));
  }

  @Test
  void membersComeInManyForms() {
    String one = scim.user(ScimServer.unique("one"));
    String two = scim.user(ScimServer.unique("two"));
    String three = scim.user(ScimServer.unique("three"));
    String group = scim.group(ScimServer.unique("Entra group"));

    scim.sending(
            """
            {"id":"x","operations":[
              {"name":"addMember","op":"add","path":"members","value":[{"displayName":"new User","value":"%s","$ref":null}]},
              {"op":"add","path":"members","value":"%s"},
              {"Op":"add","value":{"members":[{"value":"%s"}]}},
              {"op":"add","path":"members","value":[{"value":"nobody-that-exists"}]}]}"""
                .formatted(ScimServer.id(one), ScimServer.id(two), ScimServer.id(three)))
        .patch(group)
        .then()
        .statusCode(204);
    scim.get(group)
        .then()
        .body(
            "members.value",
            containsInAnyOrder(ScimServer.id(one), ScimServer.id(two), ScimServer.id(three)));
    scim.patch(
            group,
            """
            {"op":"remove","path":"members[value eq \\"%s\\" or value eq \\"%s\\"]"}"""
                .formatted(ScimServer.id(one), ScimServer.id(two)),
            """
            {"op":"remove","path":"members[type eq \\"User\\" and value sw \\"%s\\"]"}"""
                .formatted(ScimServer.id(three)))
        .then()
        .statusCode(204);
    scim.get(group).then().body("members", nullValue());
  }

  @Test
  void deactivatedUsersKeepTheirGroups() {
    String user = scim.user(ScimServer.unique("member"));
    String group = scim.group(ScimServer.unique("Kept group"), user);

    scim.patch(
            user,
            """
            {"op":"Replace","path":"active","value":"False"}""")
        .then()
        .statusCode(200)
        .body("groups[0].value", equalTo(ScimServer.id(group)));
  }
}
