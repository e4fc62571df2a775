package scimbridge.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import scimbridge.fault.Fault;
import scimbridge.identity.Password;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall.AdminCreateUser;
import scimbridge.plan.CognitoCall.AdminSetUserPassword;
import scimbridge.plan.CognitoCall.AdminUpdateUserAttributes;
import scimbridge.policy.Operations;
import scimbridge.policy.Operations.PasswordSync;
import scimbridge.policy.Pool;

/** What is planned for one account, in the words that people read. */
class AccountPlannerTest {
  private static final Pool POOL = Pool.withDefaults(new PoolId("staff"));
  private static final Operations ALL = Operations.ALL;
  private static final Operations NO_CREATE = new Operations(false, true, true, PasswordSync.OFF);
  private static final Operations NO_UPDATE = new Operations(true, false, true, PasswordSync.OFF);
  private static final Operations NO_DELETE = new Operations(true, true, false, PasswordSync.OFF);
  private static final Wish GONE = new Wish.Gone();
  private static final Sight ABSENT = new Sight.Absent();

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void plans(String what, Operations operations, Wish wish, Sight sight, List<String> sentences) {
    assertThat(AccountPlanner.plan(POOL, operations, wish, sight).sentences())
        .containsExactlyElementsOf(sentences);
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        arguments(
            "a new person is created, joins the groups and is confirmed last",
            ALL,
            wish(true, "sales", "admins"),
            ABSENT,
            List.of(
                "create account 'alice' in pool staff",
                "add account 'alice' to group 'admins' in pool staff",
                "add account 'alice' to group 'sales' in pool staff",
                "confirm account 'alice' in pool staff with a random password")),
        arguments(
            "a new person who is inactive is created and disabled at once",
            ALL,
            wish(false),
            ABSENT,
            List.of(
                "create account 'alice' in pool staff",
                "disable account 'alice' in pool staff",
                "confirm account 'alice' in pool staff with a random password")),
        arguments(
            "creating that is switched off is refused",
            NO_CREATE,
            wish(true),
            ABSENT,
            List.of(
                "refused: account 'alice' is not created in pool staff: the operation 'create' is"
                    + " switched off for this app")),
        arguments("nobody stays nobody", ALL, GONE, ABSENT, List.of()),
        arguments("an account in step stays as it is", ALL, wish(true), seen(true), List.of()),
        arguments(
            "everything at once keeps the order",
            ALL,
            wish("Ann", false, "b"),
            seen(true, "a"),
            List.of(
                "disable account 'u-1' in pool staff",
                "remove account 'u-1' from group 'a' in pool staff",
                "set given_name of account 'u-1' in pool staff",
                "add account 'u-1' to group 'b' in pool staff",
                "sign account 'u-1' out everywhere in pool staff")),
        arguments(
            "a person who returns is enabled last",
            ALL,
            wish("Ann", true),
            seen(false),
            List.of(
                "set given_name of account 'u-1' in pool staff",
                "enable account 'u-1' in pool staff")),
        arguments(
            "removal of access goes through where update is off, the rest is refused",
            NO_UPDATE,
            wish("Ann", false, "b"),
            seen(true, "a"),
            List.of(
                "refused: account 'u-1' in pool staff is not changed (set given_name; add to group"
                    + " b): the operation 'update' is switched off for this app",
                "disable account 'u-1' in pool staff",
                "remove account 'u-1' from group 'a' in pool staff",
                "sign account 'u-1' out everywhere in pool staff")),
        arguments(
            "enabling is an update",
            NO_UPDATE,
            wish(true),
            seen(false),
            List.of(
                "refused: account 'u-1' in pool staff is not changed (enable): the operation"
                    + " 'update' is switched off for this app")),
        arguments(
            "an interrupted creation is finished where update is off",
            NO_UPDATE,
            wish(true, "a"),
            seen(true, false, true),
            List.of(
                "add account 'u-1' to group 'a' in pool staff",
                "confirm account 'u-1' in pool staff with a random password")),
        arguments(
            "an account that should be gone is deleted, nothing else",
            ALL,
            GONE,
            seen(true, "a"),
            List.of("delete account 'u-1' from pool staff")),
        arguments(
            "deleting that is switched off disables",
            NO_DELETE,
            GONE,
            seen(true, "a"),
            List.of(
                "disable account 'u-1' in pool staff",
                "sign account 'u-1' out everywhere in pool staff")),
        arguments("and then has nothing to do", NO_DELETE, GONE, seen(false, "a"), List.of()),
        arguments(
            "somebody else's account is not taken",
            ALL,
            wish(true),
            seen(true, true, false),
            List.of(
                "refused: account 'u-1' exists already in pool staff and this bridge did not create"
                    + " it: remove or rename it in the pool, or take it in with 'import'")),
        arguments(
            "somebody else's account is not removed",
            ALL,
            GONE,
            seen(true, true, false),
            List.of()),
        arguments(
            "what is not known is looked at first",
            ALL,
            wish(true),
            new Sight.Unclear("alice"),
            List.of("unknown: what became of account 'alice' in pool staff")),
        arguments(
            "so it is before anything is deleted",
            ALL,
            GONE,
            new Sight.Unclear("alice"),
            List.of("unknown: what became of account 'alice' in pool staff")),
        arguments(
            "groups that are not known are looked at",
            ALL,
            wish(true),
            new Sight.WithoutGroups(seen(true)),
            List.of("unknown: which groups account 'u-1' has in pool staff")),
        arguments(
            "deleting needs no look at the groups",
            ALL,
            GONE,
            new Sight.WithoutGroups(seen(true)),
            List.of("delete account 'u-1' from pool staff")));
  }

  private static Wish.Account aliased(String email, boolean enabled) {
    return new Wish.Account(
        "alice",
        new TreeMap<>(Map.of("email", email, "email_verified", "true", "preferred_username", "al")),
        new TreeSet<>(List.of("email", "email_verified", "preferred_username")),
        enabled,
        new TreeSet<>(),
        new TreeSet<>(),
        null,
        new TreeSet<>(List.of("email", "preferred_username")),
        null,
        List.of());
  }

  private static Sight.Present withEmail(String email) {
    return seenWith(Map.of("email", email, "email_verified", "true", "preferred_username", "al"));
  }

  @Test
  void anAliasIsLookedUpBeforeAnUpdateClaimsItButAccessIsTakenAwayBefore() {
    Sight.Present sight = withEmail("old@x.org");
    assertThat(plan(aliased("new@x.org", true), sight).sentences())
        .containsExactly("unknown: who has the email that account 'u-1' is to have in pool staff");
    assertThat(plan(aliased("new@x.org", false), sight).sentences())
        .containsExactly(
            "disable account 'u-1' in pool staff",
            "sign account 'u-1' out everywhere in pool staff");
    assertThat(owned(sight, AliasOwners.Owner.NOBODY).sentences())
        .containsExactly("set email, email_verified of account 'u-1' in pool staff");
    assertThat(owned(sight, AliasOwners.Owner.OTHER).sentences())
        .containsExactly(
            "refused: account 'u-1' in pool staff cannot have this email: another account signs in"
                + " with it, and would lose it without a word; change or delete that account first,"
                + " or give this user another value");
  }

  private static Plan owned(Sight sight, AliasOwners.Owner owner) {
    return AccountPlanner.plan(
        POOL, ALL, aliased("new@x.org", true), sight, AliasOwners.NONE.with("new@x.org", owner));
  }

  @Test
  void aFlagThatSomebodyElseTookTheAddressOfIsNotSetAgainUnseen() {
    Sight sight =
        seenWith(Map.of("email", "a@x.org", "email_verified", "false", "preferred_username", "al"));
    assertThat(plan(aliased("a@x.org", true), sight).unknowns()).hasSize(1);
  }

  @Test
  void thePreferredUsernameIsLookedUpFirstAndGivenLast() {
    assertThat(plan(aliased("a@x.org", true), ABSENT).sentences())
        .containsExactly(
            "unknown: who has the preferred_username that account 'alice' is to have in pool"
                + " staff");
    assertThat(
            AccountPlanner.plan(
                    POOL,
                    ALL,
                    aliased("a@x.org", true),
                    ABSENT,
                    AliasOwners.NONE.with("al", AliasOwners.Owner.NOBODY))
                .sentences())
        .containsExactly(
            "create account 'alice' in pool staff",
            "confirm account 'alice' in pool staff with a random password",
            "set preferred_username of account 'alice' in pool staff");
  }

  @Test
  void anAccountThatItsProviderMadeKeepsWhatTheProviderWrites() {
    Sight.Present plain = seen(true, "a");
    Sight federated =
        new Sight.Present(
            "Corporate_1", "sub", plain.attributes(), true, plain.groups(), true, true, true);
    Operations synced = new Operations(true, true, true, PasswordSync.PERMANENT);
    Wish wish = wish("Ann", true, "b");
    assertThat(plan(wish, federated).sentences())
        .containsExactly(
            "remove account 'Corporate_1' from group 'a' in pool staff",
            "add account 'Corporate_1' to group 'b' in pool staff");
    assertThat(
            AccountPlanner.plan(
                    POOL, synced, ((Wish.Account) wish).withPassword(Password.of("x")), federated)
                .refusals())
        .extracting(Plan.Refusal::reason)
        .containsExactly(Plan.Reason.NO_PASSWORD);
  }

  @Test
  void unknownsNameTheCallThatAnswersThem() {
    Plan who = AccountPlanner.plan(POOL, ALL, GONE, new Sight.Unclear("alice"));
    assertThat(who.unknowns().getFirst().answer())
        .isEqualTo(new CognitoCall.AdminGetUser(POOL.id(), "alice"));
    Plan groups = AccountPlanner.plan(POOL, ALL, wish(true), new Sight.WithoutGroups(seen(true)));
    assertThat(groups.unknowns().getFirst().answer())
        .isEqualTo(new CognitoCall.AdminListGroupsForUser(POOL.id(), "u-1"));
  }

  @Test
  void creationSendsImmutableAttributesAndAnUpdateNeverDoes() {
    Wish wish = wish(Map.of("custom:badge", "7", "given_name", "Al"), List.of("given_name"), null);
    assertThat(plan(wish, ABSENT).calls().getFirst())
        .isInstanceOfSatisfying(
            AdminCreateUser.class,
            create ->
                assertThat(create.attributes()).containsOnlyKeys("custom:badge", "given_name"));
    assertThat(plan(wish, seenWith(Map.of("custom:badge", "8", "given_name", "Al"))).isEmpty())
        .isTrue();
  }

  @Test
  void oneUpdateSetsWhatChangedAndEmptiesWhatIsGone() {
    Wish wish =
        wish(
            Map.of("given_name", "Al", "name", "Al B"),
            List.of("given_name", "name", "nickname"),
            null);
    Sight sight =
        seenWith(Map.of("given_name", "Al", "name", "old", "nickname", "x", "website", "theirs"));
    assertThat(plan(wish, sight).calls())
        .containsExactly(
            new AdminUpdateUserAttributes(
                POOL.id(), "u-1", new TreeMap<>(Map.of("name", "Al B", "nickname", ""))));
  }

  @Test
  void aNewAddressBringsItsVerifiedFlagAlong() {
    Wish wish =
        wish(
            Map.of("email", "new@x.org", "email_verified", "true"),
            List.of("email", "email_verified"),
            null);
    Sight sight = seenWith(Map.of("email", "old@x.org", "email_verified", "true"));
    assertThat(plan(wish, sight).calls())
        .containsExactly(
            new AdminUpdateUserAttributes(
                POOL.id(),
                "u-1",
                new TreeMap<>(Map.of("email", "new@x.org", "email_verified", "true"))));
  }

  @Test
  void anAddressThatIsRemovedTakesItsFlagWithIt() {
    Wish wish = wish(Map.of(), List.of("email", "email_verified"), null);
    Sight sight = seenWith(Map.of("email", "old@x.org", "email_verified", "true"));
    assertThat(plan(wish, sight).calls())
        .containsExactly(
            new AdminUpdateUserAttributes(POOL.id(), "u-1", new TreeMap<>(Map.of("email", ""))));
    assertThat(plan(wish, seenWith(Map.of("email_verified", "false"))).isEmpty()).isTrue();
  }

  @Test
  void aPasswordTakesThePlaceOfTheRandomOneAndIsSetBeforeEnabling() {
    Operations synced = new Operations(true, true, true, PasswordSync.PERMANENT);
    Password password = Password.of("Secret-1");
    Wish wish = wish(Map.of(), List.of(), password);
    assertThat(AccountPlanner.plan(POOL, synced, wish, ABSENT).calls())
        .last()
        .isEqualTo(new AdminSetUserPassword(POOL.id(), "alice", password));
    assertThat(
            AccountPlanner.plan(
                    POOL, synced, wish, AccountPlanner.after(seenWith(Map.of()), disable()))
                .sentences())
        .containsExactly(
            "set the password of account 'u-1' in pool staff",
            "enable account 'u-1' in pool staff");
  }

  @Test
  void aPasswordNeverPassesWherePasswordSyncIsOff() {
    Wish wish = wish(Map.of(), List.of(), Password.of("Secret-1"));
    assertThat(plan(wish, ABSENT).calls())
        .last()
        .isEqualTo(new AdminSetUserPassword(POOL.id(), "alice", null));
    assertThat(plan(wish, seenWith(Map.of())).isEmpty()).isTrue();
  }

  @Test
  void aRetiringGroupIsNeitherJoinedNorLeft() {
    Wish.Account plain = wish(true, "new");
    Wish wish =
        new Wish.Account(
            "alice",
            plain.attributes(),
            plain.governed(),
            true,
            new TreeSet<>(List.of("new", "retired")),
            new TreeSet<>(List.of("old", "retired")),
            null);
    assertThat(plan(wish, seen(true, "old")).sentences())
        .containsExactly("add account 'u-1' to group 'new' in pool staff");
  }

  @Test
  void theHundredAndFirstGroupIsRefused() {
    String[] groups = IntStream.range(0, 102).mapToObj("g%03d"::formatted).toArray(String[]::new);
    Plan plan = plan(wish(true, groups), seen(true, "g000", "other"));
    assertThat(plan.calls()).hasSize(100);
    assertThat(plan.refusals())
        .singleElement()
        .satisfies(
            refusal -> {
              assertThat(refusal.kind()).isEqualTo(Fault.Kind.INVALID_VALUE);
              assertThat(refusal.detail()).contains("102 groups", "does not join 2 of them");
            });
  }

  @Test
  void plansShowNoValuesWhenTheyAreLogged() {
    Wish wish = wish(Map.of("email", "secret@x.org"), List.of("email"), Password.of("Secret-1"));
    assertThat(plan(wish, ABSENT).toString() + plan(wish, seenWith(Map.of())))
        .doesNotContain("secret@x.org", "Secret-1");
  }

  private static Plan plan(Wish wish, Sight sight) {
    return AccountPlanner.plan(POOL, ALL, wish, sight);
  }

  private static CognitoCall disable() {
    return new CognitoCall.AdminDisableUser(POOL.id(), "u-1");
  }

  private static Wish.Account wish(boolean enabled, String... groups) {
    return wish("Al", enabled, groups);
  }

  private static Wish.Account wish(String givenName, boolean enabled, String... groups) {
    return new Wish.Account(
        "alice",
        new TreeMap<>(Map.of("given_name", givenName)),
        new TreeSet<>(List.of("given_name")),
        enabled,
        new TreeSet<>(List.of(groups)),
        new TreeSet<>(),
        null);
  }

  private static Wish.Account wish(
      Map<String, String> attributes, List<String> governed, @Nullable Password password) {
    return new Wish.Account(
        "alice",
        new TreeMap<>(attributes),
        new TreeSet<>(governed),
        true,
        new TreeSet<>(),
        new TreeSet<>(),
        password);
  }

  private static Sight.Present seen(boolean enabled, String... groups) {
    return new Sight.Present(
        "u-1",
        null,
        new TreeMap<>(Map.of("given_name", "Al")),
        enabled,
        new TreeSet<>(List.of(groups)),
        true,
        true);
  }

  private static Sight.Present seen(boolean enabled, boolean ready, boolean ours) {
    return new Sight.Present(
        "u-1",
        null,
        new TreeMap<>(Map.of("given_name", "Al")),
        enabled,
        new TreeSet<>(),
        ready,
        ours);
  }

  private static Sight.Present seenWith(Map<String, String> attributes) {
    return new Sight.Present(
        "u-1", null, new TreeMap<>(attributes), true, new TreeSet<>(), true, true);
  }
}
