package scimbridge.conformance;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.oneOf;

import io.restassured.response.Response;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 7643 §2: names, types and values of attributes. */
class AttributeTypesIT {
  private static final String DATE_TIME =
      "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)";

  @RegisterExtension final ScimServer scim = new ScimServer();

  /** Creates a user with these attributes, a JSON object's members with {@code '} for quotes. */
  private Response create(String attributes) {
    return scim.post(
        "/Users",
        ScimServer.json("{'userName':'%s',", ScimServer.unique("typed"))
            + ScimServer.json(attributes)
            + "}");
  }

  private Response createdWith(String attributes) {
    Response created = create(attributes);
    created.then().statusCode(201);
    return created;
  }

  private long found(Response user, String condition) {
    return scim.filter(
            "/Users", "id eq \"" + user.path("id") + "\" and " + ScimServer.json(condition))
        .then()
        .statusCode(200)
        .extract()
        .<Number>path("totalResults")
        .longValue();
  }

  @Requirement("7643-2.1-01")
  @Test
  void namesAreReadInAnyCase() {
    scim.post(
            "/Users",
            ScimServer.json(
                "{'USERNAME':'%s','DisplayName':'D','NAME':{'GIVENNAME':'G'}}",
                ScimServer.unique("typed")))
        .then()
        .statusCode(201)
        .body("displayName", equalTo("D"))
        .body("name.givenName", equalTo("G"));
  }

  @Requirement("7643-2.1-02")
  @Test
  void namesFollowTheGrammar() {
    List<List<String>> names = scim.get("/Schemas").path("Resources.attributes.name");

    names.forEach(of -> assertThat(of, everyItem(matchesPattern("\\$ref|[A-Za-z][A-Za-z0-9_-]*"))));
  }

  @Requirement("7643-2.1-03")
  @Test
  void whatIsShownIsDefinedByASchema() {
    Response user = createdWith("'displayName':'D','title':'T','name':{'givenName':'G'}");
    List<String> defined = scim.get("/Schemas/" + ScimServer.CORE_USER).path("attributes.name");
    Set<String> shown = user.<Map<String, Object>>path("$").keySet();

    for (String name : shown) {
      assertThat(
          name,
          name.startsWith("urn:")
              || defined.contains(name)
              || List.of("schemas", "id", "externalId", "meta").contains(name));
    }
  }

  @Requirement("7643-2.2-01")
  @Test
  void caseDoesNotCountByDefault() {
    Response user = createdWith("'title':'Chief'");

    assertThat(found(user, "title eq 'CHIEF'"), is(1L));
  }

  @Requirement({"7643-2.2-02", "7643-2.2-03"})
  @Test
  void attributesAreReadWriteAndReturnedByDefault() {
    Response user = createdWith("'nickName':'N'");
    String path = "/Users/" + user.path("id");

    scim.patch(path, ScimServer.json("{'op':'replace','path':'nickName','value':'M'}"));
    scim.get(path).then().body("nickName", equalTo("M"));
  }

  @Requirement("7643-2.2-04")
  @Test
  void userNameAloneMakesAUser() {
    scim.post("/Users", ScimServer.json("{'userName':'%s'}", ScimServer.unique("typed")))
        .then()
        .statusCode(201);
  }

  @Requirement("7643-2.2-05")
  @Test
  void valuesNeedNotBeUniqueByDefault() {
    createdWith("'displayName':'The same','title':'The same'");
    createdWith("'displayName':'The same','title':'The same'");
  }

  @Requirement("7643-2.3.1-01")
  @Test
  void stringsAreUnicode() {
    createdWith("'displayName':'Zoë 王小明 \uD83D\uDE80 \\u00e9'")
        .then()
        .body("displayName", equalTo("Zoë 王小明 \uD83D\uDE80 é"));
  }

  @Requirement("7643-2.3.1-02")
  @Test
  void aTypeThatIsNotCanonicalIsKept() {
    createdWith("'phoneNumbers':[{'type':'ship','value':'1'}]")
        .then()
        .body("phoneNumbers[0].type", equalTo("ship"));
  }

  @Requirement("7643-2.3.2-01")
  @Test
  void booleansAreLiterals() {
    createdWith("'active':true,'emails':[{'value':'a@b.example','primary':true}]")
        .then()
        .body("active", equalTo(true))
        .body("emails[0].primary", equalTo(true));
  }

  @Requirement({"7643-2.3.2-02", "7644-3.4.2.2-22"})
  @Test
  void booleansHaveNoOrder() {
    for (String operator : List.of("gt", "ge", "lt", "le")) {
      scim.filter("/Users", "active " + operator + " true")
          .then()
          .statusCode(400)
          .body("scimType", equalTo("invalidFilter"));
    }
  }

  @Requirement("7643-2.3.5-01")
  @Test
  void dateTimesHaveDateAndTime() {
    createdWith("'title':'T'")
        .then()
        .body("meta.created", matchesPattern(DATE_TIME))
        .body("meta.lastModified", matchesPattern(DATE_TIME));
  }

  @Requirement({"7643-2.3.5-02", "7644-3.4.2.2-24"})
  @Test
  void dateTimesAreComparedAsInstants() {
    Response user = createdWith("'title':'T'");
    Instant created = Instant.parse(user.path("meta.created"));
    String elsewhere = created.atOffset(ZoneOffset.ofHours(5)).toString();

    assertThat(found(user, "meta.created eq '" + elsewhere + "'"), is(1L));
    assertThat(found(user, "meta.created gt '" + elsewhere + "'"), is(0L));
    assertThat(found(user, "meta.created lt '2999-01-01T00:00:00Z'"), is(1L));
  }

  @Requirement("7643-4.1.2-14")
  @Test
  void binaryValuesAreKept() {
    createdWith("'x509Certificates':[{'value':'MIIDQzCCAqygAwIBAgICEAAwDQY='}]")
        .then()
        .body("x509Certificates[0].value", equalTo("MIIDQzCCAqygAwIBAgICEAAwDQY="));
  }

  @Requirement("7643-2.3.6-01")
  @Test
  void whatIsNotBase64IsRefused() {
    create("'x509Certificates':[{'value':'not base64!'}]")
        .then()
        .statusCode(400)
        .body("scimType", equalTo("invalidValue"));
  }

  @Requirement("7643-2.3.6-02")
  @Test
  void binaryValuesAreCaseExact() {
    Response user = createdWith("'x509Certificates':[{'value':'QUJD'}]");

    assertThat(found(user, "x509Certificates.value eq 'QUJD'"), is(1L));
    assertThat(found(user, "x509Certificates.value eq 'qujd'"), is(0L));
  }

  @Requirement("7644-3.4.2.2-23")
  @Test
  void binaryValuesHaveNoOrder() {
    for (String operator : List.of("gt", "ge", "lt", "le")) {
      scim.filter("/Users", "x509Certificates.value " + operator + " \"QUJD\"")
          .then()
          .statusCode(400)
          .body("scimType", equalTo("invalidFilter"));
    }
  }

  @Requirement({"7643-2.3.7-01", "7643-4.2-05"})
  @Test
  void referencesToResourcesCanBeRead() {
    String user = scim.user(ScimServer.unique("referred"));
    String group = scim.group(ScimServer.unique("Referring"), user);

    String reference = scim.get(group).path("members[0].'$ref'");
    scim.request()
        .baseUri("")
        .get(reference)
        .then()
        .statusCode(200)
        .body("id", equalTo(ScimServer.id(user)));
  }

  @Requirement("7643-2.3.8-01")
  @Test
  void complexAttributesAreFlat() {
    List<List<List<Map<String, Object>>>> subAttributes =
        scim.get("/Schemas").path("Resources.attributes.subAttributes");

    for (List<List<Map<String, Object>>> schema : subAttributes) {
      for (List<Map<String, Object>> attribute : schema) {
        if (attribute != null) {
          attribute.forEach(sub -> assertThat(sub.get("type"), is(not("complex"))));
        }
      }
    }
  }

  @Requirement({"7643-2.3.8-02", "7643-3-04"})
  @Test
  void orderOfMembersAndSchemasDoesNotMatter() {
    scim.post(
            "/Users",
            ScimServer.json(
                "{'%1$s':{'division':'V','department':'D'},'name':{'givenName':'G',"
                    + "'familyName':'F'},'userName':'%2$s','schemas':['%1$s','%3$s']}",
                ScimServer.ENTERPRISE, ScimServer.unique("typed"), ScimServer.CORE_USER))
        .then()
        .statusCode(201)
        .body("name.familyName", equalTo("F"))
        .body("'" + ScimServer.ENTERPRISE + "'.department", equalTo("D"));
  }

  @Requirement("7643-2.4-01")
  @Test
  void atMostOneValueIsPrimary() {
    Response answer =
        create(
            "'emails':[{'value':'a@b.example','type':'work','primary':true},"
                + "{'value':'c@d.example','type':'home','primary':true}]");

    answer.then().statusCode(oneOf(201, 400));
    if (answer.statusCode() == 201) {
      answer.then().body("emails.findAll { it.primary }.size()", lessThanOrEqualTo(1));
    }
  }

  @Requirement("7643-2.4-02")
  @Test
  void whatDoesNotSayPrimaryIsNot() {
    createdWith("'emails':[{'value':'a@b.example','type':'work'}]")
        .then()
        .body("emails.findAll { it.primary }", hasSize(0));
  }

  @Requirement("7643-2.4-03")
  @Test
  void theSameValueIsNotShownTwice() {
    createdWith(
            "'emails':[{'value':'a@b.example','type':'work'},{'value':'a@b.example','type':'work'}]")
        .then()
        .body("emails", hasSize(1));
  }

  @Requirement("7643-2.5-03")
  @Test
  void whatIsUnassignedIsLeftOut() {
    Response user = createdWith("'title':null,'emails':[],'name':{}");

    Set<String> shown = user.<Map<String, Object>>path("$").keySet();
    assertThat(shown, everyItem(not(in(List.of("title", "emails", "name")))));
    user.then().body("active", instanceOf(Boolean.class));
    assertThat(shown, hasItem("userName"));
  }
}
