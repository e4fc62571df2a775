package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.provisioning.ProvisioningFixture.APP;
import static scimbridge.provisioning.ProvisioningFixture.eventually;
import static scimbridge.provisioning.ProvisioningFixture.named;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
import scimbridge.directory.Account;
import scimbridge.directory.Account.Known;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.User;
import scimbridge.policy.App;
import scimbridge.policy.Operations;
import scimbridge.policy.Operations.PasswordSync;
import scimbridge.policy.Operations.WhenOff;
import scimbridge.provisioning.Reconciling.Order;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameAttributeType;

/**
 * A byte copy of the store is put back after people were created, deleted, disabled and moved
 * between groups; what the pool has by then is neither doubled nor resurrected.
 */
class RestoredStoreTest {
  @TempDir Path folder;
  private ProvisioningFixture fixture;
  private Instant backup;

  @BeforeEach
  void start() {
    fixture = new ProvisioningFixture(folder);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Path store() {
    return folder.resolve("bridge.db");
  }

  private static boolean isStore(Path file) {
    return file.getFileName().toString().startsWith("bridge.db");
  }

  private void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var files = Files.list(from)) {
      for (Path file : files.filter(RestoredStoreTest::isStore).toList()) {
        Files.copy(file, to.resolve(file.getFileName().toString()));
      }
    }
  }

  /** Copies the store as it is on disk. */
  private void backUp() throws IOException {
    fixture.stop();
    copy(folder, folder.resolve("backup"));
    backup = Instant.now();
    fixture.start(fixture.emulator.endpoint(), store());
  }

  /** Puts the copy back, without a server on it. */
  private void restore() throws IOException {
    fixture.stop();
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(RestoredStoreTest::isStore).toList()) {
        Files.delete(file);
      }
    }
    copy(folder.resolve("backup"), folder);
    fixture.openWithoutServer();
    fixture.ahead = PoolReconciliation.LAG.plusSeconds(10);
  }

  private List<String> settle(boolean repair) {
    List<String> lines = new ArrayList<>();
    fixture.engine.reconciling().run(new Order(APP, null, repair, false, backup), lines::add);
    return lines;
  }

  private List<String> compare() {
    fixture.ahead = fixture.ahead.plus(PoolReconciliation.LAG).plusSeconds(10);
    List<String> lines = new ArrayList<>();
    fixture.engine.reconciling().run(new Order(APP, null, false, false), lines::add);
    return lines;
  }

  private boolean inStep(User user) {
    return fixture.link(user.id()).filter(l -> l.progress().state() == State.IN_STEP).isPresent();
  }

  private Account link(User user) {
    return fixture.link(user.id()).orElseThrow();
  }

  /** Who is in the pool, enabled or not, with their sub. */
  private Map<String, String> pool() {
    return new TreeMap<>(
        fixture.cognito.listUsersPaginator(r -> r.userPoolId(fixture.userPoolId)).users().stream()
            .collect(
                Collectors.toMap(
                    UserType::username,
                    user ->
                        user.enabled()
                            + " "
                            + user.attributes().stream()
                                .filter(attribute -> attribute.name().equals("sub"))
                                .findFirst()
                                .orElseThrow()
                                .value())));
  }

  @Test
  void nothingIsDoubledAndNobodyComesBack() throws Exception {
    User stays = fixture.create("stays");
    User deleted = fixture.create("deleted");
    User disabled = fixture.create("disabled");
    User moved = fixture.create("moved");
    User remade = fixture.create("remade");
    Group staff = fixture.group("Staff");
    Group admins = fixture.group("Admins", moved.id(), stays.id());
    eventually("Admins", () -> fixture.groupsOf("moved").contains("Admins"));
    // Is in the directory and has no account yet.
    fixture.restart(RestoredStoreTest::withoutCreations);
    User late = fixture.create("late");
    backUp();

    fixture.restart(app -> app);
    eventually("late has an account", () -> inStep(late));
    fixture.create("created");
    fixture.delete(deleted.id());
    fixture.setActive(disabled.id(), false);
    fixture.change(admins.id(), new MemberDelta(false, Set.of(moved.id()), Set.of()));
    fixture.delete(remade.id());
    fixture.create("remade");
    eventually("Admins", () -> !fixture.groupsOf("moved").contains("Admins"));
    Map<String, String> before = pool();
    assertThat(before).containsOnlyKeys("stays", "disabled", "moved", "remade", "created", "late");

    restore();
    List<String> told = settle(false);
    assertThat(told)
        .contains(
            "account 'deleted': it is gone from pool customers, probably deleted after the backup,"
                + " and is not made again",
            "account 'created': it was made in pool customers after the backup, and no user of the"
                + " app wishes it",
            "account 'remade': it would be adopted for user 'remade', who wishes it in pool"
                + " customers",
            "user 'disabled': enable account 'disabled' in pool customers",
            "user 'moved': add account 'moved' to group 'Admins' in pool customers");
    assertThat(link(late).known()).isEqualTo(Known.ABSENT);

    List<String> done = settle(true);
    assertThat(done)
        .contains(
            "account 'remade': it is adopted for user 'remade', who wishes it in pool customers",
            "account 'late': it is adopted for user 'late', who wishes it in pool customers");
    assertThat(pool()).isEqualTo(before);

    fixture.restart(app -> app);
    eventually("adopted", () -> inStep(remade) && inStep(late));
    assertThat(link(remade).known()).isEqualTo(Known.OURS);
    // The review that a changed configuration asks for has come by, too.
    eventually("refused", () -> link(deleted).progress().state() == State.REFUSED);
    assertThat(pool()).isEqualTo(before);

    fixture.engine.importing().run(new Importing.Order(APP, null, false), line -> {});
    assertThat(pool()).isEqualTo(before);

    // What the client sends when it synchronises everything: users and groups as they are there.
    for (User user : List.of(stays, moved, late, remade)) {
      fixture.replace(user.id(), named(user.userName()));
    }
    fixture.setActive(disabled.id(), false);
    fixture.change(admins.id(), new MemberDelta(true, Set.of(), member(stays)));
    fixture.change(staff.id(), new MemberDelta(true, Set.of(), member(stays)));
    User found = fixture.onlyUserNamed("created").orElseThrow();
    ObjectNode linked = found.attributes().toNode();
    fixture.replace(found.id(), Attributes.of(linked.put("externalId", "00u-created")));
    eventually(
        "all followed", () -> inStep(stays) && inStep(moved) && inStep(disabled) && inStep(found));
    assertThat(link(found).known()).isEqualTo(Known.OURS);

    assertThat(pool()).isEqualTo(before);
    assertThat(fixture.groupsOf("moved")).isEmpty();
    assertThat(fixture.groupsOf("stays")).containsExactlyInAnyOrder("Admins", "Staff");

    // Neither a change of a group nor another configuration brings a deleted person back.
    fixture.rename(admins.id(), "Administrators");
    fixture.restart(app -> app.with(List.of(app.policies().getFirst(), app.policies().getFirst())));
    eventually("reviewed", () -> link(deleted).progress().state() == State.REFUSED);
    eventually("renamed", () -> fixture.groupsInPool().contains("Administrators"));
    eventually("all in step", () -> inStep(stays) && inStep(moved));
    assertThat(pool()).isEqualTo(before);
    assertThat(compare())
        .contains("All that was compared is as the directory wishes.")
        .noneMatch(line -> line.contains("unknown"));

    // The client deletes whom it does not have, or says that somebody is to have an account.
    fixture.replace(
        deleted.id(),
        ProvisioningFixture.attributes(
            """
            {"userName":"deleted","active":true,"name":{"givenName":"Back"}}"""));
    assertThat(fixture.attributesOf("deleted")).containsEntry("given_name", "Back");
  }

  @Test
  void whoMayHaveBeenDisabledSinceIsNotGivenAccessBack() throws Exception {
    fixture.restart(RestoredStoreTest::withoutCreations);
    User ada = fixture.create("ada");
    backUp();
    fixture.restart(app -> app);
    eventually("in step", () -> inStep(ada));
    fixture.setActive(ada.id(), false);
    restore();

    assertThat(settle(true))
        .contains(
            "account 'ada': it is disabled in pool customers though its user 'ada' is active; it"
                + " may have been disabled after the backup, so it is adopted only when the client"
                + " has said so, too");
    fixture.restart(app -> app);
    eventually(
        "taken for somebody else's",
        () ->
            String.valueOf(link(ada).progress().reason())
                .contains("another account has the Username 'ada'"));
    assertThat(fixture.account("ada").orElseThrow().enabled()).isFalse();

    // The client says so; then it is adopted, from the record of an account of somebody else.
    fixture.setActive(ada.id(), false);
    fixture.ahead = fixture.ahead.plus(PoolReconciliation.LAG).plusSeconds(10);
    settle(true);
    eventually("adopted", () -> inStep(ada));
    assertThat(link(ada).known()).isEqualTo(Known.OURS);
    assertThat(fixture.account("ada").orElseThrow().enabled()).isFalse();
  }

  @Test
  void whereTheUsernameIsCognitosTheAddressTellsWhoWishesIt() throws Exception {
    fixture.close();
    folder = Files.createDirectory(folder.resolve("email"));
    fixture =
        new ProvisioningFixture(
            folder,
            RestoredStoreTest::withoutCreations,
            pool -> pool.usernameAttributes(UsernameAttributeType.EMAIL),
            new UnlimitedGate());
    User ada = fixture.create("ada");
    backUp();
    fixture.restart(app -> app);
    eventually("in step", () -> inStep(ada));
    Map<String, String> before = pool();
    restore();

    assertThat(settle(true))
        .anyMatch(
            line -> line.endsWith(" adopted for user 'ada', who wishes it in pool customers"));
    fixture.restart(app -> app);
    eventually("adopted", () -> inStep(ada));

    assertThat(pool()).isEqualTo(before);
    assertThat(before).containsOnlyKeys(link(ada).username());
  }

  @Test
  void anAccountThatAListingFailsToShowIsNotTakenForGone() throws Exception {
    User ada = fixture.create("ada");
    User gone = fixture.create("gone");
    backUp();
    fixture.cognito.adminDeleteUser(r -> r.userPoolId(fixture.userPoolId).username("gone"));
    restore();
    fixture.interposed =
        (call, real) -> {
          Outcome outcome = real.attempt(call);
          return outcome instanceof Outcome.UserPage page
              ? new Outcome.UserPage(
                  page.users().stream().filter(u -> !u.username().equals("ada")).toList(),
                  page.next())
              : outcome;
        };

    assertThat(settle(true))
        .contains(
            "account 'ada': it was not listed in pool customers but is there, so it stays as it is",
            "account 'gone': it is gone from pool customers, probably deleted after the backup, and"
                + " is not made again");
    assertThat(link(ada).known()).isEqualTo(Known.OURS);
    assertThat(link(gone).known()).isEqualTo(Known.ABSENT);

    fixture.restart(app -> app);
    fixture.setActive(ada.id(), false);
    assertThat(fixture.account("ada").orElseThrow().enabled()).isFalse();
  }

  @Test
  void whatWasMadeBeforeTheBackupIsNotAdopted() throws Exception {
    fixture.cognito.adminCreateUser(
        r -> r.userPoolId(fixture.userPoolId).username("ada").messageAction("SUPPRESS"));
    fixture.restart(RestoredStoreTest::withoutCreations);
    User ada = fixture.create("ada");
    backUp();
    restore();

    assertThat(settle(true)).noneMatch(line -> line.contains("adopted for"));
    assertThat(link(ada).known()).isEqualTo(Known.ABSENT);
  }

  private static App withoutCreations(App app) {
    return app.with(new Operations(false, true, true, PasswordSync.OFF, WhenOff.SKIP));
  }

  private static Set<Member> member(User user) {
    return ProvisioningFixture.add(user.id());
  }
}
