package scimbridge.identity.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;

/** What a filter selects. */
class ScimFilterTest {
  private static final String ENTERPRISE =
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

  private static boolean selects(String filter, User user) {
    return ScimFilter.parse(filter, ResourceType.USER, Samples.SCHEMAS)
        .matches(user, Samples.DERIVED);
  }

  private static boolean selectsGroup(String filter) {
    return ScimFilter.parse(filter, ResourceType.GROUP, Samples.SCHEMAS)
        .matches(Samples.TOURS, Samples.DERIVED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // What clients send to find a user.
        "userName eq \"bjensen@example.com\"",
        "userName Eq \"BJENSEN@EXAMPLE.COM\"",
        "USERNAME EQ \"bjensen@example.com\"",
        "externalId eq \"Ext-7\"",
        "id eq \"0b8a1c5e-6f0b-4b52-9f7c-2d6a3f1e8c11\"",
        "emails eq \"babs@example.com\"",
        "emails co \"HOME\"",
        "emails.value eq \"babs@home.example\"",
        "emails.Value eq \"babs@home.example\"",
        "emails[value eq \"babs@example.com\"]",
        "emails[type eq \"work\"].value eq \"babs@example.com\"",
        "emails[type eq \"work\" or type eq \"other\"].value eq \"babs@example.com\"",
        "Emails[Type Eq \"Work\"].Value Sw \"babs\" and active eq true",
        "emails[type eq \"work\"].value pr",
        "emails[type eq \"work\" and value eq \"babs@example.com\"]",
        "emails[type eq \"work\" and value co \"@example\"]",
        "emails[primary eq \"True\"]",
        "emails[primary eq true and type eq \"work\"]",
        "id eq \"0b8a1c5e-6f0b-4b52-9f7c-2d6a3f1e8c11\" and manager eq \"26118915\"",
        "urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"bjensen@example.com\"",
        "URN:ietf:params:scim:schemas:CORE:2.0:User:name.familyName sw \"J\"",
        ENTERPRISE + ":department eq \"tours\"",
        ENTERPRISE + ":manager.value eq \"26118915\"",
        ENTERPRISE + ":manager eq \"26118915\"",
        "department eq \"Tours\"",
        "displayName eq \"BABS jensen\"",
        // Operators.
        "name.familyName ew \"sen\"",
        "name.familyName gt \"Jensem\" and name.familyName le \"JENSEN\"",
        "name pr and emails pr and addresses[country pr]",
        "not (title pr)",
        "nickName eq null and userName ne null",
        "active eq \"True\"",
        "active ne false",
        "active pr",
        // What the document does not hold.
        "meta.created eq \"2026-01-31T11:00:00+01:00\"",
        "meta.lastModified gt \"2026-02-01T00:00:00Z\"",
        "meta.lastModified lt \"2026-02-01T00:00:01\"",
        "meta.resourceType eq \"User\"",
        "meta.version eq \"W/\\\"3\\\"\"",
        "schemas eq \"" + ENTERPRISE + "\"",
        "groups eq \"5f9f2a80-1d7e-4b8f-8f3a-9a4c1b2d3e4f\"",
        "groups.display eq \"tour guides\"",
        "groups[value eq \"5F9F2A80-1d7e-4b8f-8f3a-9a4c1b2d3e4f\" and type eq \"direct\"]",
        "urn:scimbridge:params:scim:schemas:extension:provisioning:2.0:User:accounts"
            + "[pool eq \"main\" and state eq \"refused\"]",
        // Precedence: and before or, however the words are spelled.
        "userName pr or userName eq \"x\" and userName eq \"y\"",
        "userName eq \"x\" AND userName eq \"y\" And title pr Or id pr",
        "not(userName eq \"x\")and(id pr)",
        // Brackets and keywords inside a string are text.
        "userName ne \"] or ( \\\" and [\"",
      })
  void selectsBarbara(String filter) {
    assertThat(selects(filter, Samples.BARBARA)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "externalId eq \"ext-7\"",
        "id eq \"0B8A1C5E-6F0B-4B52-9F7C-2D6A3F1E8C11\"",
        "emails[type eq \"home\" and value eq \"babs@example.com\"]",
        "emails[type eq \"home\"].value eq \"babs@example.com\"",
        "emails[type eq \"work\" or type eq \"home\"].value eq \"x\"",
        "emails[type eq \"home\" and primary eq true]",
        "title pr",
        "ims pr",
        "active eq false",
        "emails ne \"babs@example.com\"",
        "userName eq \"x\" and (userName pr or id pr)",
        "meta.created gt \"2026-01-31T10:00:00Z\"",
        "schemas eq \"urn:ietf:params:scim:schemas:core:2.0:Group\"",
      })
  void doesNotSelectBarbara(String filter) {
    assertThat(selects(filter, Samples.BARBARA)).isFalse();
  }

  @Test
  void treatsAUserOfUnknownActivityAsActive() {
    assertThat(selects("active eq true", Samples.MINIMAL)).isTrue();
    assertThat(selects("active eq true", Samples.INACTIVE)).isFalse();
    assertThat(selects("active eq \"False\"", Samples.INACTIVE)).isTrue();
  }

  @Test
  void takesNotEqualAsTheNegationOfEqualWhereTheAttributeIsAbsent() {
    assertThat(selects("title ne \"x\"", Samples.MINIMAL)).isTrue();
    assertThat(selects("not (title eq \"x\")", Samples.MINIMAL)).isTrue();
    assertThat(selects("emails.type ne \"work\"", Samples.MINIMAL)).isTrue();
  }

  @Test
  void comparesNothingWithAnAbsentAttribute() {
    assertThat(selects("title lt \"x\"", Samples.MINIMAL)).isFalse();
    assertThat(selects("title co \"\"", Samples.MINIMAL)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "displayName eq \"tour GUIDES\"",
        "displayName Eq \"Tour Guides\" and externalId eq \"Group-1\"",
        "members eq \"0b8a1c5e-6f0b-4b52-9f7c-2d6a3f1e8c11\"",
        "members.value eq \"0b8a1c5e-6f0b-4b52-9f7c-2d6a3f1e8c11\"",
        "members[value eq \"0b8a1c5e-6f0b-4b52-9f7c-2d6a3f1e8c11\" and type eq \"User\"]",
        "id eq \"5f9f2a80-1d7e-4b8f-8f3a-9a4c1b2d3e4f\" and members pr",
      })
  void selectsGroups(String filter) {
    assertThat(selectsGroup(filter)).isTrue();
  }
}
