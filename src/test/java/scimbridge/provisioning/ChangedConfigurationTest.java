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
import static scimbridge.provisioning.ProvisioningFixture.APP;
import static scimbridge.provisioning.ProvisioningFixture.POOL;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.directory.Account;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.fault.Fault;
import scimbridge.identity.Group;
import scimbridge.identity.PoolId;
import scimbridge.identity.User;
import scimbridge.policy.App;
import scimbridge.policy.GroupRef;
import scimbridge.policy.GroupRef.Key;
import scimbridge.policy.GroupRules;
import scimbridge.policy.Policy;
import scimbridge.policy.Pool;
import scimbridge.policy.Pool.FirstSignIn;
import scimbridge.policy.Pool.UsernameRule;
import scimbridge.policy.Selection;
import scimbridge.policy.mapping.Mapping;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameAttributeType;

/** What is under way, or is said to be done, when the configuration is another. */
class ChangedConfigurationTest {
  private static final GroupRef SALES = new GroupRef(Key.DISPLAY_NAME, "Sales");

  @TempDir private Path folder;

  private static State state(ConnectedApps bridge, PoolId pool, User user) {
    return bridge
        .directory
        .<Optional<Account>>read(tx -> tx.accounts().find(user.app(), pool, user.id()))
        .orElseThrow()
        .progress()
        .state();
  }

  @Test
  void whatWasPendingIsDoneWhenAnAppThatWasTakenOutIsBack() {
    try (ConnectedApps bridge = new ConnectedApps(folder, app(OKTA, STAFF), app(ENTRA, STAFF))) {
      ConnectedApps.Client okta = bridge.client(OKTA);
      User ann = okta.create("ann");
      bridge.interposed = (call, pool) -> new Outcome.Unavailable("Not now.");
      okta.replace(ann.id(), attributes("{\"userName\":\"ann\",\"active\":false}"));
      bridge.restart(app(ENTRA, STAFF));
      eventually("given up", () -> state(bridge, STAFF, ann) == State.REFUSED);
      bridge.interposed = (call, pool) -> pool.attempt(call);

      bridge.restart(app(OKTA, STAFF), app(ENTRA, STAFF));

      eventually("shut out", () -> bridge.enabled(STAFF, "ann").equals(Optional.of(false)));
      eventually("in step", () -> okta.inStep(ann));
    }
  }

  @Test
  void whoIsDeletedWhileAPoolIsTakenOutHasNoAccountThereWhenItIsBack() {
    try (ConnectedApps bridge = new ConnectedApps(folder, app(OKTA, STAFF, PARTNERS))) {
      User ann = bridge.client(OKTA).create("ann");
      assertThat(bridge.accountsIn(PARTNERS)).containsExactly("ann");
      bridge.restartWithout(PARTNERS, app(OKTA, STAFF));

      bridge.client(OKTA).delete(ann);
      assertThat(bridge.accountsIn(STAFF)).isEmpty();
      bridge.restart(app(OKTA, STAFF, PARTNERS));

      eventually("deleted", () -> bridge.accountsIn(PARTNERS).isEmpty());
    }
  }

  @Test
  void aRenameThatACrashCutOffGetsTheNameOfTheNewConfiguration() {
    try (ConnectedApps bridge = new ConnectedApps(folder, app(OKTA, STAFF))) {
      ConnectedApps.Client okta = bridge.client(OKTA);
      User ann = okta.create("ann");
      Group sales = okta.group("Sales", ann.id());
      assertThat(bridge.groupsOf(STAFF, "ann")).containsExactly("Sales");
      bridge.interposed =
          (call, pool) -> {
            throw new Crash();
          };
      assertThatThrownBy(() -> okta.rename(sales, "Vertrieb")).isInstanceOf(Crash.class);
      bridge.interposed = (call, pool) -> pool.attempt(call);

      bridge.restart(prefixed(app(OKTA, STAFF), "p-"));

      eventually("moved", () -> bridge.groupsIn(STAFF).equals(Set.of("p-Vertrieb")));
      assertThat(bridge.groupsOf(STAFF, "ann")).containsExactly("p-Vertrieb");
    }
  }

  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void aListedGroupIsFollowedAgainAfterThePolicyThatLostItIsGone() {
    App listed =
        app(OKTA, STAFF)
            .with(
                new GroupRules(
                    GroupRules.Which.LISTED, List.of(SALES), "", false, GroupRules.Rename.MOVE));
    Policy policy =
        new Policy(new Selection.MembersOf(List.of(SALES)), List.of(STAFF), new TreeSet<>());
    try (ConnectedApps bridge = new ConnectedApps(folder, listed.with(List.of(policy)))) {
      ConnectedApps.Client okta = bridge.client(OKTA);
      okta.delete(okta.group("Sales"));
      bridge.restart(listed);

      Group again = okta.group("Sales");
      okta.rename(again, "Vertrieb");

      eventually("renamed", () -> bridge.groupsIn(STAFF).equals(Set.of("Vertrieb")));
    }
  }

  @Test
  void aRefusedChangeOfSomebodyWhoCanHaveNoAccountLeavesNothingBehind() {
    try (ProvisioningFixture bridge =
        new ProvisioningFixture(
            folder,
            app ->
                app.with(
                    List.of(
                        new Policy(
                            new Selection.MembersOf(List.of(SALES)),
                            List.of(POOL),
                            new TreeSet<>()))),
            pool -> pool.usernameAttributes(UsernameAttributeType.EMAIL),
            new UnlimitedGate())) {
      bridge.cognito.adminCreateUser(
          r -> r.userPoolId(bridge.userPoolId).username("ann@other.org"));
      User ann = bridge.create(attributes("{\"userName\":\"ann\"}"), null);
      bridge.group("Sales", ann.id());
      eventually("has none", () -> bridge.state(ann.id()) == State.REFUSED);

      Fault fault =
          catchThrowableOfType(
              Fault.class,
              () ->
                  bridge.replace(
                      ann.id(),
                      attributes(
                          "{\"userName\":\"ann\",\"emails\":[{\"value\":\"ann@other.org\"}]}")));

      assertThat(fault.kind()).isEqualTo(Fault.Kind.UNIQUENESS);
      assertThat(bridge.directory.<Boolean>read(tx -> !tx.proposals().isOpen(APP, ann.id())))
          .isTrue();
      assertThat(bridge.onlyUserNamed("ann").orElseThrow().attributes())
          .isEqualTo(ann.attributes());
      assertThat(bridge.state(ann.id())).isEqualTo(State.REFUSED);
    }
  }

  @Test
  void whoseAttributesHaveBecomeImpossibleLeavesGroupsAllTheSame() {
    try (ProvisioningFixture bridge = new ProvisioningFixture(folder)) {
      User ann = bridge.create(attributes("{\"userName\":\"ann\"}"), null);
      Group admins = bridge.group("Admins", ann.id());
      assertThat(bridge.groupsOf("ann")).containsExactly("Admins");
      bridge.restart(
          new Pool(
              POOL,
              UsernameRule.PRIMARY_EMAIL,
              FirstSignIn.CONFIRMED,
              true,
              false,
              Mapping.standard()));
      eventually("impossible", () -> bridge.state(ann.id()) == State.REFUSED);

      bridge.change(admins.id(), new MemberDelta(false, Set.of(ann.id()), Set.of()));

      eventually("has left", () -> bridge.groupsOf("ann").isEmpty());
      eventually("still shown", () -> bridge.state(ann.id()) == State.REFUSED);
      assertThat(bridge.link(ann.id()).orElseThrow().progress().reason()).contains("e-mail");
    }
  }
}
