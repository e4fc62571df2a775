package scimbridge.policy.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.policy.Users.text;
import static scimbridge.policy.Users.traits;
import static scimbridge.policy.Users.user;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scimbridge.identity.User;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.PoolTraits.AttributeTraits;
import scimbridge.policy.PoolTraits.Kind;

class MappingTest {
  private static final String ENTERPRISE =
      "'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'";
  private static final Mapping MAPPING = Mapping.standard();

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`'name':{'givenName':'Al'}`, given_name, Al",
        "`'name':{'familyName':'B'}`, family_name, B",
        "`'name':{'middleName':'C'}`, middle_name, C",
        "`'name':{'formatted':'Al B'}`, name, Al B",
        "`'name':{'formatted':'Al B'},'displayName':'Al'`, name, Al",
        "`'nickName':'ally'`, nickname, ally",
        "`'emails':[{'value':'A@x.org'}]`, email, A@x.org",
        "`'emails':[{'value':'A@x.org'}]`, email_verified, true",
        "`'phoneNumbers':[{'value':'0049 30 123456'}]`, phone_number, +4930123456",
        "`'locale':'de-DE','preferredLanguage':'fr'`, locale, de-DE",
        "`'preferredLanguage':'da, en-gb;q=0.8'`, locale, da",
        "`'timezone':'Europe/Berlin'`, zoneinfo, Europe/Berlin",
        "`'profileUrl':'https://x/al'`, profile, https://x/al",
        "`'photos':[{'value':'https://x/p','type':'photo'}]`, picture, https://x/p",
        "`'addresses':[{'formatted':'1 Road'}]`, address, 1 Road",
        "`'title':'CEO'`, custom:title, CEO",
        "`'externalId':'00u1'`, custom:externalId, 00u1",
      })
  void standardClaimsAreMapped(String json, String attribute, String value) {
    assertThat(projected(json).attributes()).containsEntry(attribute, value);
    assertThat(projected(json).skipped()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "employeeNumber, custom:employeeNumber",
    "costCenter, custom:costCenter",
    "organization, custom:organization",
    "division, custom:division",
    "department, custom:department",
  })
  void theEnterpriseExtensionIsMappedWhereThePoolHasTheAttribute(String scim, String cognito) {
    String json = ENTERPRISE + ":{'" + scim + "':'42','manager':{'value':'boss'}}";
    assertThat(projected(json).attributes())
        .containsEntry(cognito, "42")
        .containsEntry("custom:manager", "boss");
    Projection without = MAPPING.project(person(json), traits(Kind.PLAIN), "alice");
    assertThat(without.attributes()).containsOnlyKeys("preferred_username");
    assertThat(without.governed()).noneMatch(name -> name.startsWith("custom:"));
    assertThat(without.skipped()).isEmpty();
  }

  @Test
  void whatHasNoValueIsAbsentAndGoverned() {
    Projection projection = projected("'nickName':' '");
    assertThat(projection.attributes()).containsOnlyKeys("preferred_username");
    assertThat(projection.governed()).contains("nickname", "email", "email_verified");
    assertThat(projection.governed()).doesNotContain("phone_number_verified", "website", "sub");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`'emails':[{'value':'nobody'}]`, email, not an e-mail address",
        "`'phoneNumbers':[{'value':'030 12'}]`, phone_number, no number with a country code",
        "`'nickName':'four4'`, nickname, longer than the 4 characters",
        "`'displayName':'x'`, name, shorter than the 2 characters",
        "`'title':'CEO'`, custom:title, not a number",
        "`'userType':'5001'`, custom:userType, greater than the 5000",
        "`'externalId':'yes'`, custom:externalId, not true or false",
        "`'timezone':'Europe/Berlin'`, zoneinfo, the pool's schema has no such attribute",
      })
  void whatDoesNotFitIsSkippedWithItsReason(String json, String attribute, String reason) {
    Map<String, AttributeTraits> odd = new TreeMap<>(traits(Kind.PLAIN).attributes());
    odd.put("nickname", text(4));
    odd.put("name", new AttributeTraits("String", true, false, 2, 9, null, null));
    odd.put("custom:title", typed("Number"));
    odd.put("custom:userType", typed("Number"));
    odd.put("custom:externalId", typed("Boolean"));
    odd.remove("zoneinfo");
    Projection projection =
        MAPPING.project(person(json), new PoolTraits(Kind.PLAIN, true, odd), "alice");
    assertThat(projection.attributes()).doesNotContainKey(attribute);
    assertThat(projection.skipped())
        .singleElement()
        .satisfies(
            skipped -> {
              assertThat(skipped.attribute()).isEqualTo(attribute);
              assertThat(skipped.reason()).contains(reason);
            });
  }

  @Test
  void nothingLongerThanCognitoAllowsIsSent() {
    PoolTraits wide =
        traits(
            Kind.PLAIN,
            true,
            Map.of(
                "nickname",
                new AttributeTraits("String", true, false, null, null, null, null),
                "custom:title",
                text(2048)));
    assertThat(
            MAPPING.project(person("'nickName':'" + "x".repeat(2048) + "'"), wide, "a").skipped())
        .isEmpty();
    assertThat(
            MAPPING.project(person("'nickName':'" + "x".repeat(2049) + "'"), wide, "a").skipped())
        .hasSize(1);
    assertThat(MAPPING.project(person("'title':'" + "ä".repeat(1025) + "'"), wide, "a").skipped())
        .hasSize(1);
  }

  @Test
  void aSkipNeverShowsTheValue() {
    assertThat(projected("'emails':[{'value':'secret'}]").toString()).doesNotContain("secret");
  }

  @Test
  void immutableAttributesAreForCreationOnly() {
    PoolTraits traits =
        traits(
            Kind.PLAIN,
            true,
            Map.of(
                "custom:externalId",
                new AttributeTraits("String", false, false, null, null, null, null)));
    Projection projection = MAPPING.project(person("'externalId':'7'"), traits, "alice");
    assertThat(projection.attributes()).containsKey("custom:externalId");
    assertThat(projection.governed()).doesNotContain("custom:externalId");
  }

  @Test
  void aRequiredAttributeIsNeverRemoved() {
    PoolTraits traits =
        traits(
            Kind.PLAIN,
            true,
            Map.of("nickname", new AttributeTraits("String", true, true, 0, 9, null, null)));
    assertThat(MAPPING.project(person("'title':'x'"), traits, "alice").governed())
        .doesNotContain("nickname");
    assertThat(MAPPING.project(person("'nickName':'x'"), traits, "alice").governed())
        .contains("nickname");
  }

  @Test
  void theSignInAddressIsTheEmailOfAnEmailPool() {
    Projection projection =
        MAPPING.project(
            person("'emails':[{'value':'other@x.org'}]"), traits(Kind.EMAIL), "al@x.org");
    assertThat(projection.attributes())
        .containsEntry("email", "al@x.org")
        .containsEntry("email_verified", "true")
        .doesNotContainKey("preferred_username");
    assertThat(projection.skipped())
        .extracting(Projection.Skipped::attribute)
        .containsExactly("email");
    assertThat(
            MAPPING
                .project(person("'emails':[{'value':'AL@x.org'}]"), traits(Kind.EMAIL), "al@x.org")
                .skipped())
        .isEmpty();
  }

  @Test
  void theSignInNumberOfAPhonePoolIsVerified() {
    Projection projection =
        MAPPING.project(person("'title':'x'"), traits(Kind.PHONE), "+4930123456");
    assertThat(projection.attributes())
        .containsEntry("phone_number", "+4930123456")
        .containsEntry("phone_number_verified", "true");
    assertThat(projection.governed()).contains("phone_number_verified");
  }

  @Test
  void aliasesAreVouchedForAndWrittenLaterToo() {
    PoolTraits aliases =
        new PoolTraits(
            Kind.ALIAS,
            false,
            traits(Kind.ALIAS).attributes(),
            Set.of("email", "phone_number", "preferred_username"),
            Set.of());
    String json = "'emails':[{'value':'a@x.org'}],'phoneNumbers':[{'value':'+4930123456'}]";
    Projection projection = MAPPING.project(person(json), aliases, "id");
    assertThat(projection.attributes())
        .containsEntry("email_verified", "true")
        .containsEntry("phone_number_verified", "true")
        .containsKey("preferred_username");
    assertThat(projection.governed())
        .contains("email", "email_verified", "phone_number_verified", "preferred_username");
    assertThat(
            MAPPING
                .project(person(json), aliases, projection.attributes().get("preferred_username"))
                .attributes())
        .doesNotContainKey("preferred_username");
    Projection unfit =
        MAPPING.project(
            person("'emails':[{'value':'%s@x.org'}]".formatted("a".repeat(125))), aliases, "id");
    assertThat(unfit.attributes()).doesNotContainKeys("email", "email_verified");
    assertThat(unfit.skipped())
        .singleElement()
        .satisfies(skip -> assertThat(skip.reason()).contains("nobody can sign in with it"));
    assertThat(MAPPING.project(person(json), traits(Kind.ALIAS), "id").attributes())
        .containsKey("preferred_username")
        .doesNotContainKey("phone_number_verified");
  }

  @ParameterizedTest
  @CsvSource({
    "email, Bob@X.org, bob@x.org, false, Bob@X.org",
    "email, Bob@X.org, bob@x.org, true, bob@x.org",
    "preferred_username, Bob, bob, false, Bob",
    "given_name, Bob, bob, false, bob",
    "email, bob@x.org, eve@x.org, false, eve@x.org",
    "custom:level, 007, 7, true, 007",
    "custom:level, 7, 8, true, 8",
    "custom:level, x, 8, true, 8",
    "nickname, , ally, true, ally",
    "website, https://x, https://x, true, ",
  })
  void aPoolThatAnswersInItsOwnSpellingHasNotDrifted(
      String name,
      @Nullable String wished,
      String found,
      boolean sensitive,
      @Nullable String seen) {
    PoolTraits traits = traits(Kind.EMAIL, sensitive, Map.of("custom:level", typed("Number")));
    TreeMap<String, String> ours = new TreeMap<>();
    if (wished != null) {
      ours.put(name, wished);
    }
    var governed = new TreeSet<>(MAPPING.governed(traits));
    governed.add("custom:level");
    governed.add("preferred_username");
    assertThat(Mapping.seen(ours, Map.of(name, found, "sub", "s"), governed, traits))
        .isEqualTo(seen == null ? Map.of() : Map.of(name, seen));
  }

  @Test
  void theDocumentedTableIsTheMapping() throws IOException {
    String table = Files.readString(Path.of("docs", "mapping.md"));
    assertThat(Claim.STANDARD)
        .allSatisfy(claim -> assertThat(table).contains("| `" + claim.attribute() + "` |"))
        .allSatisfy(claim -> assertThat(claim.attribute().length()).isLessThanOrEqualTo(27));
  }

  private static Projection projected(String json) {
    return MAPPING.project(
        person(json),
        traits(
            Kind.PLAIN,
            false,
            Map.of(
                "custom:title", text(256),
                "custom:externalId", text(256),
                "custom:employeeNumber", typed("Number"),
                "custom:costCenter", text(256),
                "custom:organization", text(256),
                "custom:division", text(256),
                "custom:department", text(256),
                "custom:manager", text(256))),
        "alice");
  }

  private static AttributeTraits typed(String type) {
    return new AttributeTraits(
        type, true, false, null, null, "1", type.equals("Number") ? "5000" : null);
  }

  private static User person(String json) {
    return user("{'userName':'alice'," + json + "}");
  }
}
