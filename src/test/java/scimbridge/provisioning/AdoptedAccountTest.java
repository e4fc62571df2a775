package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ProvisioningFixture.POOL;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Account;
import scimbridge.directory.Account.Known;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.fault.Fault;
import scimbridge.identity.Attributes;
import scimbridge.identity.User;
import scimbridge.plan.CognitoCall;
import scimbridge.policy.App;
import scimbridge.policy.GroupRef;
import scimbridge.policy.Policy;
import scimbridge.policy.Pool;
import scimbridge.policy.Selection;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AliasAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameAttributeType;

/** The first change after an import costs an account nothing that the client did not speak of. */
@Execution(ExecutionMode.CONCURRENT)
class AdoptedAccountTest {
  @TempDir private Path folder;

  private ProvisioningFixture bridge;
  private ExistingPool pool;

  @AfterEach
  void stop() {
    bridge.close();
  }

  private void start(UnaryOperator<CreateUserPoolRequest.Builder> kind) {
    bridge = ProvisioningFixture.withRules(folder, Pool.withDefaults(POOL), kind);
    pool = new ExistingPool(bridge);
  }

  private static Attributes with(User user, String name, String value) {
    ObjectNode document = user.attributes().toNode();
    document.put(name, value);
    return Attributes.of(document);
  }

  private static Attributes withAddress(User user, String address) {
    ObjectNode document = user.attributes().toNode();
    ((ObjectNode) document.withArray("emails").get(0)).put("value", address);
    return Attributes.of(document);
  }

  private String status(String username) {
    return bridge.account(username).orElseThrow().userStatusAsString();
  }

  /** The account as the client's change of one attribute leaves it: only that has changed. */
  private Map<String, String> nicknamed(String userName, String username) {
    Map<String, String> expected = new TreeMap<>(bridge.attributesOf(username));
    String before = status(username);
    boolean enabled = bridge.account(username).orElseThrow().enabled();
    pool.takeIn();
    User user = pool.user(userName);
    bridge.replace(user.id(), with(user, "nickName", "Nick"));
    expected.put("nickname", "Nick");
    assertThat(pool.known(userName)).isEqualTo(Known.OURS);
    assertThat(bridge.state(user.id())).isEqualTo(State.IN_STEP);
    assertThat(status(username)).isEqualTo(before);
    assertThat(bridge.account(username).orElseThrow().enabled()).isEqualTo(enabled);
    return expected;
  }

  @Test
  void anAddressThatNobodyHasVerifiedStaysSoUntilTheClientSpeaksOfIt() {
    start(kind -> kind);
    pool.account(
        "ann",
        "email",
        "ann@example.org",
        "email_verified",
        "false",
        "phone_number",
        "+4930123456",
        "phone_number_verified",
        "true",
        "preferred_username",
        "ann");

    Map<String, String> expected = nicknamed("ann", "ann");
    assertThat(new TreeMap<>(bridge.attributesOf("ann"))).isEqualTo(expected);

    User ann = pool.user("ann");
    bridge.replace(ann.id(), withAddress(ann, "lee@example.org"));
    assertThat(bridge.attributesOf("ann"))
        .containsEntry("email", "lee@example.org")
        .containsEntry("email_verified", "true");
  }

  @Test
  void inAPoolOfAddressesAnUnverifiedOneStaysSo() {
    start(kind -> kind.usernameAttributes(UsernameAttributeType.EMAIL));
    pool.account("ann@example.org", "email_verified", "false", "preferred_username", "x");
    String username =
        bridge
            .cognito
            .listUsers(r -> r.userPoolId(bridge.userPoolId))
            .users()
            .getFirst()
            .username();

    Map<String, String> expected = nicknamed("ann@example.org", username);

    assertThat(new TreeMap<>(bridge.attributesOf(username))).isEqualTo(expected);
  }

  @Test
  void whereAnAddressSignsInAnUnverifiedOneTakesItFromNobody() {
    start(
        kind ->
            kind.aliasAttributes(AliasAttributeType.EMAIL, AliasAttributeType.PREFERRED_USERNAME));
    pool.account("u1", "email", "ann@example.org", "email_verified", "false");
    bridge.cognito.adminSetUserPassword(
        r -> r.userPoolId(bridge.userPoolId).username("u1").password("Secret-12").permanent(true));
    bridge.cognito.adminUpdateUserAttributes(
        r ->
            r.userPoolId(bridge.userPoolId)
                .username("u1")
                .userAttributes(a -> a.name("preferred_username").value("ann")));

    Map<String, String> expected = nicknamed("ann", "u1");

    assertThat(new TreeMap<>(bridge.attributesOf("u1"))).isEqualTo(expected);
  }

  @Test
  void aDisabledAccountStaysDisabledAndComesBackWhenTheClientSaysSo() {
    start(kind -> kind);
    pool.account("ann", "given_name", "Ann", "preferred_username", "ann");
    bridge.cognito.adminSetUserPassword(
        r -> r.userPoolId(bridge.userPoolId).username("ann").password("Secret-12").permanent(true));
    bridge.cognito.adminDisableUser(r -> r.userPoolId(bridge.userPoolId).username("ann"));

    Map<String, String> expected = nicknamed("ann", "ann");
    assertThat(new TreeMap<>(bridge.attributesOf("ann"))).isEqualTo(expected);
    Map<String, Long> before = pool.calls();

    bridge.setActive(pool.user("ann").id(), true);
    assertThat(bridge.account("ann").orElseThrow().enabled()).isTrue();
    assertThat(pool.calls().get("AdminSetUserPassword"))
        .isEqualTo(before.get("AdminSetUserPassword"));
  }

  @Test
  void whoWasInvitedKeepsTheTemporaryPassword() {
    start(kind -> kind);
    pool.account("ann", "given_name", "Ann", "preferred_username", "ann");
    assertThat(status("ann")).isEqualTo("FORCE_CHANGE_PASSWORD");

    Map<String, String> expected = nicknamed("ann", "ann");

    assertThat(new TreeMap<>(bridge.attributesOf("ann"))).isEqualTo(expected);
    assertThat(pool.calls()).doesNotContainKey("AdminSetUserPassword");
  }

  @Test
  void namesOfPeopleKeepTheirLettersAndWhatNoMappingHasStays() {
    start(kind -> kind);
    pool.account(
        "Ann.Lee",
        "given_name",
        "Änn  ",
        "family_name",
        "O'Lee 李",
        "middle_name",
        "M",
        "name",
        "Dr. Änn O'Lee 李",
        "birthdate",
        "1990-01-01",
        "gender",
        "f",
        "website",
        "https://example.org",
        "updated_at",
        "1700000000",
        "zoneinfo",
        "Europe/Berlin",
        "locale",
        "de-DE",
        "profile",
        "https://example.org/ann",
        "picture",
        "https://example.org/ann.png",
        "address",
        "{\"formatted\":\"Elsewhere 1\"}",
        "preferred_username",
        "Ann.Lee");

    Map<String, String> expected = nicknamed("Ann.Lee", "Ann.Lee");

    assertThat(new TreeMap<>(bridge.attributesOf("Ann.Lee"))).isEqualTo(expected);
    assertThat(pool.takeIn()).noneMatch(line -> line.startsWith("not taken in"));
  }

  @Test
  void whatOthersHaveChangedSinceTheImportStaysUntilTheClientSpeaksOfIt() {
    start(kind -> kind);
    pool.person("ann");
    pool.takeIn();
    bridge.cognito.adminUpdateUserAttributes(
        r ->
            r.userPoolId(bridge.userPoolId)
                .username("ann")
                .userAttributes(
                    a -> a.name("given_name").value("Anna"), a -> a.name("locale").value("de")));
    bridge.cognito.adminDeleteUserAttributes(
        r -> r.userPoolId(bridge.userPoolId).username("ann").userAttributeNames("family_name"));
    User ann = pool.user("ann");

    bridge.replace(ann.id(), with(ann, "nickName", "Nick"));

    assertThat(pool.known("ann")).isEqualTo(Known.OURS);
    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
    assertThat(bridge.attributesOf("ann"))
        .containsEntry("nickname", "Nick")
        .containsEntry("given_name", "Anna")
        .containsEntry("locale", "de")
        .doesNotContainKey("family_name");

    ObjectNode renamed = pool.user("ann").attributes().toNode();
    ((ObjectNode) renamed.get("name")).put("givenName", "Anne");
    bridge.replace(ann.id(), Attributes.of(renamed));
    assertThat(bridge.attributesOf("ann"))
        .containsEntry("given_name", "Anne")
        .doesNotContainKey("family_name");
  }

  @Test
  void whatIsLeftAloneIsNoDrift() {
    start(kind -> kind);
    pool.account("ann", "email", "ann@example.org", "email_verified", "false", "name", "Ann");
    pool.account("bob", "email", "bob@example.org", "email_verified", "true", "name", "Bob");
    pool.takeIn();
    bridge.cognito.adminUpdateUserAttributes(
        r ->
            r.userPoolId(bridge.userPoolId)
                .username("bob")
                .userAttributes(a -> a.name("name").value("Robert")));
    for (String name : List.of("ann", "bob")) {
      User user = pool.user(name);
      bridge.replace(user.id(), with(user, "nickName", "Nick"));
    }
    List<String> all = pool.everything();
    assertThat(all).anyMatch(line -> line.contains("name=Robert"));

    List<String> lines = reconcile();

    assertThat(lines).contains("All that was compared is as the directory wishes.");
    assertThat(lines).anyMatch(line -> line.contains("2 accounts of app 'okta' compared"));
    assertThat(pool.everything()).isEqualTo(all);
  }

  /** An account that lacks nothing that the mapping makes of its user. */
  private void complete(String username) {
    pool.person(username);
    set(username, "preferred_username", username);
  }

  /** The client changes what no pool shows: nothing is to be called, and nobody looks. */
  private User adoptedWithoutACall(String name) {
    Map<String, Long> before = pool.calls();
    User user = pool.user(name);
    bridge.replace(user.id(), with(user, "externalId", "e-" + name));
    assertThat(pool.known(name)).isEqualTo(Known.OURS);
    assertThat(pool.calls()).isEqualTo(before);
    return pool.user(name);
  }

  @Test
  void whoIsAdoptedWithoutACallAndWasDisabledByOthersIsNotEnabledByARepair() {
    start(kind -> kind);
    complete("ann");
    pool.takeIn();
    disabledByOthers("ann");
    User ann = adoptedWithoutACall("ann");
    List<String> all = pool.everything();

    List<String> lines = reconcile(false);

    assertThat(lines)
        .anyMatch(line -> line.startsWith("user 'ann'") && line.contains("disabled by others"))
        .noneMatch(line -> line.contains("enable account"));
    assertThat(pool.known("ann")).isEqualTo(Known.OURS);

    reconcile();

    eventually("known again", () -> pool.known("ann") == Known.LISTED);
    eventually("at rest", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(pool.everything()).isEqualTo(all);
    assertThat(reconcile()).contains("All that was compared is as the directory wishes.");
    Attributes more = with(ann, "nickName", "Nora");
    assertThat(catchThrowableOfType(Fault.class, () -> bridge.replace(ann.id(), more)).detail())
        .contains("disabled by others");
    bridge.setActive(ann.id(), false);
    bridge.setActive(ann.id(), true);
    assertThat(bridge.account("ann").orElseThrow().enabled()).isTrue();
  }

  /** Whatever makes somebody look, it is the first look. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoIsAdoptedWithoutACallIsNotEnabledByALookAfterALostAnswer(boolean restart) {
    start(kind -> kind);
    complete("ann");
    pool.takeIn();
    disabledByOthers("ann");
    User ann = adoptedWithoutACall("ann");
    AtomicBoolean first = new AtomicBoolean(true);
    bridge.interposed =
        (call, real) ->
            call instanceof CognitoCall.AdminUpdateUserAttributes && first.getAndSet(false)
                ? new Outcome.Lost("The answer was lost.")
                : real.attempt(call);
    bridge.replace(ann.id(), with(ann, "nickName", "Nick"));
    if (restart) {
      bridge.restart(app -> app);
    }

    eventually(
        "at rest",
        () -> {
          bridge.ahead = bridge.ahead.plusSeconds(1);
          return bridge.state(ann.id()) == State.IN_STEP;
        });

    assertThat(bridge.account("ann").orElseThrow().enabled()).isFalse();
    assertThat(pool.known("ann")).isEqualTo(Known.LISTED);
  }

  @Test
  void whatOthersHaveChangedOfWhoIsAdoptedWithoutACallIsNoDriftAndWhatTheClientWroteIs() {
    start(kind -> kind);
    complete("ann");
    pool.takeIn();
    set("ann", "given_name", "Anna");
    User ann = adoptedWithoutACall("ann");
    List<String> all = pool.everything();
    assertThat(reconcile()).contains("All that was compared is as the directory wishes.");
    assertThat(pool.everything()).isEqualTo(all);

    ObjectNode named = with(ann, "nickName", "Nick").toNode();
    ((ObjectNode) named.get("name")).put("familyName", "Lieb");
    bridge.replace(ann.id(), Attributes.of(named));
    assertThat(pool.calls()).doesNotContainKey("AdminGetUser");
    set("ann", "family_name", "Changed");

    assertThat(reconcile()).anyMatch(line -> line.contains("set family_name of account 'ann'"));
    eventually("repaired", () -> "Lieb".equals(bridge.attributesOf("ann").get("family_name")));
    eventually("at rest", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.attributesOf("ann"))
        .containsEntry("given_name", "Anna")
        .containsEntry("nickname", "Nick");
    assertThat(reconcile()).contains("All that was compared is as the directory wishes.");
  }

  private void set(String username, String name, String value) {
    bridge.cognito.adminUpdateUserAttributes(
        r ->
            r.userPoolId(bridge.userPoolId)
                .username(username)
                .userAttributes(a -> a.name(name).value(value)));
  }

  /** An import found the account of an active user disabled; the listing is not the last word. */
  @Test
  void whoIsDeactivatedIsLookedAtThoughTheAccountWasListedAsDisabled() {
    start(kind -> kind);
    pool.person("ann");
    pool.takeIn();
    User ann = pool.user("ann");
    disabledByOthers("ann");
    unreachable();
    bridge.replace(ann.id(), with(ann, "nickName", "Nick"));
    reachable();
    eventually("at rest", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.link(ann.id()).orElseThrow().enabled()).isFalse();
    bridge.cognito.adminEnableUser(r -> r.userPoolId(bridge.userPoolId).username("ann"));

    bridge.setActive(ann.id(), false);

    assertThat(bridge.account("ann").orElseThrow().enabled()).isFalse();
  }

  private List<String> reconcile() {
    return reconcile(true);
  }

  private List<String> reconcile(boolean repair) {
    bridge.ahead = bridge.ahead.plus(PoolReconciliation.LAG).plusSeconds(10);
    List<String> lines = new ArrayList<>();
    bridge
        .engine
        .reconciling()
        .run(new Reconciling.Order(ProvisioningFixture.APP, null, repair, true), lines::add);
    return lines;
  }

  @Test
  void anAccountThatIsGoneByThenIsMadeByTheClientsChangeAndByNothingElse() {
    start(kind -> kind);
    pool.person("ann");
    pool.takeIn();
    bridge.cognito.adminDeleteUser(r -> r.userPoolId(bridge.userPoolId).username("ann"));

    assertThat(reconcile()).contains("All that was compared is as the directory wishes.");
    pool.takeIn();
    bridge.restart(app -> app.with(List.of(app.policies().getFirst(), app.policies().getFirst())));
    eventually(
        "reviewed",
        () ->
            bridge.directory.<Boolean>read(
                tx -> tx.reviews().find(ProvisioningFixture.APP).orElseThrow().done()));
    assertThat(pool.everything()).isEmpty();

    User ann = pool.user("ann");
    bridge.replace(ann.id(), with(ann, "nickName", "Nick"));

    assertThat(pool.known("ann")).isEqualTo(Known.OURS);
    assertThat(bridge.attributesOf("ann")).containsEntry("nickname", "Nick");
  }

  @Test
  void whomOthersHaveDisabledSinceTheImportIsNotEnabledUnasked() {
    start(kind -> kind);
    pool.person("ann");
    pool.takeIn();
    bridge.cognito.adminDisableUser(r -> r.userPoolId(bridge.userPoolId).username("ann"));
    User ann = pool.user("ann");

    Fault fault =
        catchThrowableOfType(
            Fault.class, () -> bridge.replace(ann.id(), with(ann, "nickName", "Nick")));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.FORBIDDEN);
    assertThat(fault.detail()).contains("account 'ann'", "disabled by others");
    assertThat(bridge.account("ann").orElseThrow().enabled()).isFalse();
    assertThat(pool.known("ann")).isEqualTo(Known.LISTED);
    assertThat(pool.user("ann")).isEqualTo(ann);

    bridge.setActive(ann.id(), false);
    assertThat(pool.known("ann")).isEqualTo(Known.OURS);
    assertThat(bridge.account("ann").orElseThrow().enabled()).isFalse();
    bridge.setActive(ann.id(), true);
    assertThat(bridge.account("ann").orElseThrow().enabled()).isTrue();
  }

  /** Cognito answers no look at an account until the test has changed its mind. */
  private void unreachable() {
    bridge.interposed =
        (call, real) ->
            call instanceof CognitoCall.AdminGetUser
                ? new Outcome.Unavailable("Not now.")
                : real.attempt(call);
  }

  private void reachable() {
    bridge.interposed = (call, real) -> real.attempt(call);
  }

  private void disabledByOthers(String username) {
    bridge.cognito.adminDisableUser(r -> r.userPoolId(bridge.userPoolId).username(username));
  }

  /** The first look is the first that is answered, whoever asks for it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoCanBeLookedAtOnlyLaterIsNotEnabledUnaskedThen(boolean restart) {
    start(kind -> kind);
    pool.person("ann");
    pool.takeIn();
    disabledByOthers("ann");
    User ann = pool.user("ann");
    unreachable();
    bridge.replace(ann.id(), with(ann, "nickName", "Nick"));
    assertThat(bridge.state(ann.id())).isEqualTo(State.PENDING);

    if (restart) {
      bridge.restart(app -> app);
    }
    reachable();

    eventually("at rest", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.account("ann").orElseThrow().enabled()).isFalse();
    assertThat(pool.known("ann")).isEqualTo(Known.LISTED);
    Attributes more = with(pool.user("ann"), "nickName", "Nora");
    assertThat(catchThrowableOfType(Fault.class, () -> bridge.replace(ann.id(), more)).detail())
        .contains("disabled by others");
  }

  @Test
  void whoJoinsAGroupAndCanBeLookedAtOnlyLaterIsNotEnabledUnaskedThen() {
    start(kind -> kind);
    pool.person("ann");
    pool.group("Sales");
    pool.takeIn();
    disabledByOthers("ann");
    User ann = pool.user("ann");
    unreachable();
    bridge.change(
        bridge.hasty(),
        pool.inDirectory("Sales").id(),
        new MemberDelta(false, Set.of(), ProvisioningFixture.add(ann.id())));
    eventually("tried", () -> bridge.link(ann.id()).orElseThrow().progress().attempts() > 0);

    reachable();

    eventually("at rest", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.account("ann").orElseThrow().enabled()).isFalse();
    assertThat(pool.known("ann")).isEqualTo(Known.LISTED);
  }

  /** Neither where the look comes late, nor where the call behind it has to be made again. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatOthersHaveChangedStaysAlsoWhereTheFirstAttemptIsInVain(boolean lost) {
    start(kind -> kind);
    pool.person("ann");
    pool.takeIn();
    bridge.cognito.adminUpdateUserAttributes(
        r ->
            r.userPoolId(bridge.userPoolId)
                .username("ann")
                .userAttributes(a -> a.name("given_name").value("Anna")));
    User ann = pool.user("ann");
    AtomicBoolean first = new AtomicBoolean(true);
    bridge.interposed =
        (call, real) -> {
          boolean meant =
              lost
                  ? call instanceof CognitoCall.AdminUpdateUserAttributes
                  : call instanceof CognitoCall.AdminGetUser;
          return meant && first.getAndSet(false)
              ? new Outcome.Lost("The answer was lost.")
              : real.attempt(call);
        };

    bridge.replace(ann.id(), with(ann, "nickName", "Nick"));

    eventually(
        "in step",
        () -> {
          bridge.ahead = bridge.ahead.plusSeconds(1);
          return bridge.state(ann.id()) == State.IN_STEP;
        });
    assertThat(pool.known("ann")).isEqualTo(Known.OURS);
    assertThat(bridge.attributesOf("ann"))
        .containsEntry("nickname", "Nick")
        .containsEntry("given_name", "Anna");
  }

  @Test
  void whomTheClientDeactivatesAndActivatesBeforeAnybodyCouldLookIsEnabled() {
    start(kind -> kind);
    pool.person("ann");
    pool.takeIn();
    disabledByOthers("ann");
    User ann = pool.user("ann");
    unreachable();
    bridge.replace(ann.id(), with(ann, "nickName", "Nick"));
    bridge.setActive(ann.id(), false);
    bridge.setActive(ann.id(), true);

    reachable();

    eventually("at rest", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.account("ann").orElseThrow().enabled()).isTrue();
    assertThat(bridge.attributesOf("ann")).containsEntry("nickname", "Nick");
  }

  @Test
  void aRequestThatFindsADisabledAccountOfAPendingOneIsRefused() {
    start(kind -> kind);
    pool.person("ann");
    pool.takeIn();
    disabledByOthers("ann");
    User ann = pool.user("ann");
    unreachable();
    bridge.replace(ann.id(), with(ann, "nickName", "Nick"));
    // The next attempt of the worker is later than the request.
    eventually("tried", () -> bridge.link(ann.id()).orElseThrow().progress().attempts() > 3);
    reachable();
    Attributes more = with(pool.user("ann"), "nickName", "Nora");

    Fault fault = catchThrowableOfType(Fault.class, () -> bridge.replace(ann.id(), more));

    assertThat(fault.detail()).contains("disabled by others");
    eventually("at rest", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.account("ann").orElseThrow().enabled()).isFalse();
    assertThat(pool.known("ann")).isEqualTo(Known.LISTED);
  }

  /** An account that an import finds to be that of a user who was here, and inactive. */
  @Test
  void whoWasInactiveHereIsActivatedThoughOthersHaveDisabledTheAccount() {
    start(kind -> kind);
    Policy onlyStaff =
        new Policy(
            new Selection.MembersOf(List.of(new GroupRef(GroupRef.Key.DISPLAY_NAME, "Staff"))),
            List.of(POOL),
            new TreeSet<>());
    bridge.restart(app -> app.with(List.of(onlyStaff)));
    String inactive = "{\"userName\":\"ann\",\"active\":false}";
    User ann = bridge.create(ProvisioningFixture.attributes(inactive), null);
    pool.person("ann");
    bridge.restart(app -> App.withDefaults(ProvisioningFixture.APP, List.of(POOL)));
    eventually(
        "reviewed",
        () ->
            bridge.directory.<Boolean>read(
                tx -> tx.reviews().find(ProvisioningFixture.APP).orElseThrow().done()));
    eventually("at rest", () -> bridge.link(ann.id()).map(this::isAtRest).orElse(true));
    pool.takeIn();
    assertThat(pool.known("ann")).isEqualTo(Known.LISTED);
    disabledByOthers("ann");

    bridge.setActive(ann.id(), true);

    assertThat(bridge.account("ann").orElseThrow().enabled()).isTrue();
    assertThat(pool.known("ann")).isEqualTo(Known.OURS);
  }

  private boolean isAtRest(Account account) {
    return account.progress().state() != State.PENDING;
  }

  @Test
  void whoIsImportedOnceMoreAsDisabledIsEnabledByTheClient() {
    start(kind -> kind);
    pool.person("ann");
    pool.takeIn();
    User ann = pool.user("ann");
    bridge.cognito.adminDisableUser(r -> r.userPoolId(bridge.userPoolId).username("ann"));
    Attributes wanted = with(ann, "nickName", "Nick");
    assertThat(catchThrowableOfType(Fault.class, () -> bridge.replace(ann.id(), wanted)).kind())
        .isEqualTo(Fault.Kind.FORBIDDEN);

    pool.takeIn();

    assertThat(pool.user("ann").active()).isFalse();
    bridge.replace(ann.id(), wanted);
    assertThat(bridge.account("ann").orElseThrow().enabled()).isTrue();
    assertThat(bridge.attributesOf("ann")).containsEntry("nickname", "Nick");
  }

  /** Whom the client has spoken of is not read anew, but whether the account is enabled is. */
  @Test
  void whomOthersHaveEnabledAgainIsAdoptedAfterTheNextImport() {
    start(kind -> kind);
    pool.person("ann");
    pool.takeIn();
    disabledByOthers("ann");
    User ann = pool.user("ann");
    unreachable();
    bridge.replace(ann.id(), with(ann, "nickName", "Nick"));
    reachable();
    eventually("at rest", () -> bridge.state(ann.id()) == State.IN_STEP);
    Attributes more = with(pool.user("ann"), "nickName", "Nora");
    bridge.cognito.adminEnableUser(r -> r.userPoolId(bridge.userPoolId).username("ann"));
    assertThat(catchThrowableOfType(Fault.class, () -> bridge.replace(ann.id(), more)).detail())
        .contains("Import the pool once more");

    pool.takeIn();
    bridge.replace(ann.id(), more);

    assertThat(pool.known("ann")).isEqualTo(Known.OURS);
    assertThat(bridge.account("ann").orElseThrow().enabled()).isTrue();
    assertThat(bridge.attributesOf("ann")).containsEntry("nickname", "Nora");
    // Ours of the test alone.
    assertThat(pool.calls()).containsEntry("AdminEnableUser", 1L);
  }

  @Test
  void aGroupThatIsGoneByThenIsMadeWhenTheClientAddsSomebody() {
    start(kind -> kind);
    pool.person("ann");
    pool.person("bob");
    pool.group("Sales", "ann");
    pool.takeIn();
    bridge.cognito.deleteGroup(r -> r.userPoolId(bridge.userPoolId).groupName("Sales"));
    assertThat(reconcile()).contains("All that was compared is as the directory wishes.");
    assertThat(bridge.groupsInPool()).isEmpty();

    bridge.change(
        pool.inDirectory("Sales").id(),
        new MemberDelta(false, Set.of(), ProvisioningFixture.add(pool.user("bob").id())));

    eventually("joined", () -> bridge.groupsInPool().contains("Sales"));
    eventually("joined", () -> bridge.groupsOf("bob").contains("Sales"));
    assertThat(bridge.groupsOf("ann")).isEmpty();
    assertThat(pool.known("ann")).isEqualTo(Known.LISTED);
  }

  @Test
  void whomOthersHaveDisabledLeavesGroupsAndIsNotEnabledByThat() {
    start(kind -> kind);
    pool.person("ann");
    pool.group("Sales", "ann");
    pool.takeIn();
    bridge.cognito.adminDisableUser(r -> r.userPoolId(bridge.userPoolId).username("ann"));
    User ann = pool.user("ann");

    bridge.change(
        pool.inDirectory("Sales").id(), new MemberDelta(false, Set.of(ann.id()), Set.of()));

    eventually("left", () -> bridge.groupsOf("ann").isEmpty());
    eventually("at rest", () -> bridge.state(ann.id()) == State.IN_STEP);
    assertThat(bridge.account("ann").orElseThrow().enabled()).isFalse();
    assertThat(pool.known("ann")).isEqualTo(Known.LISTED);
    assertThat(pool.user("ann").active()).isTrue();

    pool.takeIn();
    assertThat(pool.user("ann").active()).isFalse();
  }
}
