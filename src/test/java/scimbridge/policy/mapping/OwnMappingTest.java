package scimbridge.policy.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scimbridge.policy.Users.text;
import static scimbridge.policy.Users.traits;
import static scimbridge.policy.Users.user;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scimbridge.fault.Fault;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.PoolTraits.AttributeTraits;
import scimbridge.policy.PoolTraits.Kind;
import scimbridge.policy.mapping.Claim.When;
import scimbridge.policy.mapping.Projection.Skipped;
import scimbridge.policy.mapping.cel.Expressions;

/** A pool whose administrator wants something else than the default. */
class OwnMappingTest {
  private static final Schemas SCHEMAS = Schemas.bundled();
  private static final Expressions EXPRESSIONS = new Expressions(SCHEMAS);

  private static Claim path(String attribute, String path) {
    return Claim.ofPath(attribute, path, SCHEMAS, When.ALWAYS);
  }

  private static Claim expression(String attribute, String text) {
    return Claim.of(attribute, EXPRESSIONS.compile(text), When.ALWAYS);
  }

  private static Projection projected(PoolTraits traits, String json, Claim... claims) {
    String person = "{'userName':'ada'" + (json.isEmpty() ? "" : "," + json) + "}";
    return Mapping.standard().with(List.of(claims)).project(user(person), traits, "ada");
  }

  private static AttributeTraits of(String type) {
    return new AttributeTraits(type, true, false, null, null, null, null);
  }

  @Test
  void offLeavesTheAttributeAlone() {
    Projection projection = projected(traits(Kind.PLAIN), "'nickName':'x'", Claim.off("nickname"));
    assertThat(projection.attributes()).doesNotContainKey("nickname");
    assertThat(projection.governed()).doesNotContain("nickname").contains("given_name");
    assertThat(projection.skipped()).isEmpty();
  }

  @Test
  void atCreationIsWrittenOnceAndGovernedNever() {
    Projection projection =
        projected(
            traits(Kind.PLAIN),
            "'title':'x'",
            Claim.ofPath("nickname", "title", SCHEMAS, When.CREATE));
    assertThat(projection.attributes()).containsEntry("nickname", "x");
    assertThat(projection.governed()).doesNotContain("nickname");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "name.GIVENNAME, Ada",
        "emails, p@x.org",
        "emails.value, p@x.org",
        "emails[type eq \"home\"].value, h@x.org",
        "emails[type eq \"other\"].value, ",
        "addresses.country, DE",
        "urn:ietf:params:scim:schemas:core:2.0:User:title, Countess",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager, boss",
        "manager.value, boss",
        "emails.primary, true",
        "id, 7d1f6f7e-2b5c-4b64-9a7b-111111111111",
      })
  void pathsFindTheirValue(String path, String value) {
    String json =
        "'name':{'givenName':'Ada'},'title':'Countess','emails':[{'value':'h@x.org','type':'home'},"
            + "{'value':'p@x.org','type':'work','primary':true}],'addresses':[{'country':'DE'}],"
            + "'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':"
            + "{'manager':{'value':'boss'}}";
    Projection projection = projected(traits(Kind.PLAIN), json, path("nickname", path));
    assertThat(projection.attributes().get("nickname")).isEqualTo(value);
    assertThat(projection.sources().get("nickname")).isEqualTo(value == null ? null : path);
    assertThat(projection.skipped()).isEmpty();
  }

  @Test
  void theFirstSourceOfTheDefaultGivesWay() {
    Projection projection =
        projected(
            traits(Kind.PLAIN), "'displayName':'default','title':'mine'", path("name", "title"));
    assertThat(projection.attributes()).containsEntry("name", "mine");
  }

  @Test
  void aConfiguredAttributeThatThePoolLacksIsSkippedAndTold() {
    Projection projection =
        projected(traits(Kind.PLAIN), "'title':'x'", path("custom:title", "title"));
    assertThat(projection.skipped())
        .containsExactly(
            new Skipped("title", "custom:title", "the pool's schema has no such attribute"));
    assertThat(projected(traits(Kind.PLAIN), "", path("custom:title", "title")).skipped())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "Number, user.emails.size(), 2",
        "Number, 1.0 / 4.0, 0.25",
        "Number, 1e20, 100000000000000000000",
        "Number, user.title, 7",
        "Boolean, user.active, true",
        "Boolean, user.title == '8', false",
        "DateTime, timestamp('2026-01-31T10:00:00Z'), 2026-01-31T10:00:00Z",
        "DateTime, '2026-01-31T10:00:00', 2026-01-31T10:00:00Z",
        "String, user.active, true",
        "String, `user.emails.map(e, e.value)`, `[\"a@x.org\",\"b@x.org\"]`",
        "String, `[1, 2]`, `[1,2]`",
      })
  void valuesTakeTheFormOfThePoolsType(String type, String expression, String value) {
    PoolTraits traits = traits(Kind.PLAIN, false, Map.of("custom:a", of(type)));
    Projection projection =
        projected(
            traits,
            "'title':'7','active':true,'emails':[{'value':'a@x.org'},{'value':'b@x.org'}]",
            expression("custom:a", expression));
    assertThat(projection.skipped()).isEmpty();
    assertThat(projection.attributes()).containsEntry("custom:a", value);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "int(user.title), the expression cannot convert a value",
        "1 / (user.emails.size() - 2), the expression divides by zero",
        "9223372036854775807 + user.emails.size(), the expression has a number beyond 64 bits",
        "user.custom.tier + 1, ",
        "user.emails[7].value, ",
        "`user.emails.map(e, e.display)[0]`, ",
      })
  void whatFailsIsToldAndWhatIsAbsentIsNot(String expression, String reason) {
    Projection projection =
        projected(
            traits(Kind.PLAIN),
            "'title':'x','emails':[{'value':'a@x.org'},{'value':'b@x.org'}]",
            expression("nickname", expression));
    assertThat(projection.attributes()).doesNotContainKey("nickname");
    assertThat(projection.skipped().stream().map(Skipped::reason))
        .isEqualTo(reason == null ? List.of() : List.of(reason));
  }

  @Test
  void anEvaluationEndsHoweverManyValuesThereAre() {
    String emails =
        IntStream.range(0, 1000)
            .mapToObj(i -> "{'value':'a" + i + "@x.org'}")
            .collect(Collectors.joining(",", "'emails':[", "]"));
    Projection projection =
        projected(
            traits(Kind.PLAIN),
            emails,
            expression(
                "nickname",
                "user.emails.all(a, user.emails.all(b, user.emails.all(c, true))) ? 'a' : 'b'"));
    assertThat(projection.skipped().stream().map(Skipped::reason))
        .containsExactly("the expression has to look at too many values");
  }

  @Test
  void anExpressionThatIsTooLongOrTooDeepIsNone() {
    assertThatThrownBy(() -> EXPRESSIONS.compile("'" + "x".repeat(Expressions.MAX_LENGTH) + "'"))
        .isInstanceOf(Fault.class);
    assertThatThrownBy(() -> EXPRESSIONS.compile("(".repeat(200) + "1" + ")".repeat(200)))
        .isInstanceOf(Fault.class);
  }

  @Test
  void anAppsOwnAttributesHaveTheTypeOfTheirValue() {
    String own = "'urn:scimbridge:params:scim:schemas:extension:app:hr:2.0:User':";
    Projection projection =
        projected(
            traits(Kind.PLAIN),
            own + "{'tier':'gold','level':3,'tags':['a','b']}",
            expression("nickname", "user.custom.tier + string(user.custom.level + 1)"),
            expression("website", "user.custom.tags"));
    assertThat(projection.attributes())
        .containsEntry("nickname", "gold4")
        .containsEntry("website", "[\"a\",\"b\"]");
  }

  @Test
  void theSignInNameIsKeptInStepWhateverTheMappingSays() {
    Mapping mapping = Mapping.standard().with(List.of(Claim.off("email")));
    PoolTraits traits = traits(Kind.EMAIL);
    Projection projection = mapping.project(user("{'userName':'a@x.org'}"), traits, "a@x.org");
    assertThat(projection.attributes()).containsEntry("email", "a@x.org");
    assertThat(projection.governed()).contains("email", "email_verified");
    assertThat(mapping.problems(traits))
        .containsExactly(
            "email: it is the sign-in name in this pool, so it is kept in step all the same");
  }

  @Test
  void theDefaultHasNoProblemWithAnOrdinaryPool() {
    for (Kind kind : Kind.values()) {
      assertThat(Mapping.standard().problems(traits(kind))).isEmpty();
    }
  }

  @Test
  void problemsWithThePoolAreFoundBeforeThereIsAUser() {
    PoolTraits traits =
        traits(
            Kind.PLAIN,
            false,
            Map.of(
                "custom:fixed",
                new AttributeTraits("String", false, false, 0, 10, null, null),
                "custom:number",
                of("Number"),
                "birthdate",
                new AttributeTraits("String", true, true, 10, 10, null, null),
                "custom:ok",
                text(10)));
    Mapping mapping =
        Mapping.standard()
            .with(
                List.of(
                    path("custom:fixed", "title"),
                    path("custom:none", "title"),
                    path("custom:number", "active"),
                    expression("custom:ok", "user.title")));
    assertThat(mapping.problems(traits))
        .containsExactly(
            "custom:fixed: the pool's schema makes it immutable: it is written at creation and"
                + " never again; say so with 'when: create'",
            "custom:none: the pool's schema has no such attribute, so every value is skipped; add"
                + " it to the pool, and know that it can never be removed there",
            "custom:number: active gives true or false and the pool's attribute is of type Number,"
                + " so every value is skipped",
            "birthdate: the pool requires it and nothing is mapped to it: no account can be made");
  }
}
