package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ConnectedApps.ENTRA;
import static scimbridge.provisioning.ConnectedApps.OKTA;
import static scimbridge.provisioning.ConnectedApps.PARTNERS;
import static scimbridge.provisioning.ConnectedApps.STAFF;
import static scimbridge.provisioning.ConnectedApps.app;
import static scimbridge.provisioning.ConnectedApps.prefixed;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.cognito.Sleeper;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.directory.Names.Holder;
import scimbridge.directory.Names.Name;
import scimbridge.directory.PolicyGroups.Followed;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.Group;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.filter.Narrowing;
import scimbridge.identity.filter.Term;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.App;
import scimbridge.policy.GroupRef;
import scimbridge.policy.GroupRef.Key;
import scimbridge.policy.GroupRules;
import scimbridge.policy.Policy;
import scimbridge.policy.Selection;
import scimbridge.provisioning.Transferring.Order;
import scimbridge.testing.PostgresServer;

/** A company changes its identity provider: the directory of one app becomes another's. */
class TransferTest {
  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();
  private ConnectedApps bridge;
  private ConnectedApps.Client okta;
  private ConnectedApps.Client entra;

  @AfterEach
  void stop() {
    bridge.close();
  }

  private void start(App from, App to) {
    bridge = new ConnectedApps(folder, from, to);
    okta = bridge.client(OKTA);
    entra = bridge.client(ENTRA);
  }

  private void transfer(boolean dryRun, boolean skip) {
    bridge.engine.transferring().run(new Order(OKTA, ENTRA, dryRun, skip), said::add);
  }

  /** Piece by piece of one resource, by a process that ends after some lines. */
  private void transferUntil(int lines) {
    Consumer<String> out =
        line -> {
          said.add(line);
          if (said.size() == lines) {
            throw new Crash();
          }
        };
    carryOut(Map.of(), app -> {}, out);
  }

  private void carryOut(Map<AppId, App> apps, Consumer<AppId> done, Consumer<String> out) {
    Setting setting =
        new Setting(
            bridge.directory,
            apps,
            new UserPools(
                bridge.directory,
                new KnownSchemas(bridge.directory, Schemas.bundled(), Clock.systemUTC()),
                List.of()),
            new UnlimitedGate(),
            Clock.systemUTC(),
            Sleeper.REAL,
            "test");
    new Transferring(setting, () -> true, done, 1).run(new Order(OKTA, ENTRA, false, false), out);
  }

  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  private long users(ConnectedApps.Client client) {
    return bridge.directory.<Long>read(
        tx ->
            tx.resources()
                .count(client.request().app(), ResourceType.USER, new Narrowing.Everything()));
  }

  private void everythingMoves() {
    User ann = okta.create("ann");
    User bob = okta.create("bob");
    Group sales = okta.group("Sales", ann.id(), bob.id());
    bridge.emulator.controls().resetCalls();

    transfer(false, false);

    eventually("reviewed", () -> entra.inStep(ann) && entra.inStep(bob));
    assertThat(bridge.emulator.controls().calls()).isEmpty();
    assertThat(users(okta)).isZero();
    assertThat(users(entra)).isEqualTo(2);
    assertThat(entra.rows(sales)).hasSize(1);
    bridge.directory.read(
        tx -> {
          Narrowing byName = new Narrowing.Exactly(new Term("userName", "ann"));
          assertThat(tx.resources().page(ENTRA, ResourceType.USER, byName, 0, 2)).hasSize(1);
          assertThat(tx.names().holder(Name.userName(ENTRA, "ann")))
              .contains(new Holder(ENTRA, ann.id()));
          assertThat(tx.names().holder(Name.userName(OKTA, "ann"))).isEmpty();
          return null;
        });
    entra.remove(sales, bob.id());
    assertThat(bridge.groupsOf(STAFF, "bob")).isEmpty();
    entra.replace(ann.id(), attributes("{\"userName\":\"ann\",\"active\":false}"));
    assertThat(bridge.enabled(STAFF, "ann")).contains(false);
    entra.delete(sales);
    assertThat(bridge.groupsIn(STAFF)).isEmpty();
    assertThat(okta.audit().getFirst()).startsWith("transfer accepted: 2 users and 1 groups");
  }

  @Test
  void everythingMovesWithoutACall() {
    start(app(OKTA, STAFF), app(ENTRA, STAFF));
    everythingMoves();
  }

  @Test
  void everythingMovesWithoutACallOnPostgresToo() {
    start(app(OKTA, STAFF), app(ENTRA, STAFF));
    PostgresServer.Database database = PostgresServer.newDatabase();
    bridge.restartOn(
        SqlDirectory.postgres(database.jdbcUrl(), database.user(), database.password(), 8));
    everythingMoves();
  }

  @Test
  void aDryRunChangesNothingAndSaysWhatWould() {
    start(app(OKTA, STAFF), app(ENTRA, PARTNERS));
    okta.create("ann");
    entra.create("ann");

    transfer(true, false);

    assertThat(said).anyMatch(line -> line.startsWith("in both: userName 'ann'"));
    assertThat(said.getLast()).startsWith("Would move 1 users and 0 groups");
    assertThat(users(okta)).isEqualTo(1);
    okta.create("bob");
  }

  @Test
  void whatBothHaveStopsEverythingBeforeAnythingIsChanged() {
    start(app(OKTA, STAFF), app(ENTRA, PARTNERS));
    okta.create("ann");
    okta.create("bob");
    entra.create("ann");

    Fault fault = catchThrowableOfType(Fault.class, () -> transfer(false, false));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.UNIQUENESS);
    assertThat(users(okta)).isEqualTo(2);
    okta.create("cid");
  }

  @Test
  void whatBothHaveCanBeLeftBehindAndItsMembershipsEnd() {
    start(prefixed(app(OKTA, STAFF), "o-"), app(ENTRA, STAFF));
    User ann = okta.create("ann");
    Group stays = okta.group("Sales", ann.id());
    okta.group("All", ann.id());
    entra.group("Sales");
    assertThat(bridge.groupsOf(STAFF, "ann")).containsExactly("o-All", "o-Sales");

    transfer(false, true);

    assertThat(said).anyMatch(line -> line.startsWith("in both: displayName 'sales'"));
    eventually("by the new rules", () -> bridge.groupsOf(STAFF, "ann").equals(Set.of("All")));
    assertThat(okta.rows(stays)).hasSize(1);
    assertThat(bridge.groupsIn(STAFF)).contains("o-Sales", "Sales");
    assertThat(users(okta)).isZero();
  }

  @Test
  void theOtherAppsRulesApplyAfterwards() {
    start(
        app(OKTA, STAFF),
        prefixed(
            app(ENTRA, STAFF)
                .with(
                    List.of(
                        new Policy(
                            new Selection.Everybody(),
                            List.of(STAFF),
                            new TreeSet<>(Set.of("given"))))),
            "e-"));
    User ann = okta.create("ann");
    okta.group("Sales", ann.id());

    transfer(false, false);

    eventually(
        "by the new rules", () -> bridge.groupsOf(STAFF, "ann").equals(Set.of("e-Sales", "given")));
  }

  @Test
  void theOtherAppsPoliciesKnowTheirGroupsBeforeAnybodyWorksByThem() {
    GroupRef sales = new GroupRef(Key.DISPLAY_NAME, "Sales");
    start(byGroup(OKTA, sales), byGroup(ENTRA, sales));
    User ann = okta.create("ann");
    Group group = okta.group("Sales", ann.id());
    List<Followed> seen = new ArrayList<>();

    carryOut(
        Map.of(OKTA, byGroup(OKTA, sales), ENTRA, byGroup(ENTRA, sales)),
        id -> seen.addAll(followed(id)),
        said::add);

    assertThat(seen).containsExactly(new Followed(sales, group.id(), false));
    Group again = okta.group("Sales");
    assertThat(followed(OKTA)).containsExactly(new Followed(sales, again.id(), false));
  }

  private static App byGroup(AppId id, GroupRef group) {
    return app(id, STAFF)
        .with(
            List.of(
                new Policy(
                    new Selection.MembersOf(List.of(group)), List.of(STAFF), new TreeSet<>())))
        .with(new GroupRules(GroupRules.Which.NONE, List.of(), "", false, GroupRules.Rename.MOVE));
  }

  private List<Followed> followed(AppId id) {
    return bridge.directory.<List<Followed>>read(tx -> tx.policyGroups().ofApp(id));
  }

  @Test
  void whileItIsUnderWayBothAppsStandStill() {
    start(app(OKTA, STAFF), app(ENTRA, STAFF));
    okta.create("ann");
    okta.create("bob");
    assertThatThrownBy(() -> transferUntil(1)).isInstanceOf(Crash.class);

    Fault fault = catchThrowableOfType(Fault.class, () -> entra.create("cid"));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.BUSY);
    assertThat(fault.retryAfter()).isPresent();
    assertThat(catchThrowableOfType(Fault.class, () -> okta.create("cid")).kind())
        .isEqualTo(Fault.Kind.BUSY);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void whatStoppedInTheMiddleIsCompletedByRunningItAgain(int lines) {
    start(app(OKTA, STAFF), app(ENTRA, STAFF));
    User ann = okta.create("ann");
    User bob = okta.create("bob");
    okta.group("Sales", ann.id(), bob.id());
    okta.group("All", ann.id());
    bridge.emulator.controls().resetCalls();
    assertThatThrownBy(() -> transferUntil(lines)).isInstanceOf(Crash.class);
    bridge.restart(app(OKTA, STAFF), app(ENTRA, STAFF));

    transfer(false, false);

    eventually("reviewed", () -> entra.inStep(ann) && entra.inStep(bob));
    assertThat(users(entra)).isEqualTo(2);
    assertThat(users(okta)).isZero();
    assertThat(bridge.emulator.controls().calls()).isEmpty();
    assertThat(bridge.groupsOf(STAFF, "ann")).containsExactly("All", "Sales");
    assertThat(bridge.groupsOf(STAFF, "bob")).containsExactly("Sales");
  }

  @Test
  void theAccountsOfDeletedUsersMoveToo() {
    start(app(OKTA, STAFF), app(ENTRA, STAFF));
    User ann = okta.create("ann");
    bridge.interposed = (call, pool) -> new scimbridge.cognito.Outcome.Unavailable("Not now.");
    okta.delete(ann);
    bridge.interposed = (call, pool) -> pool.attempt(call);

    transfer(false, false);

    eventually("deleted", () -> bridge.accountsIn(STAFF).isEmpty());
  }
}
