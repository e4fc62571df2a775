package scimbridge.conformance;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The user tests of the Microsoft SCIM Validator, with the bodies it generates. */
class MicrosoftValidatorUsersIT {
  private static final String MANAGER = ScimServer.ENTERPRISE + ":manager";
  private static final String SHOWN_MANAGER = "'" + ScimServer.ENTERPRISE + "'.manager";

  @RegisterExtension final ScimServer scim = new ScimServer();

  private static String generated(String userName) {
    return """
        {"userName":"%s","active":true,"displayName":"NDSQQTECVAAC","title":"CJSGUNOAAMMQ",
         "emails":[{"type":"work","value":"%s@hammes.info","primary":true}],
         "preferredLanguage":"hi",
         "name":{"givenName":"Elfrieda","familyName":"Urban","formatted":"Myah",
           "middleName":"Cindy","honorificPrefix":"Minerva","honorificSuffix":"Micaela"},
         "addresses":[{"type":"work","formatted":"ZQEHBLETAAQE","streetAddress":"25928 Katlyn Row",
           "locality":"YRAK","region":"XCCV","postalCode":"cx47 4mz","primary":true,
           "country":"Sierra Leone"}],
         "phoneNumbers":[{"type":"work","value":"10-040-1308","primary":true},
           {"type":"mobile","value":"10-040-1308"},{"type":"fax","value":"10-040-1308"}],
         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"OXYY",
           "department":"Tools","costCenter":"4130","organization":"Universal","division":"Theme",
           "manager":{"value":"XYMKVVRYDIOO"}},
         "roles":[{"primary":"True","display":"MRON","value":"WDEI","type":"XVTU"}],
         "userType":"GZIL","nickName":"FOGS","locale":"RJWNTUNNOHNZ",
         "timezone":"America/Guayaquil","profileUrl":"BAPNQLJSRQGD",
         "schemas":["urn:ietf:params:scim:schemas:core:2.0:User",
           "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]}"""
        .formatted(userName, userName);
  }

  private static void looksAsGenerated(ValidatableResponse user, String at) {
    user.body(at + "active", equalTo(true))
        .body(at + "displayName", equalTo("NDSQQTECVAAC"))
        .body(at + "title", equalTo("CJSGUNOAAMMQ"))
        .body(at + "emails[0].type", equalTo("work"))
        .body(at + "emails[0].primary", equalTo(true))
        .body(at + "preferredLanguage", equalTo("hi"))
        .body(at + "name.givenName", equalTo("Elfrieda"))
        .body(at + "name.honorificSuffix", equalTo("Micaela"))
        .body(at + "addresses[0].country", equalTo("Sierra Leone"))
        .body(at + "phoneNumbers.value", hasItem("10-040-1308"))
        .body(at + "phoneNumbers", hasSize(3))
        .body(at + "'" + ScimServer.ENTERPRISE + "'.department", equalTo("Tools"))
        .body(at + SHOWN_MANAGER + ".value", equalTo("XYMKVVRYDIOO"))
        .body(at + "roles[0].primary", equalTo(true))
        .body(at + "roles[0].display", equalTo("MRON"))
        .body(at + "locale", equalTo("RJWNTUNNOHNZ"))
        .body(at + "profileUrl", equalTo("BAPNQLJSRQGD"));
  }

  @Requirement({"7644-3.4.2-07", "7643-4.1.1-05", "7643-4.1.1-07"})
  @Test
  void u1u3CreatedUserIsFoundWithEveryAttributeSent() {
    String userName = ScimServer.unique("julien");
    looksAsGenerated(scim.post("/Users", generated(userName)).then().statusCode(201), "");

    looksAsGenerated(
        scim.filter("/Users", "userName eq \"" + userName + "\"")
            .then()
            .statusCode(200)
            .body("schemas", contains(ScimServer.LIST))
            .body("totalResults", equalTo(1)),
        "Resources[0].");
  }

  @Requirement("7644-3.12-07")
  @Test
  void u2DuplicateUserIsRefused() {
    String userName = ScimServer.unique("julien");
    scim.post("/Users", generated(userName)).then().statusCode(201);

    scim.post("/Users", generated(userName))
        .then()
        .statusCode(409)
        .body("scimType", equalTo("uniqueness"));
  }

  @Test
  void u4UserThatDoesNotExistIsAnEmptyList() {
    scim.filter("/Users", "userName eq \"" + ScimServer.unique("nobody") + "\"")
        .then()
        .statusCode(200)
        .body("totalResults", equalTo(0));
  }

  @Test
  void u5UserIsFoundInAnotherLetterCase() {
    String userName = ScimServer.unique("julien");
    scim.user(userName);

    scim.filter("/Users", "userName eq \"" + userName.toUpperCase(Locale.ROOT) + "\"")
        .then()
        .statusCode(200)
        .body("totalResults", equalTo(1))
        .body("Resources[0].userName", equalTo(userName));
  }

  @Test
  void u6PathlessReplaceWithDottedAndUrnKeysSetsEveryAttribute() {
    String userName = ScimServer.unique("julien");
    String path = "/Users/" + scim.post("/Users", generated(userName)).path("id");

    scim.patch(
            path,
            """
            {"op":"replace","path":"emails[type eq \\"work\\"].value","value":"new@hammes.info"}""",
            """
            {"op":"replace","path":"addresses[type eq \\"work\\"].locality","value":"Lima"}""",
            """
            {"op":"replace","path":"phoneNumbers[type eq \\"fax\\"].value","value":"22-333"}""",
            """
            {"op":"replace","path":"roles[primary eq \\"True\\"].display","value":"Boss"}""",
            """
            {"op":"replace","value":{"displayName":"Bjfe","name.givenName":"Kkom",
              "name.familyName":"Unua",
              "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber":"Aklq"}}""")
        .then()
        .statusCode(200)
        .body("emails", hasSize(1))
        .body("emails[0].value", equalTo("new@hammes.info"))
        .body("emails[0].primary", equalTo(true))
        .body("addresses[0].locality", equalTo("Lima"))
        .body("phoneNumbers.find { it.type == 'fax' }.value", equalTo("22-333"))
        .body("phoneNumbers.find { it.type == 'mobile' }.value", equalTo("10-040-1308"))
        .body("roles", hasSize(1))
        .body("roles[0].display", equalTo("Boss"))
        .body("displayName", equalTo("Bjfe"))
        .body("name.givenName", equalTo("Kkom"))
        .body("name.familyName", equalTo("Unua"))
        .body("name.middleName", equalTo("Cindy"))
        .body("'" + ScimServer.ENTERPRISE + "'.employeeNumber", equalTo("Aklq"))
        .body("'" + ScimServer.ENTERPRISE + "'.department", equalTo("Tools"));
  }

  /** A server in front of accounts whose name is fixed has to refuse; it must not half-do it. */
  @Test
  void u7UserNameChangesOrIsRefusedAsImmutable() {
    String userName = ScimServer.unique("julien");
    String path = scim.user(userName);
    String other = ScimServer.unique("juliane");

    Response answer =
        scim.patch(
            path,
            """
            {"op":"replace","value":{"userName":"%s"}}"""
                .formatted(other));
    boolean changed = answer.statusCode() == 200;
    if (!changed) {
      answer.then().statusCode(400).body("scimType", equalTo("mutability"));
    }
    scim.get(path).then().body("userName", equalTo(changed ? other : userName));
    scim.filter("/Users", "userName eq \"" + other + "\"")
        .then()
        .body("totalResults", equalTo(changed ? 1 : 0));
  }

  @Test
  void u8DisabledUserIsShownInactiveByIdAndByFilter() {
    String userName = ScimServer.unique("julien");
    String path = scim.user(userName);

    scim.patch(
            path,
            """
            {"op":"replace","path":"active","value":false}""")
        .then()
        .statusCode(200);
    scim.get(path).then().body("active", equalTo(false));
    scim.filter("/Users", "userName eq \"" + userName + "\"")
        .then()
        .body("Resources[0].active", equalTo(false));
  }

  @Test
  void u9VerboseAddBuildsElementsFromTheirFilters() {
    String userName = ScimServer.unique("minimal");
    String path =
        "/Users/"
            + scim.post(
                    "/Users",
                    """
                    {"userName":"%s","schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]}"""
                        .formatted(userName))
                .then()
                .statusCode(201)
                .body("active", equalTo(true))
                .extract()
                .path("id");

    scim.patch(
            path,
            """
            {"op":"add","path":"displayName","value":"Verbose"}""",
            """
            {"op":"add","path":"active","value":"True"}""",
            """
            {"op":"add","path":"emails[type eq \\"work\\"].value","value":"w@hammes.info"}""",
            """
            {"op":"add","path":"emails[type eq \\"work\\"].primary","value":true}""",
            """
            {"op":"add","path":"name.givenName","value":"Elfrieda"}""",
            """
            {"op":"add","path":"addresses[type eq \\"work\\"].formatted","value":"Street 1"}""",
            """
            {"op":"add","path":"addresses[type eq \\"work\\"].country","value":"Peru"}""",
            """
            {"op":"add","path":"phoneNumbers[type eq \\"mobile\\"].value","value":"1-2"}""",
            """
            {"op":"add","path":"roles[primary eq \\"True\\"].display","value":"Boss"}""",
            """
            {"op":"add","path":"roles[primary eq \\"True\\"].value","value":"boss"}""",
            """
            {"op":"add","path":"%s:department","value":"Tools"}"""
                .formatted(ScimServer.ENTERPRISE))
        .then()
        .statusCode(200)
        .body("displayName", equalTo("Verbose"))
        .body("active", equalTo(true))
        .body("emails", hasSize(1))
        .body("emails[0].type", equalTo("work"))
        .body("emails[0].value", equalTo("w@hammes.info"))
        .body("emails[0].primary", equalTo(true))
        .body("name.givenName", equalTo("Elfrieda"))
        .body("addresses", hasSize(1))
        .body("addresses[0].formatted", equalTo("Street 1"))
        .body("addresses[0].country", equalTo("Peru"))
        .body("phoneNumbers[0].type", equalTo("mobile"))
        .body("roles", hasSize(1))
        .body("roles[0].primary", equalTo(true))
        .body("roles[0].display", equalTo("Boss"))
        .body("roles[0].value", equalTo("boss"))
        .body("'" + ScimServer.ENTERPRISE + "'.department", equalTo("Tools"));
  }

  @Test
  void u10u11ManagerIsSetAsObjectOrString() {
    String path = scim.user(ScimServer.unique("julien"));

    scim.patch(
            path,
            """
            {"op":"add","path":"%s","value":{"value":"XYM"}}"""
                .formatted(MANAGER))
        .then()
        .statusCode(200)
        .body(SHOWN_MANAGER + ".value", equalTo("XYM"));
    scim.patch(
            path,
            """
            {"op":"replace","path":"%s","value":"271"}"""
                .formatted(MANAGER))
        .then()
        .statusCode(200)
        .body(SHOWN_MANAGER + ".value", equalTo("271"));
    scim.patch(
            path,
            """
            {"op":"Add","path":"manager","value":[{"$ref":"http://x/Users/1","value":"1"}]}""")
        .then()
        .statusCode(200)
        .body(SHOWN_MANAGER + ".value", equalTo("1"));
  }

  @Test
  void u12EmptyManagerIsRemoved() {
    String path = "/Users/" + scim.post("/Users", generated(ScimServer.unique("j"))).path("id");

    scim.patch(
            path,
            """
            {"op":"replace","path":"%s","value":{"value":""}}"""
                .formatted(MANAGER))
        .then()
        .statusCode(200)
        .body(SHOWN_MANAGER, nullValue())
        .body("'" + ScimServer.ENTERPRISE + "'.department", equalTo("Tools"));
  }

  @Requirement({"7644-3.6-01", "7644-3.6-06"})
  @Test
  void u13p3p4DeletedUserIsGone() {
    String path = scim.user(ScimServer.unique("julien"));

    scim.delete(path).then().statusCode(204);
    scim.get(path).then().statusCode(404);
    scim.delete(path).then().statusCode(404);
    scim.delete("/Users/" + ScimServer.unique("")).then().statusCode(404);
  }

  @Test
  void p1OneRequestChangesDifferentAttributes() {
    String path = "/Users/" + scim.post("/Users", generated(ScimServer.unique("j"))).path("id");

    scim.patch(
            path,
            """
            {"op":"remove","path":"preferredLanguage"}""",
            """
            {"op":"add","path":"externalId","value":"ext-1"}""",
            """
            {"op":"replace","path":"displayName","value":"P1"}""")
        .then()
        .statusCode(200)
        .body("preferredLanguage", nullValue())
        .body("externalId", equalTo("ext-1"))
        .body("displayName", equalTo("P1"));
  }

  @Requirement("7644-3.5.2-05")
  @Test
  void p2OneRequestChangesOneAttributeInOrder() {
    String path = "/Users/" + scim.post("/Users", generated(ScimServer.unique("j"))).path("id");

    scim.patch(
            path,
            """
            {"op":"remove","path":"displayName"}""",
            """
            {"op":"add","path":"displayName","value":"first"}""",
            """
            {"op":"replace","path":"displayName","value":"second"}""")
        .then()
        .statusCode(200)
        .body("displayName", equalTo("second"));
  }
}
