package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.provisioning.ConnectedApps.ENTRA;
import static scimbridge.provisioning.ConnectedApps.OKTA;
import static scimbridge.provisioning.ConnectedApps.STAFF;
import static scimbridge.provisioning.ConnectedApps.app;
import static scimbridge.provisioning.ConnectedApps.prefixed;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.Outcome;
import scimbridge.identity.Group;
import scimbridge.identity.User;
import scimbridge.identity.schema.Schemas;
import scimbridge.plan.CognitoCall;
import scimbridge.policy.App;
import scimbridge.policy.GroupRef;
import scimbridge.policy.GroupRules;
import scimbridge.policy.Operations;
import scimbridge.policy.Policy;
import scimbridge.policy.Selection;

/** Which Cognito groups an account has, by the directory, by policies and by the configuration. */
class GroupRulesTest {
  @TempDir Path folder;
  private ConnectedApps bridge;
  private ConnectedApps.Client okta;

  @AfterEach
  void stop() {
    bridge.close();
  }

  private void start(App rules) {
    bridge = new ConnectedApps(folder, rules);
    okta = bridge.client(OKTA);
  }

  private static Policy giving(Selection selection, String... groups) {
    return new Policy(selection, List.of(STAFF), new TreeSet<>(List.of(groups)));
  }

  private static Selection titled(String title) {
    return Selection.Matching.of("title eq \"" + title + "\"", Schemas.bundled());
  }

  private static App with(Policy... policies) {
    return app(OKTA, STAFF).with(List.of(policies));
  }

  private User titledUser(String userName, String title) {
    return okta.create(
        attributes(
            "{\"userName\":\"%s\",\"active\":true,\"title\":\"%s\"}".formatted(userName, title)));
  }

  @Test
  void aPolicyGivesAGroupThatTheBridgeMakes() {
    start(with(giving(new Selection.Everybody(), "everybody")));

    okta.create("ann");

    eventually("in", () -> bridge.groupsOf(STAFF, "ann").equals(Set.of("everybody")));
    eventually("once", () -> bridge.groupsIn(STAFF).equals(Set.of("everybody")));
  }

  @Test
  void aGroupThatIsInThePoolAlreadyIsUsedAndNeverDeleted() {
    start(app(OKTA, STAFF));
    okta.create("ann");
    bridge
        .cognito(STAFF)
        .createGroup(r -> r.userPoolId(bridge.userPoolId(STAFF)).groupName("theirs"));

    bridge.restart(with(giving(new Selection.Everybody(), "theirs")));
    okta = bridge.client(OKTA);
    eventually("given", () -> bridge.groupsOf(STAFF, "ann").equals(Set.of("theirs")));

    bridge.restart(app(OKTA, STAFF));
    eventually("taken", () -> bridge.groupsOf(STAFF, "ann").isEmpty());
    assertThat(bridge.groupsIn(STAFF)).containsExactly("theirs");
    assertThat(bridge.emulator.controls().calls()).doesNotContainKey("DeleteGroup");
  }

  @Test
  void aGroupThatTheBridgeMadeIsItsOwnAlsoIfItStoppedBeforeItWroteThatDown() {
    start(app(OKTA, STAFF));
    okta.create("ann");
    AtomicBoolean made = new AtomicBoolean();
    bridge.interposed =
        (call, pool) -> {
          Outcome outcome = pool.attempt(call);
          if (call instanceof CognitoCall.CreateGroup) {
            made.set(true);
            throw new IllegalStateException("The process stops here.");
          }
          return outcome;
        };
    bridge.restart(with(giving(new Selection.Everybody(), "everybody")));
    eventually("made", made::get);
    bridge.interposed = (call, pool) -> pool.attempt(call);
    bridge.restart(with(giving(new Selection.Everybody(), "everybody")));
    eventually("given", () -> bridge.groupsOf(STAFF, "ann").equals(Set.of("everybody")));

    bridge.restart(app(OKTA, STAFF));

    eventually("gone", () -> bridge.groupsIn(STAFF).isEmpty());
  }

  @Test
  void aGroupThatIsMissingIsRefusedWhereTheAppMayNotCreateGroups() {
    start(
        with(giving(new Selection.Everybody(), "missing"))
            .with(new Operations(false, true, true, Operations.PasswordSync.OFF)));

    eventually(
        "refused",
        () ->
            bridge.directory.<Boolean>read(
                tx ->
                    tx.poolGroups().granted(OKTA).stream()
                        .anyMatch(
                            row -> String.valueOf(row.progress().reason()).contains("'create'"))));
    assertThat(bridge.groupsIn(STAFF)).isEmpty();
  }

  @Test
  void reasonsAddUp() {
    start(
        with(
            giving(new Selection.Everybody()),
            giving(titled("Sales"), "crm"),
            giving(titled("Boss"), "crm", "board")));
    User ann = titledUser("ann", "Sales");
    eventually("given", () -> bridge.groupsOf(STAFF, "ann").equals(Set.of("crm")));
    Group pushed = okta.group("crm", ann.id());
    bridge.emulator.controls().resetCalls();

    okta.replace(ann.id(), attributes("{\"userName\":\"ann\",\"active\":true}"));
    eventually("in step", () -> okta.inStep(ann));
    assertThat(bridge.groupsOf(STAFF, "ann")).containsExactly("crm");

    okta.replace(ann.id(), attributes("{\"userName\":\"ann\",\"active\":true,\"title\":\"Boss\"}"));
    eventually("board", () -> bridge.groupsOf(STAFF, "ann").equals(Set.of("board", "crm")));
    okta.delete(pushed);
    eventually("in step", () -> okta.inStep(ann));
    assertThat(bridge.groupsOf(STAFF, "ann")).containsExactly("board", "crm");

    okta.replace(ann.id(), attributes("{\"userName\":\"ann\",\"active\":true}"));
    eventually("none left", () -> bridge.groupsOf(STAFF, "ann").isEmpty());
    assertThat(bridge.emulator.controls().calls()).doesNotContainKey("DeleteGroup");
  }

  @Test
  void aChangedPrefixMovesTheMembersWithoutAGap() {
    start(prefixed(app(OKTA, STAFF), "a-"));
    User ann = okta.create("ann");
    okta.group("Sales", ann.id());
    assertThat(bridge.groupsOf(STAFF, "ann")).containsExactly("a-Sales");

    bridge.restart(prefixed(app(OKTA, STAFF), "b-"));

    eventually("moved", () -> bridge.groupsOf(STAFF, "ann").equals(Set.of("b-Sales")));
    eventually("old one gone", () -> bridge.groupsIn(STAFF).equals(Set.of("b-Sales")));
  }

  @Test
  void aPrefixThatRunsIntoAnotherAppsGroupLeavesEverythingAsItWas() {
    bridge = new ConnectedApps(folder, prefixed(app(OKTA, STAFF), "a-"), app(ENTRA, STAFF));
    okta = bridge.client(OKTA);
    okta.group("Sales", okta.create("ann").id());
    bridge.client(ENTRA).group("Sales");

    bridge.restart(app(OKTA, STAFF), app(ENTRA, STAFF));

    assertThat(okta.audit()).anyMatch(record -> record.contains("already taken"));
    assertThat(bridge.groupsOf(STAFF, "ann")).containsExactly("a-Sales");
  }

  @Test
  void onlyListedGroupsBecomeCognitoGroupsAndAreFollowedByTheirId() {
    GroupRef sales = new GroupRef(GroupRef.Key.DISPLAY_NAME, "sales");
    App listing =
        app(OKTA, STAFF)
            .with(
                new GroupRules(
                    GroupRules.Which.LISTED, List.of(sales), "", false, GroupRules.Rename.MOVE));
    start(listing);
    User ann = okta.create("ann");
    Group listed = okta.group("Sales", ann.id());
    okta.group("Others", ann.id());
    assertThat(bridge.groupsOf(STAFF, "ann")).containsExactly("Sales");

    okta.rename(listed, "Field");
    eventually("moved", () -> bridge.groupsOf(STAFF, "ann").equals(Set.of("Field")));
    okta.group("Sales", ann.id());
    eventually("in step", () -> okta.inStep(ann));
    assertThat(bridge.groupsOf(STAFF, "ann")).containsExactly("Field");

    bridge.restart(listing);
    assertThat(bridge.groupsOf(STAFF, "ann")).containsExactly("Field");
    bridge.restart(app(OKTA, STAFF));
    eventually(
        "all", () -> bridge.groupsOf(STAFF, "ann").equals(Set.of("Field", "Others", "Sales")));
    bridge.restart(app(OKTA, STAFF).with(GroupRules.NONE));
    eventually("none", () -> bridge.groupsIn(STAFF).isEmpty());
  }

  @Test
  void theSameNameOnceMoreIsNothingAtAll() {
    start(app(OKTA, STAFF));
    Group sales = okta.group("Sales", okta.create("ann").id());
    bridge.emulator.controls().resetCalls();
    int audited = okta.audit().size();

    assertThat(okta.rename(sales, "Sales").changed()).isFalse();

    assertThat(bridge.emulator.controls().calls()).isEmpty();
    assertThat(okta.audit()).hasSize(audited);
  }
}
