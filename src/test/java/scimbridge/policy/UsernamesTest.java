package scimbridge.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.fault.Fault;
import scimbridge.identity.PoolId;
import scimbridge.identity.User;
import scimbridge.policy.Pool.FirstSignIn;
import scimbridge.policy.Pool.UsernameRule;
import scimbridge.policy.PoolTraits.AttributeTraits;
import scimbridge.policy.PoolTraits.Kind;
import scimbridge.policy.mapping.Mapping;

class UsernamesTest {
  private static final String ALICE =
      "{'userName':'alice','emails':[{'value':'a@x.org'}],"
          + "'phoneNumbers':[{'value':'+49 30 123456'}]}";

  @ParameterizedTest
  @CsvSource({
    "PLAIN,              , alice",
    "PLAIN, USER_NAME    , alice",
    "PLAIN, PRIMARY_EMAIL, a@x.org",
    "PLAIN, ID           , 7d1f6f7e-2b5c-4b64-9a7b-111111111111",
    "EMAIL,              , a@x.org",
    "EMAIL, PRIMARY_EMAIL, a@x.org",
    "PHONE,              , +4930123456",
    "ALIAS,              , 7d1f6f7e-2b5c-4b64-9a7b-111111111111",
    "ALIAS, USER_NAME    , alice",
  })
  void theRuleOrTheKindChooses(Kind kind, @Nullable UsernameRule rule, String username) {
    assertThat(Usernames.choose(Users.user(ALICE), pool(rule), Users.traits(kind)))
        .isEqualTo(username);
  }

  @Test
  void anAddressAsUserNameComesBeforeTheEmailInEmailPools() {
    assertThat(
            Usernames.choose(
                Users.user("{'userName':'b@x.org','emails':[{'value':'a@x.org'}]}"),
                pool(null),
                Users.traits(Kind.EMAIL)))
        .isEqualTo("b@x.org");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "al ice", "al\u00a0ice", "al\u200bice", "al\tice", "al\u0000ice"})
  void whatCognitoCannotHoldIsInvalid(String userName) {
    String json = "{'userName':'" + userName.replace("\t", "\\t").replace("\0", "\\u0000") + "'}";
    assertThatThrownBy(
            () -> Usernames.choose(Users.user(json), pool(null), Users.traits(Kind.PLAIN)))
        .isInstanceOfSatisfying(
            Fault.class,
            fault -> {
              assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID_VALUE);
              assertThat(fault.detail()).contains("pool 'staff'").contains("space");
            });
  }

  @Test
  void aUsernameHasAtMost128Characters() {
    assertThat(choose("x".repeat(128), null, Kind.PLAIN)).hasSize(128);
    assertThatThrownBy(() -> choose("x".repeat(129), null, Kind.PLAIN))
        .hasMessageContaining("129 characters");
    assertThatThrownBy(() -> choose("x".repeat(130) + "@x.org", null, Kind.EMAIL))
        .hasMessageContaining("Cognito allows 128");
  }

  @ParameterizedTest
  @CsvSource({
    "EMAIL,              , userName or the primary one of emails must be an e-mail address",
    "EMAIL, USER_NAME    , userName must be an e-mail address",
    "EMAIL, PRIMARY_EMAIL, the primary e-mail must be an e-mail address",
    "EMAIL, ID           , takes e-mail addresses as Username",
    "PLAIN, PRIMARY_EMAIL, the user has none",
    "PHONE,              , must be a telephone number with country code",
    "PHONE, USER_NAME    , userName must be a telephone number",
    "PHONE, ID           , takes telephone numbers as Username",
  })
  void whatIsMissingIsNamed(Kind kind, @Nullable UsernameRule rule, String detail) {
    assertThatThrownBy(() -> choose("alice", rule, kind))
        .isInstanceOf(Fault.class)
        .hasMessageContaining(detail)
        .hasMessageContaining("pool 'staff'");
  }

  @ParameterizedTest
  @EnumSource(names = {"PLAIN", "ALIAS"})
  void aUserNameThatIsTheUsernameCannotChange(Kind kind) {
    assertThat(rename("alice", "alicia", UsernameRule.USER_NAME, kind))
        .extracting(Fault::kind, Fault::detail)
        .containsExactly(
            Fault.Kind.MUTABILITY,
            "userName cannot change: it is the Username of the account in pool 'staff' and Cognito"
                + " never changes a Username; delete the user and create it anew, or have the pool"
                + " use 'username: id'");
    assertThat(rename("alice", "ALICE", UsernameRule.USER_NAME, kind)).isNull();
    assertThat(rename("alice", "alicia", UsernameRule.ID, kind)).isNull();
  }

  @Test
  void anAddressThatIsTheSignInNameMayChange() {
    assertThat(rename("a@x.org", "b@x.org", null, Kind.EMAIL)).isNull();
    assertThat(rename("+4930123456", "+4930654321", null, Kind.PHONE)).isNull();
    assertThat(rename("a@x.org", "bob", null, Kind.EMAIL))
        .extracting(Fault::kind)
        .isEqualTo(Fault.Kind.INVALID_VALUE);
  }

  @Test
  void unlessTheSchemaMakesItImmutable() {
    PoolTraits traits =
        Users.traits(
            Kind.EMAIL,
            false,
            Map.of("email", new AttributeTraits("String", false, true, 0, 2048, null, null)));
    assertThat(
            Usernames.renameProblem(
                Users.user("{'userName':'a@x.org'}"),
                Users.user("{'userName':'b@x.org'}"),
                pool(null),
                traits))
        .get()
        .extracting(Fault::kind)
        .isEqualTo(Fault.Kind.MUTABILITY);
  }

  @Test
  void whatSignsInAsAnAliasMayChangeAndIsNoUsername() {
    PoolTraits traits =
        new PoolTraits(Kind.ALIAS, false, Map.of(), Set.of("email", "phone_number"), Set.of());
    User alice = Users.user(ALICE);
    assertThat(
            Usernames.renameProblem(
                alice, Users.user(ALICE.replace("a@x", "b@x")), pool(null), traits))
        .isEmpty();
    for (String userName : List.of("a@x.org", "+4930123456")) {
      User illegal = Users.user("{'userName':'" + userName + "'}");
      assertThatThrownBy(() -> Usernames.choose(illegal, pool(UsernameRule.USER_NAME), traits))
          .isInstanceOf(Fault.class)
          .hasMessageContaining("sign-in alias")
          .hasMessageContaining("username: id");
      assertThat(Usernames.choose(illegal, pool(null), traits)).isEqualTo(Users.ID.value());
    }
  }

  @Test
  void whoeverHadNoLegalUsernameIsFree() {
    assertThat(rename("al ice", "alice", null, Kind.PLAIN)).isNull();
  }

  private static @Nullable Fault rename(
      String before, String after, @Nullable UsernameRule rule, Kind kind) {
    return Usernames.renameProblem(
            Users.user("{'userName':'" + before + "'}"),
            Users.user("{'userName':'" + after + "'}"),
            pool(rule),
            Users.traits(kind))
        .orElse(null);
  }

  private static String choose(String userName, @Nullable UsernameRule rule, Kind kind) {
    return Usernames.choose(
        Users.user("{'userName':'" + userName + "'}"), pool(rule), Users.traits(kind));
  }

  private static Pool pool(@Nullable UsernameRule rule) {
    return new Pool(
        new PoolId("staff"), rule, FirstSignIn.CONFIRMED, true, false, Mapping.standard());
  }
}
