package scimbridge.conformance;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;

import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 7644 §3.5.2: what holds for every PATCH, whatever its operations do. */
class PatchIT {
  private static final String SHOWN_ENTERPRISE = "'" + ScimServer.ENTERPRISE + "'.";

  @RegisterExtension final ScimServer scim = new ScimServer();

  private String path() {
    return scim.user(ScimServer.unique("patched"));
  }

  /** Sends operations that have {@code '} for quotes. */
  private ValidatableResponse patch(String path, String... operations) {
    return scim.patch(path, Stream.of(operations).map(ScimServer::json).toArray(String[]::new))
        .then();
  }

  /** What is read after a PATCH that is accepted. */
  private ValidatableResponse after(String path, String... operations) {
    patch(path, operations).statusCode(oneOf(200, 204));
    return scim.get(path).then().statusCode(200);
  }

  private void refused(String path, String operation, String scimType) {
    patch(path, operation).statusCode(400).body("scimType", equalTo(scimType));
  }

  @Requirement({"7644-3.5.2-01", "7643-5-01"})
  @Test
  void isAnnounced() {
    scim.get("/ServiceProviderConfig").then().body("patch.supported", equalTo(true));
  }

  @Requirement("7644-3.5.2-04")
  @Test
  void knowsThreeOperations() {
    refused(path(), "{'op':'move','path':'title','value':'x'}", "invalidSyntax");
  }

  @Requirement("7644-3.5.2-07")
  @Test
  void isAnsweredWithTheResourceOrWithNothing() {
    String path = path();

    Response answer =
        scim.patch(path, ScimServer.json("{'op':'replace','path':'title','value':'T'}"));
    assertThat(answer.statusCode(), is(oneOf(200, 204)));
    if (answer.statusCode() == 200) {
      answer.then().body("id", equalTo(ScimServer.id(path))).body("title", equalTo("T"));
    } else {
      assertThat(answer.asString(), is(""));
    }
  }

  @Requirement({"7644-3.5.2-10", "7644-3.12-08"})
  @Test
  void doesNotChangeWhatIsReadOnly() {
    String path = path();

    refused(path, "{'op':'replace','path':'id','value':'x'}", "mutability");
    refused(path, "{'op':'replace','path':'meta.created','value':'x'}", "mutability");
  }

  @Requirement({"7644-3.5.2-11", "7643-4.2-04", "7643-7-09"})
  @Test
  void doesNotChangeWhatIsImmutable() {
    String user = path();
    String other = path();
    String group = scim.group(ScimServer.unique("Patched"), user);

    refused(
        group,
        "{'op':'replace','path':'members[value eq \\'%s\\'].value','value':'%s'}"
            .formatted(ScimServer.id(user), ScimServer.id(other))
            .replace("\\'", "\\\""),
        "mutability");
    scim.get(group).then().body("members.value", contains(ScimServer.id(user)));
  }

  @Requirement({"7644-3.5.2-12", "7644-3.12-10"})
  @Test
  void needsAPathThatParses() {
    refused(path(), "{'op':'replace','path':'emails[type eq','value':'x'}", "invalidPath");
  }

  @Requirement("7644-3.5.2-13")
  @Test
  void needsAPathThatASchemaHas() {
    patch(path(), "{'op':'replace','path':'noSuchAttribute','value':'x'}")
        .statusCode(400)
        .body("scimType", anyOf(equalTo("invalidPath"), equalTo("noTarget")));
  }

  @Requirement({"7644-3.5.2-14", "7644-3.5.2-15"})
  @Test
  void takesAttributesAndSubAttributes() {
    after(
            path(),
            "{'op':'replace','path':'nickName','value':'N'}",
            "{'op':'replace','path':'name.familyName','value':'F'}")
        .body("nickName", equalTo("N"))
        .body("name.familyName", equalTo("F"))
        .body("name.givenName", equalTo("Grace"));
  }

  @Requirement("7644-3.5.2-16")
  @Test
  void takesValuePaths() {
    after(path(), "{'op':'remove','path':'emails[type eq \\\"work\\\"]'}")
        .body("emails", nullValue());
  }

  @Requirement("7644-3.5.2-17")
  @Test
  void takesSubAttributesOfValuePaths() {
    after(path(), "{'op':'replace','path':'emails[type eq \\\"work\\\"].display','value':'Work'}")
        .body("emails[0].display", equalTo("Work"));
  }

  @Requirement("7644-3.5.2-18")
  @Test
  void takesPathsWithTheUrnOfASchema() {
    after(
            path(),
            "{'op':'add','path':'" + ScimServer.ENTERPRISE + ":department','value':'D'}",
            "{'op':'add','path':'" + ScimServer.CORE_USER + ":name.middleName','value':'M'}")
        .body(SHOWN_ENTERPRISE + "department", equalTo("D"))
        .body("name.middleName", equalTo("M"));
  }

  @Requirement("7644-3.5.2-22")
  @Test
  void takesTheUrnOfAnExtensionAsAPath() {
    after(
            path(),
            "{'op':'add','path':'"
                + ScimServer.ENTERPRISE
                + "','value':{'department':'D','division':'V'}}")
        .body(SHOWN_ENTERPRISE + "department", equalTo("D"))
        .body(SHOWN_ENTERPRISE + "division", equalTo("V"));
  }

  @Requirement("7644-3.5.2-19")
  @Test
  void refusesValuesThatDoNotFit() {
    refused(path(), "{'op':'replace','path':'name','value':'Grace'}", "invalidValue");
  }

  @Requirement("7644-3.5.2-21")
  @Test
  void refusesANameThatIsTaken() {
    String name = ScimServer.unique("Patched");
    scim.group(name);
    String other = scim.group(ScimServer.unique("Patched"));

    patch(other, "{'op':'replace','path':'displayName','value':'" + name + "'}")
        .statusCode(409)
        .body("scimType", equalTo("uniqueness"));
    scim.get(other).then().body("displayName", not(equalTo(name)));
  }

  @Requirement("7644-3.5.2.1-01")
  @Test
  void addNeedsAValue() {
    refused(path(), "{'op':'add','path':'title'}", "invalidValue");
  }

  @Requirement("7644-3.5.2.1-02")
  @Test
  void addWithoutAPathTakesAnObject() {
    after(path(), "{'op':'add','value':{'title':'T','nickName':'N'}}")
        .body("title", equalTo("T"))
        .body("nickName", equalTo("N"));
  }

  @Requirement({"7644-3.5.2.1-03", "7644-3.5.2.1-06"})
  @Test
  void addSetsASingleValue() {
    String path = path();

    after(path, "{'op':'add','path':'title','value':'T'}").body("title", equalTo("T"));
    after(path, "{'op':'add','path':'title','value':'U'}").body("title", equalTo("U"));
  }

  @Requirement("7644-3.5.2.1-04")
  @Test
  void addMergesAComplexValue() {
    after(path(), "{'op':'add','path':'name','value':{'middleName':'M'}}")
        .body("name.middleName", equalTo("M"))
        .body("name.givenName", equalTo("Grace"));
  }

  @Requirement("7644-3.5.2.1-05")
  @Test
  void addAppendsToAMultiValuedAttribute() {
    after(path(), "{'op':'add','path':'emails','value':[{'value':'h@x.example','type':'home'}]}")
        .body("emails", hasSize(2))
        .body("emails.type", hasItem("home"));
  }

  @Requirement("7644-3.5.2.1-08")
  @Test
  void addOfWhatIsThereLeavesLastModified() {
    String path = path();
    after(path, "{'op':'add','path':'roles','value':[{'value':'r'}]}");
    String modified = scim.get(path).path("meta.lastModified");

    after(path, "{'op':'add','path':'roles','value':[{'value':'r'}]}")
        .body("roles", hasSize(1))
        .body("meta.lastModified", equalTo(modified));
  }

  @Requirement({"7644-3.5.2.2-01", "7644-3.12-11"})
  @Test
  void removeNeedsAPath() {
    refused(path(), "{'op':'remove'}", "noTarget");
  }

  @Requirement("7644-3.5.2.2-02")
  @Test
  void removeUnassignsASingleValue() {
    after(path(), "{'op':'remove','path':'displayName'}").body("displayName", nullValue());
  }

  @Requirement("7644-3.5.2.2-03")
  @Test
  void removeTakesAllValues() {
    String path = path();
    after(path, "{'op':'add','path':'emails','value':[{'value':'h@x.example','type':'home'}]}");

    after(path, "{'op':'remove','path':'emails'}").body("emails", nullValue());
  }

  @Requirement("7644-3.5.2.2-04")
  @Test
  void removeWithAFilterTakesTheValuesThatMatch() {
    String path = path();
    after(path, "{'op':'add','path':'emails','value':[{'value':'h@x.example','type':'home'}]}");

    after(path, "{'op':'remove','path':'emails[type eq \\\"home\\\"]'}")
        .body("emails.type", contains("work"));
  }

  @Requirement("7644-3.5.2.2-05")
  @Test
  void removeOfTheLastValueUnassignsTheAttribute() {
    String path = path();
    after(path, "{'op':'add','path':'roles','value':[{'value':'r'}]}");

    after(path, "{'op':'remove','path':'roles[value eq \\\"r\\\"]'}").body("roles", nullValue());
  }

  @Requirement("7644-3.5.2.2-06")
  @Test
  void removeOfASubAttributeWithAFilterLeavesTheRest() {
    after(path(), "{'op':'remove','path':'emails[type eq \\\"work\\\"].primary'}")
        .body("emails[0].type", equalTo("work"))
        .body("emails.findAll { it.primary }", hasSize(0));
  }

  @Requirement("7644-3.5.2.2-07")
  @Test
  void removeOfWhatIsRequiredIsRefused() {
    refused(path(), "{'op':'remove','path':'userName'}", "mutability");
  }

  @Requirement("7644-3.5.2.2-08")
  @Test
  void removeOfWhatIsReadOnlyIsRefused() {
    refused(path(), "{'op':'remove','path':'meta.created'}", "mutability");
  }

  @Requirement("7644-3.5.2.3-01")
  @Test
  void replaceWithoutAPathTakesAnObject() {
    after(path(), "{'op':'replace','value':{'title':'T','displayName':'D'}}")
        .body("title", equalTo("T"))
        .body("displayName", equalTo("D"));
  }

  @Requirement("7644-3.5.2.3-02")
  @Test
  void replaceSetsASingleValue() {
    after(path(), "{'op':'replace','path':'displayName','value':'D'}")
        .body("displayName", equalTo("D"));
  }

  @Requirement("7644-3.5.2.3-03")
  @Test
  void replaceSetsAllValues() {
    after(
            path(),
            "{'op':'replace','path':'emails','value':[{'value':'h@x.example','type':'home'}]}")
        .body("emails.type", contains("home"));
  }

  @Requirement("7644-3.5.2.3-04")
  @Test
  void replaceOfWhatIsNotThereAdds() {
    after(path(), "{'op':'replace','path':'nickName','value':'N'}").body("nickName", equalTo("N"));
  }

  @Requirement("7644-3.5.2.3-05")
  @Test
  void replaceOfAComplexAttributeChangesWhatIsGiven() {
    after(path(), "{'op':'replace','path':'name','value':{'givenName':'G'}}")
        .body("name.givenName", equalTo("G"))
        .body("name.familyName", equalTo("Hopper"));
  }

  @Requirement("7644-3.5.2.3-06")
  @Test
  void replaceWithAFilterReplacesTheValuesThatMatch() {
    after(
            path(),
            "{'op':'replace','path':'emails[type eq \\\"work\\\"]',"
                + "'value':{'value':'n@x.example','type':'work'}}")
        .body("emails", hasSize(1))
        .body("emails[0].value", equalTo("n@x.example"));
  }

  @Requirement("7644-3.5.2.3-07")
  @Test
  void replaceOfASubAttributeWithAFilterChangesIt() {
    after(
            path(),
            "{'op':'replace','path':'emails[type eq \\\"work\\\"].value','value':'n@x.example'}")
        .body("emails[0].value", equalTo("n@x.example"))
        .body("emails[0].type", equalTo("work"));
  }
}
