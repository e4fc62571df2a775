package scimbridge.conformance;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;

import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 7643 §4.1 and §4.3: what a user and the enterprise extension hold. */
class UserAttributesIT {
  private static final String SHOWN_ENTERPRISE = "'" + ScimServer.ENTERPRISE + "'.";

  @RegisterExtension final ScimServer scim = new ScimServer();

  /** What is read again after a creation with these attributes. */
  private ValidatableResponse kept(String attributes) {
    String id =
        scim.post(
                "/Users",
                ScimServer.json("{'userName':'%s',", ScimServer.unique("kept"))
                    + ScimServer.json(attributes)
                    + "}")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    return scim.get("/Users/" + id).then().statusCode(200);
  }

  @Requirement("7643-4.1.1-04")
  @Test
  void nameHasItsParts() {
    kept("'name':{'formatted':'a','familyName':'b','givenName':'c','middleName':'d',"
            + "'honorificPrefix':'e','honorificSuffix':'f'}")
        .body("name.formatted", equalTo("a"))
        .body("name.familyName", equalTo("b"))
        .body("name.givenName", equalTo("c"))
        .body("name.middleName", equalTo("d"))
        .body("name.honorificPrefix", equalTo("e"))
        .body("name.honorificSuffix", equalTo("f"));
  }

  @Requirement("7643-4.1.1-06")
  @Test
  void profileUrlIsKept() {
    kept("'profileUrl':'https://login.example.com/bjensen'")
        .body("profileUrl", equalTo("https://login.example.com/bjensen"));
  }

  @Requirement({"7643-4.1.1-09", "7643-7-10"})
  @Test
  void passwordIsNeverReturned() {
    kept("'password':'t1meMa$heen-Longer'")
        .body("password", nullValue())
        .body(not(containsString("t1meMa")));
  }

  @Requirement("7643-7-12")
  @Test
  void passwordIsNotReturnedEvenWhenAskedFor() {
    String path = scim.user(ScimServer.unique("kept"));

    scim.get(path + "?attributes=password,userName").then().body("password", nullValue());
  }

  @Requirement("7643-4.1.1-10")
  @Test
  void passwordCannotBeFilteredBy() {
    for (String filter : new String[] {"password eq \"secret\"", "password pr"}) {
      scim.filter("/Users", filter).then().statusCode(oneOf(400, 403));
    }
  }

  @Requirement("7643-4.1.2-01")
  @Test
  void emailsAreKept() {
    kept("'emails':[{'value':'a@b.example','display':'d','type':'work','primary':true}]")
        .body("emails[0].value", equalTo("a@b.example"))
        .body("emails[0].display", equalTo("d"))
        .body("emails[0].type", equalTo("work"))
        .body("emails[0].primary", equalTo(true));
  }

  @Requirement("7643-4.1.2-03")
  @Test
  void phoneNumbersAreKept() {
    kept("'phoneNumbers':[{'value':'tel:+1-201-555-0123','type':'fax','display':'d'}]")
        .body("phoneNumbers[0].value", equalTo("tel:+1-201-555-0123"))
        .body("phoneNumbers[0].type", equalTo("fax"))
        .body("phoneNumbers[0].display", equalTo("d"));
  }

  @Requirement("7643-4.1.2-05")
  @Test
  void instantMessagingAddressesAreKept() {
    kept("'ims':[{'value':'someaimhandle','type':'aim','primary':true}]")
        .body("ims[0].value", equalTo("someaimhandle"))
        .body("ims[0].type", equalTo("aim"));
  }

  @Requirement("7643-4.1.2-06")
  @Test
  void photosAreKept() {
    kept("'photos':[{'value':'https://photos.example.com/F','type':'thumbnail'}]")
        .body("photos[0].value", equalTo("https://photos.example.com/F"))
        .body("photos[0].type", equalTo("thumbnail"));
  }

  @Requirement("7643-4.1.2-07")
  @Test
  void addressesAreKept() {
    kept("'addresses':[{'type':'work','streetAddress':'s','locality':'l','region':'r',"
            + "'postalCode':'p','country':'US','formatted':'f'}]")
        .body("addresses[0].streetAddress", equalTo("s"))
        .body("addresses[0].locality", equalTo("l"))
        .body("addresses[0].region", equalTo("r"))
        .body("addresses[0].postalCode", equalTo("p"))
        .body("addresses[0].country", equalTo("US"))
        .body("addresses[0].formatted", equalTo("f"))
        .body("addresses[0].type", equalTo("work"));
  }

  @Requirement({"7643-4.1.2-10", "7643-7-08", "7644-3.3-04"})
  @Test
  void groupsCannotBeChangedAtTheUser() {
    String group = ScimServer.id(scim.group(ScimServer.unique("Kept")));

    kept("'groups':[{'value':'" + group + "'}]").body("groups", nullValue());
  }

  @Requirement("7643-4.1.2-12")
  @Test
  void entitlementsAreKept() {
    kept("'entitlements':[{'value':'licence','type':'t'}]")
        .body("entitlements[0].value", equalTo("licence"));
  }

  @Requirement("7643-4.1.2-13")
  @Test
  void rolesAreKept() {
    kept("'roles':[{'value':'student','display':'S'}]")
        .body("roles[0].value", equalTo("student"))
        .body("roles[0].display", equalTo("S"));
  }

  @Requirement("7643-4.3-01")
  @Test
  void enterpriseAttributesAreKept() {
    kept("'"
            + ScimServer.ENTERPRISE
            + "':{'employeeNumber':'1','costCenter':'2','organization':'3','division':'4',"
            + "'department':'5'}")
        .body(SHOWN_ENTERPRISE + "employeeNumber", equalTo("1"))
        .body(SHOWN_ENTERPRISE + "costCenter", equalTo("2"))
        .body(SHOWN_ENTERPRISE + "organization", equalTo("3"))
        .body(SHOWN_ENTERPRISE + "division", equalTo("4"))
        .body(SHOWN_ENTERPRISE + "department", equalTo("5"));
  }

  @Requirement({"7643-4.3-02", "7643-4.3-03", "7643-4.3-04"})
  @Test
  void managerIsAnObject() {
    String boss = ScimServer.id(scim.user(ScimServer.unique("boss")));

    kept("'"
            + ScimServer.ENTERPRISE
            + "':{'manager':{'value':'"
            + boss
            + "','$ref':'"
            + scim.url()
            + "/Users/"
            + boss
            + "','displayName':'ignored'}}")
        .body(SHOWN_ENTERPRISE + "manager.value", equalTo(boss))
        .body(SHOWN_ENTERPRISE + "manager.'$ref'", oneOf(null, scim.url() + "/Users/" + boss));
  }

  @Requirement("7644-5-01")
  @Test
  void composedAndDecomposedUserNamesAreTheSame() {
    String suffix = ScimServer.unique("");
    scim.post("/Users", ScimServer.json("{'userName':'jos\u00e9%s'}", suffix))
        .then()
        .statusCode(201);

    scim.post("/Users", ScimServer.json("{'userName':'jose\u0301%s'}", suffix))
        .then()
        .statusCode(409);
  }

  @Requirement({"7644-5-02", "7643-7-15"})
  @Test
  void caseOutsideAsciiDoesNotCountEither() {
    String suffix = ScimServer.unique("");
    scim.post("/Users", ScimServer.json("{'userName':'\u00f6zg\u00fcr%s'}", suffix))
        .then()
        .statusCode(201);

    scim.post("/Users", ScimServer.json("{'userName':'\u00d6ZG\u00dcR%s'}", suffix))
        .then()
        .statusCode(409);
  }
}
