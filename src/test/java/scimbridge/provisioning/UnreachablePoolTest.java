package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ConnectedApps.OKTA;
import static scimbridge.provisioning.ConnectedApps.PARTNERS;
import static scimbridge.provisioning.ConnectedApps.STAFF;
import static scimbridge.provisioning.ConnectedApps.app;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import scimbridge.directory.Account;
import scimbridge.directory.Lease;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Proposal;
import scimbridge.fault.Fault;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.App;
import scimbridge.policy.GroupRef;
import scimbridge.policy.Policy;
import scimbridge.policy.Selection;

/** A pool that was never reached keeps nobody's access in the others. */
@Execution(ExecutionMode.CONCURRENT)
class UnreachablePoolTest {
  @TempDir private Path folder;
  private ConnectedApps bridge;
  private ConnectedApps.Client okta;

  @BeforeEach
  void start() {
    bridge = new ConnectedApps(folder, app(OKTA, STAFF));
    okta = bridge.client(OKTA);
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  /** From now on everybody is to have an account in a pool, too, that cannot be reached. */
  private void partnersAreAdded() {
    bridge.unreachable.add(PARTNERS);
    bridge.restart(app(OKTA, STAFF, PARTNERS));
  }

  private static Attributes named(String userName, boolean active) {
    return attributes("{\"userName\":\"%s\",\"active\":%s}".formatted(userName, active));
  }

  private Optional<Account> link(User user) {
    return bridge.directory.<Optional<Account>>read(
        tx -> tx.accounts().find(OKTA, PARTNERS, user.id()));
  }

  @Test
  void whatTakesAccessAwayIsDoneInThePoolsThatAreThere() {
    User ann = okta.create(named("ann", true));
    User ben = okta.create(named("ben", true));
    User cleo = okta.create(named("cleo", true));
    User dora = okta.create(named("dora", true));
    Group sales = okta.group("Sales", cleo.id(), dora.id());
    Group staff = okta.group("Staff", cleo.id());
    eventually("members", () -> bridge.groupsOf(STAFF, "dora").equals(Set.of("Sales")));
    partnersAreAdded();

    okta.replace(ann.id(), named("ann", false));
    okta.delete(ben);
    okta.remove(sales, cleo.id());
    okta.delete(staff);

    assertThat(bridge.enabled(STAFF, "ann")).contains(false);
    assertThat(bridge.enabled(STAFF, "ben")).isEmpty();
    eventually("cleo left", () -> bridge.groupsOf(STAFF, "cleo").isEmpty());
    assertThat(bridge.groupsIn(STAFF)).containsExactly("Sales");
    Fault creation = catchThrowableOfType(Fault.class, () -> okta.create(named("eve", true)));
    assertThat(creation.kind()).isEqualTo(Fault.Kind.BUSY);
    assertThat(bridge.engine.standing().of(OKTA).notices())
        .anyMatch(notice -> notice.contains("partners was never reached"));
  }

  @Test
  void whatConcernsOnlyPoolsThatAreThereGoesOn() {
    User ann = okta.create(named("ann", true));
    bridge.unreachable.add(PARTNERS);
    bridge.restart(app(OKTA, STAFF).with(List.of(Policy.everybody(List.of(STAFF)), managers())));

    okta.create(named("ben", true));
    okta.replace(ann.id(), attributes("{\"userName\":\"ann\",\"active\":true,\"title\":\"x\"}"));
    Fault concerned =
        catchThrowableOfType(
            Fault.class,
            () -> okta.create(attributes("{\"userName\":\"cleo\",\"title\":\"Manager\"}")));

    assertThat(bridge.enabled(STAFF, "ben")).contains(true);
    assertThat(concerned.kind()).isEqualTo(Fault.Kind.BUSY);
    assertThat(bridge.accountsIn(STAFF)).containsExactly("ann", "ben");
  }

  private static Policy managers() {
    return new Policy(
        Selection.Matching.of("title eq \"Manager\"", Schemas.bundled()),
        List.of(PARTNERS),
        new TreeSet<>());
  }

  @Test
  void whoLeavesScopeLeavesThePoolsThatAreThere() {
    okta.create(named("ann", true));
    bridge.unreachable.add(PARTNERS);

    bridge.restart(app(OKTA, PARTNERS));

    eventually("shut out", () -> bridge.enabled(STAFF, "ann").equals(Optional.of(false)));
  }

  @Test
  void onceItIsReachedEverybodyIsLookedAtAgain() {
    User ann = okta.create(named("ann", true));
    User ben = okta.create(named("ben", true));
    User cleo = okta.create(named("cleo", true));
    partnersAreAdded();
    okta.replace(ben.id(), named("ben", false));
    okta.delete(cleo);

    bridge.unreachable.clear();
    bridge.restart(app(OKTA, STAFF, PARTNERS));

    eventually("in both", () -> bridge.enabled(PARTNERS, "ann").equals(Optional.of(true)));
    eventually("settled", () -> okta.inStep(ann) && okta.inStep(ben));
    assertThat(bridge.enabled(PARTNERS, "ben")).isNotEqualTo(Optional.of(true));
    assertThat(bridge.accountsIn(PARTNERS)).doesNotContain("cleo");
  }

  @Test
  void whoJoinsAGroupIsPendingThereAndDeletedWithoutIt() {
    User ann = okta.create(named("ann", true));
    Group sales = okta.group("Sales");
    bridge.unreachable.add(PARTNERS);
    App both =
        app(OKTA, STAFF)
            .with(
                List.of(
                    Policy.everybody(List.of(STAFF)),
                    new Policy(
                        new Selection.MembersOf(
                            List.of(new GroupRef(GroupRef.Key.DISPLAY_NAME, "Sales"))),
                        List.of(PARTNERS),
                        new TreeSet<>())));
    bridge.restart(both);

    okta.hasty().add(sales, ann.id());

    eventually(
        "pending and says why",
        () ->
            link(ann)
                .map(Account::progress)
                .filter(progress -> progress.state() == State.PENDING)
                .filter(progress -> progress.reason().contains("never reached"))
                .isPresent());
    assertThat(bridge.engine.preview().pending(OKTA, ann.id()).lines())
        .anyMatch(line -> line.contains("waits") && line.contains("pool partners"));
    okta.replace(ann.id(), named("ann", false));
    assertThat(bridge.enabled(STAFF, "ann")).contains(false);
    okta.delete(ann);
    assertThat(bridge.enabled(STAFF, "ann")).isEmpty();
    assertThat(link(ann)).isEmpty();
  }

  @Test
  void whatACrashCutOffIsRolledForwardWithoutIt() {
    User ann = okta.create(named("ann", true));
    bridge.directory.<Boolean>write(
        tx -> {
          tx.proposals()
              .open(
                  new Proposal(
                      OKTA,
                      ann.id(),
                      ResourceType.USER,
                      null,
                      null,
                      false,
                      Instant.now(),
                      "request-9",
                      new Lease("gone", 1, Instant.now().plusSeconds(60))));
          return true;
        });

    partnersAreAdded();

    eventually("deleted", () -> bridge.enabled(STAFF, "ann").isEmpty());
  }
}
