package scimbridge.conformance;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 7643 §7 and §8.7: the definitions at {@code /Schemas}. */
class SchemaDefinitionsIT {
  private static final Set<String> TYPES =
      Set.of(
          "string", "boolean", "decimal", "integer", "dateTime", "binary", "reference", "complex");

  @RegisterExtension final ScimServer scim = new ScimServer();

  /** All attributes and sub-attributes of all schemas. */
  private List<Map<String, Object>> definitions() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (List<Map<String, Object>> of :
        scim.get("/Schemas").<List<List<Map<String, Object>>>>path("Resources.attributes")) {
      addAll(of, all);
    }
    assertThat(all, is(not(empty())));
    return all;
  }

  @SuppressWarnings("unchecked")
  private static void addAll(List<Map<String, Object>> from, List<Map<String, Object>> to) {
    for (Map<String, Object> attribute : from) {
      to.add(attribute);
      if (attribute.get("subAttributes") != null) {
        addAll((List<Map<String, Object>>) attribute.get("subAttributes"), to);
      }
    }
  }

  private void isOneOf(String characteristic, String fallback, Set<String> values) {
    for (Map<String, Object> attribute : definitions()) {
      String value = attribute.getOrDefault(characteristic, fallback).toString();
      assertThat(attribute.get("name") + "." + characteristic, value, is(in(values)));
    }
  }

  private Map<String, Object> attribute(String urn, String name) {
    return scim.get("/Schemas/" + urn).path("attributes.find { it.name == '" + name + "' }");
  }

  @Requirement("7643-7-02")
  @Test
  void everyAttributeHasANameAndAType() {
    isOneOf("type", "string", TYPES);
    List<Object> names = definitions().stream().map(of -> of.get("name")).toList();
    assertThat(names, everyItem(is(notNullValue())));
  }

  @Requirement("7643-7-03")
  @Test
  void complexAttributesHaveSubAttributesAndOthersNone() {
    for (Map<String, Object> attribute : definitions()) {
      boolean complex = "complex".equals(attribute.get("type"));
      Object subAttributes = attribute.get("subAttributes");
      boolean has = subAttributes instanceof List && !((List<?>) subAttributes).isEmpty();
      assertThat(attribute.get("name").toString(), has, is(complex));
    }
  }

  @Requirement("7643-7-04")
  @Test
  void mutabilityIsOneOfFour() {
    isOneOf("mutability", "readWrite", Set.of("readOnly", "readWrite", "immutable", "writeOnly"));
  }

  @Requirement("7643-7-05")
  @Test
  void returnedIsOneOfFour() {
    isOneOf("returned", "default", Set.of("always", "never", "default", "request"));
  }

  @Requirement("7643-7-06")
  @Test
  void uniquenessIsOneOfThree() {
    isOneOf("uniqueness", "none", Set.of("none", "server", "global"));
  }

  @Requirement("7643-7-07")
  @Test
  void referenceTypesBelongToReferences() {
    for (Map<String, Object> attribute : definitions()) {
      if (attribute.get("referenceTypes") != null) {
        assertThat(attribute.toString(), attribute.get("type"), is((Object) "reference"));
      }
    }
  }

  @Requirement("7643-7-16")
  @Test
  void typesOfEmailsAreCanonical() {
    scim.get("/Schemas/" + ScimServer.CORE_USER)
        .then()
        .body(
            "attributes.find { it.name == 'emails' }.subAttributes.find { it.name == 'type' }"
                + ".canonicalValues",
            hasItems("work", "home", "other"));
  }

  @Requirement("7643-8.7.1-01")
  @Test
  void userHasEveryAttributeOfTheStandard() {
    scim.get("/Schemas/" + ScimServer.CORE_USER)
        .then()
        .body(
            "attributes.name",
            hasItems(
                "userName",
                "name",
                "displayName",
                "nickName",
                "profileUrl",
                "title",
                "userType",
                "preferredLanguage",
                "locale",
                "timezone",
                "active",
                "password",
                "emails",
                "phoneNumbers",
                "ims",
                "photos",
                "addresses",
                "groups",
                "entitlements",
                "roles",
                "x509Certificates"));
  }

  @Requirement("7643-8.7.1-02")
  @Test
  void userNameIsRequiredAndUnique() {
    Map<String, Object> userName = attribute(ScimServer.CORE_USER, "userName");

    assertThat(userName.get("required"), equalTo(true));
    assertThat(userName.get("uniqueness"), equalTo("server"));
    assertThat(userName.get("caseExact"), equalTo(false));
  }

  @Requirement("7643-8.7.1-03")
  @Test
  void passwordIsWriteOnlyAndNeverReturned() {
    Map<String, Object> password = attribute(ScimServer.CORE_USER, "password");

    assertThat(password.get("mutability"), equalTo("writeOnly"));
    assertThat(password.get("returned"), equalTo("never"));
  }

  @Requirement("7643-8.7.1-04")
  @Test
  void groupsIsReadOnly() {
    assertThat(attribute(ScimServer.CORE_USER, "groups").get("mutability"), equalTo("readOnly"));
  }

  @Requirement("7643-8.7.1-05")
  @Test
  void groupHasNameAndMembers() {
    scim.get("/Schemas/" + ScimServer.CORE_GROUP)
        .then()
        .body("attributes.name", hasItems("displayName", "members"));
  }

  @Requirement("7643-8.7.1-06")
  @Test
  void enterpriseExtensionHasEveryAttributeOfTheStandard() {
    scim.get("/Schemas/" + ScimServer.ENTERPRISE)
        .then()
        .body(
            "attributes.name",
            hasItems(
                "employeeNumber",
                "costCenter",
                "organization",
                "division",
                "department",
                "manager"));
  }
}
