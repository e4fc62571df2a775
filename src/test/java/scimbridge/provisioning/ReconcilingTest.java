package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scimbridge.provisioning.ProvisioningFixture.APP;
import static scimbridge.provisioning.ProvisioningFixture.POOL;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.directory.Account.Known;
import scimbridge.directory.Audit;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.fault.Fault;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.Plan.Reason;
import scimbridge.plan.Plan.Refusal;
import scimbridge.policy.Pool;
import scimbridge.policy.Pool.Vanished;
import scimbridge.policy.mapping.Mapping;
import scimbridge.provisioning.Reconciling.Order;
import scimbridge.testing.AuditTrail;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AliasAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;

/**
 * Drift made behind the bridge's back with the AWS SDK: told, repaired, and nothing else touched.
 */
class ReconcilingTest {
  @TempDir Path folder;
  private ProvisioningFixture fixture;

  @BeforeEach
  void start() {
    fixture = new ProvisioningFixture(folder);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static Order report() {
    return new Order(APP, null, false, false);
  }

  private static Order repair() {
    return new Order(APP, null, true, false);
  }

  /** Runs it long enough after the last change that listings are believed. */
  private List<String> run(Order order) {
    fixture.ahead = fixture.ahead.plus(PoolReconciliation.LAG).plusSeconds(10);
    return runNow(order);
  }

  private List<String> runNow(Order order) {
    List<String> lines = new ArrayList<>();
    fixture.engine.reconciling().run(order, lines::add);
    return lines;
  }

  private static List<String> drifts(List<String> lines) {
    return lines.stream().filter(line -> line.matches("(user|deleted user|group) .*: .*")).toList();
  }

  /** Everything in the pool, as AWS shows it. */
  private Map<String, String> pool() {
    Map<String, String> pool = new TreeMap<>();
    for (UserType user :
        fixture.cognito.listUsersPaginator(r -> r.userPoolId(fixture.userPoolId)).users()) {
      String attributes =
          user.attributes().stream()
              .map(attribute -> attribute.name() + "=" + attribute.value())
              .sorted()
              .collect(Collectors.joining(","));
      pool.put("user " + user.username(), user.enabled() + " " + attributes);
    }
    for (GroupType group :
        fixture.cognito.listGroupsPaginator(r -> r.userPoolId(fixture.userPoolId)).groups()) {
      pool.put("group " + group.groupName(), members(group.groupName()).toString());
    }
    return pool;
  }

  private Set<String> members(String group) {
    return fixture
        .cognito
        .listUsersInGroupPaginator(r -> r.userPoolId(fixture.userPoolId).groupName(group))
        .users()
        .stream()
        .map(UserType::username)
        .collect(Collectors.toSet());
  }

  private void make(String username) {
    fixture.cognito.adminCreateUser(
        r ->
            r.userPoolId(fixture.userPoolId)
                .username(username)
                .messageAction("SUPPRESS")
                .userAttributes(a -> a.name("given_name").value("By hand")));
  }

  private void set(String username, String name, String value) {
    fixture.cognito.adminUpdateUserAttributes(
        r ->
            r.userPoolId(fixture.userPoolId)
                .username(username)
                .userAttributes(AttributeType.builder().name(name).value(value).build()));
  }

  private void join(String username, String group) {
    fixture.cognito.adminAddUserToGroup(
        r -> r.userPoolId(fixture.userPoolId).username(username).groupName(group));
  }

  private void leave(String username, String group) {
    fixture.cognito.adminRemoveUserFromGroup(
        r -> r.userPoolId(fixture.userPoolId).username(username).groupName(group));
  }

  private void disable(String username) {
    fixture.cognito.adminDisableUser(r -> r.userPoolId(fixture.userPoolId).username(username));
  }

  private void enable(String username) {
    fixture.cognito.adminEnableUser(r -> r.userPoolId(fixture.userPoolId).username(username));
  }

  private void remove(String username) {
    fixture.cognito.adminDeleteUser(r -> r.userPoolId(fixture.userPoolId).username(username));
  }

  /** One user for each kind of drift, and what the bridge does not know. */
  private Map<String, User> drifted() {
    Map<String, User> users = new TreeMap<>();
    for (String name :
        List.of("fine", "changed", "disabled", "enabled", "left", "joined", "gone", "remade")) {
      users.put(name, fixture.create(name));
    }
    fixture.setActive(users.get("enabled").id(), false);
    fixture.group("Staff", users.get("fine").id(), users.get("left").id());
    fixture.group("Admins");
    fixture.group("Lost", users.get("fine").id());
    eventually("all in step", () -> users.values().stream().allMatch(this::inStep));
    eventually("groups are there", () -> fixture.groupsInPool().size() == 3);
    make("stranger");
    fixture.cognito.createGroup(r -> r.userPoolId(fixture.userPoolId).groupName("By-hand"));
    join("stranger", "By-hand");
    join("stranger", "Staff");
    join("fine", "By-hand");

    set("changed", "given_name", "Eve");
    disable("disabled");
    enable("enabled");
    leave("left", "Staff");
    join("joined", "Admins");
    remove("gone");
    remove("remade");
    make("remade");
    fixture.cognito.deleteGroup(r -> r.userPoolId(fixture.userPoolId).groupName("Lost"));
    return users;
  }

  private boolean inStep(User user) {
    return fixture.link(user.id()).filter(l -> l.progress().state() == State.IN_STEP).isPresent();
  }

  @Test
  void eachDriftIsToldInOneSentenceByListingOnlyAndNothingIsChanged() {
    Map<String, User> users = drifted();
    Map<String, String> before = pool();
    List<Object> links = links(users);
    fixture.emulator.controls().resetCalls();

    List<String> lines = run(report());

    assertThat(fixture.emulator.controls().calls().keySet())
        .containsExactlyInAnyOrder("ListUsers", "ListGroups", "ListUsersInGroup");
    assertThat(drifts(lines))
        .containsExactlyInAnyOrder(
            "user 'changed': set given_name of account 'changed' in pool customers",
            "user 'disabled': enable account 'disabled' in pool customers",
            "user 'enabled': disable account 'enabled' in pool customers",
            "user 'enabled': sign account 'enabled' out everywhere in pool customers",
            "user 'left': add account 'left' to group 'Staff' in pool customers",
            "user 'joined': remove account 'joined' from group 'Admins' in pool customers",
            "user 'gone': create account 'gone' in pool customers",
            "user 'gone': confirm account 'gone' in pool customers with a random password",
            "user 'remade': refused: account 'remade' exists already in pool customers and this"
                + " bridge did not create it: remove or rename it in the pool, or take it in with"
                + " 'import'",
            "group 'Lost': create group 'Lost' in pool customers");
    assertThat(lines)
        .contains(
            "pool customers: 7 accounts of app 'okta' compared; 7 differences, 1 groups missing",
            "  unknown to the bridge, never touched: 1 accounts: 'stranger'",
            "  unknown to the bridge, never touched: 1 groups: 'By-hand'",
            "  never touched: 1 memberships in groups of this app, of accounts that are not its"
                + " own",
            "8 differences; nothing was changed. What each line says would be done by:"
                + " scim-bridge reconcile --app okta --repair");
    assertThat(pool()).isEqualTo(before);
    assertThat(links(users)).isEqualTo(links);
    assertThat(audit())
        .contains(
            "reconcile done: pool customers: 7 accounts of app 'okta' compared; 7"
                + " differences, 1 groups missing");
  }

  private List<Object> links(Map<String, User> users) {
    return users.values().stream().<Object>map(user -> fixture.link(user.id())).toList();
  }

  private List<String> audit() {
    return fixture
        .directory
        .<List<Audit.Entry>>read(tx -> AuditTrail.newest(tx.audit(), APP, 100))
        .stream()
        .map(entry -> entry.action() + " " + entry.result() + ": " + entry.detail())
        .toList();
  }

  @Test
  void whatIsOursIsRepairedByTheOrdinaryWorkAndNothingElseIsTouched() {
    Map<String, User> users = drifted();
    Map<String, String> before = pool();

    List<String> lines = run(repair());

    assertThat(lines)
        .contains(
            "8 accounts and groups are marked for 8 differences; the bridge looks at each of them"
                + " and brings it in step.");
    eventually(
        "all but the account that somebody else made again",
        () ->
            users.values().stream()
                .allMatch(user -> user.userName().equals("remade") || inStep(user)));
    eventually(
        "that one is refused", () -> fixture.state(users.get("remade").id()) == State.REFUSED);
    assertThat(fixture.link(users.get("remade").id()).orElseThrow().known())
        .isEqualTo(Known.FOREIGN);
    eventually("the group", () -> fixture.groupsInPool().contains("Lost"));
    eventually("its member", () -> members("Lost").equals(Set.of("fine")));

    Map<String, String> after = pool();
    for (String untouched : List.of("user stranger", "user remade", "group By-hand", "user fine")) {
      assertThat(after.get(untouched)).isEqualTo(before.get(untouched));
    }
    assertThat(fixture.attributesOf("changed")).containsEntry("given_name", "Ann");
    assertThat(fixture.account("disabled").orElseThrow().enabled()).isTrue();
    assertThat(fixture.account("enabled").orElseThrow().enabled()).isFalse();
    assertThat(members("Staff")).containsExactlyInAnyOrder("fine", "left", "stranger");
    assertThat(members("Admins")).isEmpty();
    assertThat(fixture.attributesOf("gone")).containsEntry("given_name", "Ann");
    assertThat(audit())
        .contains(
            "account.reconcile pending: The user pool is otherwise than the directory wishes.",
            "group.reconcile pending: The user pool is otherwise than the directory wishes.");

    assertThat(run(report())).contains("All that was compared is as the directory wishes.");
  }

  @Test
  void whatIsOnItsWayOrWasChangedAMomentAgoIsLeftOut() {
    fixture.create("settled");
    User pending = fixture.create("pending");
    run(report());
    fixture.create("fresh");
    fixture.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminUpdateUserAttributes
                ? new Outcome.Unavailable("no connection")
                : pool.attempt(call);
    fixture.replace(
        pending.id(),
        ProvisioningFixture.attributes(
            """
            {"userName":"pending","active":true,"name":{"givenName":"New"}}"""));
    set("pending", "given_name", "Eve");
    set("fresh", "given_name", "Eve");

    List<String> lines = runNow(report());

    assertThat(drifts(lines)).isEmpty();
    assertThat(lines)
        .contains(
            "pool customers: 1 accounts of app 'okta' compared; 0 differences, 0 groups missing")
        .anyMatch(line -> line.startsWith("  left out: 2 accounts"));
  }

  @Test
  void anAccountThatIsGoneAndNotMadeAgainIsSaidToBe() {
    User inactive = fixture.create("inactive");
    fixture.setActive(inactive.id(), false);
    remove("inactive");

    assertThat(drifts(run(report())))
        .containsExactly(
            "user 'inactive': refused: The account is gone from pool customers and is not made"
                + " again while the user is inactive.");
  }

  @Test
  void whereVanishedAccountsAreRefusedNoneIsPromised() {
    fixture.restart(
        new Pool(
            POOL,
            null,
            Pool.FirstSignIn.CONFIRMED,
            true,
            false,
            Mapping.standard(),
            null,
            Vanished.REFUSE));
    fixture.create("ada");
    remove("ada");

    assertThat(drifts(run(report())))
        .containsExactly(
            "user 'ada': refused: The account is gone from pool customers and is not made again:"
                + " 'vanished: refuse'.");
  }

  private static Set<Member> add(List<User> users) {
    return ProvisioningFixture.add(users.stream().map(User::id).toArray(ResourceId[]::new));
  }

  @Test
  void everyPageIsComparedAndMembershipsArePartedWhereTheyAreMany() throws Exception {
    List<User> users = new ArrayList<>();
    for (int i = 0; i < 130; i++) {
      users.add(fixture.create("user-%03d".formatted(i)));
    }
    for (Group group : List.of(fixture.group("Staff"), fixture.group("Other"))) {
      fixture.change(group.id(), new MemberDelta(false, Set.of(), add(users)));
    }
    eventually("all in step", () -> users.stream().allMatch(this::inStep));
    eventually("Staff", () -> members("Staff").size() == 130);
    eventually("Other", () -> members("Other").size() == 130);
    for (int i : List.of(5, 70, 129)) {
      String username = "user-%03d".formatted(i);
      set(username, "given_name", "Eve");
      leave(username, "Staff");
      leave(username, "Other");
    }
    fixture.ahead = fixture.ahead.plus(PoolReconciliation.LAG).plusSeconds(10);
    List<String> sentences = new ArrayList<>();
    PoolReport report = new PoolReport(APP, POOL);
    new PoolReconciliation(
            fixture.setting,
            fixture.setting.app(APP),
            report,
            new PoolListing(fixture.setting, () -> false),
            new Findings() {
              @Override
              public void progress(String line) {}

              @Override
              public int differ(PoolId pool, List<Drift> drifts) {
                drifts.forEach(drift -> sentences.addAll(drift.sentences()));
                return 0;
              }

              @Override
              public boolean missing(PoolId pool, String name, List<String> lines) {
                throw new AssertionError(name);
              }

              @Override
              public void unknown(PoolId pool, String what, String name) {
                throw new AssertionError(name);
              }
            },
            100,
            null)
        .run();

    assertThat(sentences).hasSize(9);
    for (int i : List.of(5, 70, 129)) {
      assertThat(sentences)
          .contains(
              "set given_name of account 'user-%03d' in pool customers".formatted(i),
              "add account 'user-%03d' to group 'Staff' in pool customers".formatted(i),
              "add account 'user-%03d' to group 'Other' in pool customers".formatted(i));
    }
    assertThat(report.summary()).contains("130 accounts of app 'okta' compared");
  }

  @Test
  void anAdministratorWhoGoesAwayEndsItAndTheNextOneMayBegin() {
    fixture.create("ada");

    assertThatThrownBy(
            () ->
                fixture
                    .engine
                    .reconciling()
                    .run(
                        report(),
                        line -> {
                          throw new IllegalStateException("went away");
                        }))
        .hasMessage("went away");
    assertThat(audited("reconcile").getFirst().result()).isEqualTo("failed");

    assertThat(run(report())).contains("All that was compared is as the directory wishes.");
  }

  @Test
  void oneThatIsCutShortSaysInTheAuditHowFarItCame() {
    fixture.create("ada");
    fixture.group("Staff");
    eventually("Staff", () -> fixture.groupsInPool().contains("Staff"));
    fixture.cognito.deleteGroup(r -> r.userPoolId(fixture.userPoolId).groupName("Staff"));
    fixture.interposed =
        (call, real) ->
            call instanceof CognitoCall.ListUsers
                ? new Outcome.Refused(new Refusal(Reason.VALUE_REFUSED, "Not for you."))
                : real.attempt(call);

    assertThatThrownBy(() -> run(repair())).hasMessageContaining("Not for you.");

    Audit.Entry last = audited("reconcile").getFirst();
    assertThat(last.result()).isEqualTo("failed");
    assertThat(last.detail())
        .isEqualTo(
            "pool customers: 0 accounts of app 'okta' compared; 0 differences, 1 groups missing;"
                + " marked: 1; cut short: Not for you.");
  }

  private List<Audit.Entry> audited(String action) {
    return fixture
        .directory
        .<List<Audit.Entry>>read(tx -> AuditTrail.newest(tx.audit(), APP, 100))
        .stream()
        .filter(entry -> entry.action().equals(action))
        .toList();
  }

  @Test
  void oneAtATime() {
    fixture.create("ada");
    List<Fault> refused = new ArrayList<>();

    fixture
        .engine
        .reconciling()
        .run(
            report(),
            line -> {
              try {
                runNow(report());
              } catch (Fault busy) {
                refused.add(busy);
              }
            });

    assertThat(refused)
        .isNotEmpty()
        .allMatch(fault -> fault.kind() == Fault.Kind.BUSY)
        .allMatch(fault -> fault.detail().contains("one at a time"));
  }

  @Test
  void aPoolThatTheAppHasNothingToDoWithIsRefusedAndThoseThatItHasAreNamed() {
    assertThatThrownBy(() -> runNow(new Order(APP, new PoolId("elsewhere"), false, false)))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("it has customers");
  }

  @Test
  void whatIsOnlyKnownFromAnImportIsCountedAndNotTouched() {
    make("known");
    fixture.cognito.createGroup(r -> r.userPoolId(fixture.userPoolId).groupName("Known"));
    join("known", "Known");
    fixture.engine.importing().run(new Importing.Order(APP, null, false), line -> {});
    disable("known");
    Map<String, String> before = pool();

    assertThat(run(repair()))
        .contains("  known from an import, never touched before it is adopted: 1 accounts")
        .contains("All that was compared is as the directory wishes.");
    fixture.cognito.deleteGroup(r -> r.userPoolId(fixture.userPoolId).groupName("Known"));
    before.remove("group Known");
    assertThat(run(repair())).contains("All that was compared is as the directory wishes.");

    assertThat(pool()).isEqualTo(before);
  }

  @Test
  void allThatIsUnknownIsNamedWhenAskedFor() {
    for (int i = 0; i < 25; i++) {
      make("stranger-" + i);
    }

    List<String> some = run(report());
    List<String> all = run(new Order(APP, POOL, false, true));

    assertThat(some)
        .anyMatch(
            line ->
                line.startsWith("  unknown to the bridge, never touched: 25 accounts: ")
                    && line.endsWith(" and 5 more; --unknown names all of them"));
    assertThat(all.stream().filter(line -> line.startsWith("unknown: account 'stranger-")))
        .hasSize(25);
  }

  @Test
  void offlineItMarksAndTheServerRepairsWhenItStarts() {
    User ada = fixture.create("ada");
    disable("ada");
    fixture.stop();
    fixture.openWithoutServer();

    List<String> lines = run(repair());

    assertThat(lines)
        .contains(
            "1 accounts and groups are marked for 1 differences; the bridge looks at each of them"
                + " and brings it in step when the server is started.");
    assertThat(fixture.state(ada.id())).isEqualTo(State.PENDING);
    fixture.restart(app -> app);
    eventually("enabled", () -> fixture.account("ada").orElseThrow().enabled());
  }

  @Test
  void anAliasThatDriftedIsToldWithoutAskingWhoHasIt() throws Exception {
    fixture.close();
    fixture =
        new ProvisioningFixture(
            Files.createDirectory(folder.resolve("alias")),
            app -> app,
            pool -> pool.aliasAttributes(AliasAttributeType.EMAIL),
            new UnlimitedGate());
    User ada = fixture.create("ada");
    String username = fixture.link(ada.id()).orElseThrow().username();
    set(username, "email", "other@example.org");

    assertThat(drifts(run(report())))
        .containsExactly(
            "user 'ada': set email, email_verified of account '"
                + username
                + "' in pool customers");
  }

  @Test
  void aListingThatBeginsAnewCountsNothingTwice() {
    for (int i = 0; i < 70; i++) {
      fixture.create("user-" + i);
    }
    make("stranger");
    set("user-3", "given_name", "Eve");
    int[] pages = {0};
    fixture.interposed =
        (call, pool) ->
            pool.attempt(
                call instanceof CognitoCall.ListUsers && ++pages[0] == 2
                    ? new CognitoCall.ListUsers(POOL, "expired")
                    : call);

    List<String> lines = run(report());

    assertThat(drifts(lines))
        .containsExactly("user 'user-3': set given_name of account 'user-3' in pool customers");
    assertThat(lines)
        .contains(
            "pool customers: 70 accounts of app 'okta' compared; 1 differences, 0 groups missing",
            "  unknown to the bridge, never touched: 1 accounts: 'stranger'");
  }
}
