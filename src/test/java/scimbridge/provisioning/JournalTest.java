package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static scimbridge.provisioning.ProvisioningFixture.APP;
import static scimbridge.provisioning.ProvisioningFixture.add;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.named;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.directory.Audit.Call;
import scimbridge.directory.Audit.Change;
import scimbridge.directory.Audit.Entry;
import scimbridge.directory.Audit.Place;
import scimbridge.directory.Audit.Selection;
import scimbridge.directory.Audit.Stored;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.fault.Fault;
import scimbridge.identity.Group;
import scimbridge.identity.Password;
import scimbridge.identity.User;
import scimbridge.plan.CognitoCall.AdminCreateUser;
import scimbridge.plan.CognitoCall.AdminUpdateUserAttributes;

/** What the audit tells of writes, and of what the bridge does on its own. */
class JournalTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private ProvisioningFixture bridge;

  @BeforeEach
  void start() {
    bridge =
        new ProvisioningFixture(
            folder, ProvisioningFixture::syncingPasswords, pool -> pool, new UnlimitedGate());
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  @Test
  void aWriteTellsWhoWhatWhyAndEachCall() {
    User ann = bridge.create("Ann");

    Entry entry = newest();
    assertThat(entry.actor()).isEqualTo("test");
    assertThat(entry.action()).isEqualTo("user.create");
    assertThat(entry.subject().id()).isEqualTo(ann.id());
    assertThat(entry.subject().name()).isEqualTo("Ann");
    assertThat(entry.result()).isEqualTo("accepted");
    assertThat(entry.requestId()).isEqualTo("request-1");
    assertThat(entry.detail()).isEqualTo("customers: policy DEFAULT");
    assertThat(entry.changes())
        .contains(
            new Change("userName", null, "Ann"),
            new Change("name.givenName", null, "Ann"),
            new Change("active", null, "true"));
    assertThat(entry.plan()).first().isEqualTo("create account 'Ann' in pool customers");
    assertThat(entry.calls())
        .extracting(Call::operation, Call::outcome)
        .contains(tuple("AdminCreateUser", "done"), tuple("AdminSetUserPassword", "done"));
    assertThat(entry.failed()).isFalse();
  }

  @Test
  void aChangeTellsOldAndNewOfWhatHasChangedAndNothingElse() {
    User ann = bridge.create("ann");

    bridge.replace(
        ann.id(),
        attributes(
            """
            {"userName":"ann","active":true,"name":{"givenName":"Anna"},
             "emails":[{"value":"ann@example.org","type":"work","primary":true}],
             "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
               {"department":"R&D","manager":{"value":"26118915"}}}
            """));

    assertThat(newest().changes())
        .containsExactlyInAnyOrder(
            new Change("name.givenName", "Ann", "Anna"),
            new Change("name.familyName", "Lee", null),
            new Change(
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
                null,
                "R&D"),
            new Change(
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
                null,
                "26118915"));
  }

  @Test
  void whatNoSchemaKnowsAnyMoreIsToldWithoutItsValue() {
    bridge.create(attributes("{\"userName\":\"ann\",\"formerlyKnown\":\"canary\"}"), null);

    assertThat(newest().changes()).contains(new Change("formerlyKnown", null, "(not shown)"));
  }

  @Test
  void aRequestThatChangesNothingIsNotTold() {
    User ann = bridge.create("ann");
    int before = entries().size();

    bridge.replace(ann.id(), named("ann"));

    assertThat(entries()).hasSize(before);
  }

  @Test
  void aPasswordIsToldAndNeverShown() throws Exception {
    String canary = "Canary-7391!x";
    User ann = bridge.create(named("ann"), Password.of(canary));
    bridge
        .engine
        .writes()
        .changeUser(
            ProvisioningFixture.REQUEST,
            ann.id(),
            user -> new Provisioning.UserDraft(user.attributes(), Password.of(canary + "2")));

    Entry entry = newest();
    assertThat(entry.action()).isEqualTo("user.update");
    assertThat(entry.changes()).containsExactly(new Change("password", null, "(not shown)"));
    assertThat(entry.calls()).extracting(Call::operation).containsExactly("AdminSetUserPassword");
    assertThatThrownBy(() -> bridge.create(named("bob"), Password.of("weak")))
        .isInstanceOf(Fault.class);
    assertThat(entries().toString()).doesNotContain("Canary").doesNotContain("weak");
    bridge.stop();
    assertThat(new String(Files.readAllBytes(folder.resolve("bridge.db")), "ISO-8859-1"))
        .contains("AdminSetUserPassword")
        .doesNotContain("Canary-7391");
    bridge.start(bridge.emulator.endpoint());
  }

  @Test
  void whatCognitoRefusesIsToldWithTheCallsThatWereMade() {
    assertThatThrownBy(() -> bridge.create(named("bob"), Password.of("short")))
        .isInstanceOf(Fault.class);

    Entry entry = only(e -> e.action().equals("user.create"));
    assertThat(entry.result()).isEqualTo("rejected");
    assertThat(entry.failed()).isTrue();
    assertThat(entry.calls()).last().extracting(Call::outcome).isEqualTo("refused");
    assertThat(entry.calls().getLast().reason()).isEqualTo(entry.detail()).isNotEmpty();
    // What was made for it is taken away again, which is a record of its own.
    Entry undone = await(e -> e.action().equals("account.converge"));
    assertThat(undone.actor()).isEqualTo("worker");
    assertThat(undone.pool()).isEqualTo(ProvisioningFixture.POOL);
    assertThat(undone.subject().name()).isEqualTo("bob");
    assertThat(undone.calls()).extracting(Call::operation).contains("AdminDeleteUser");
    assertThat(undone.result()).isEqualTo("done");
  }

  @Test
  void aLostAnswerIsToldAsPendingAndWhatTheWorkerFindsOutLater() {
    User ann = bridge.create("ann");
    bridge.interposed =
        (call, pool) -> {
          Outcome real = pool.attempt(call);
          return call instanceof AdminUpdateUserAttributes ? new Outcome.Lost("timeout") : real;
        };

    bridge.replace(
        ann.id(),
        attributes("{\"userName\":\"ann\",\"active\":true,\"title\":\"Dr.\",\"nickName\":\"A\"}"));

    Entry entry = only(e -> e.action().equals("user.update"));
    assertThat(entry.result()).isEqualTo("pending");
    assertThat(entry.failed()).isTrue();
    assertThat(entry.calls())
        .last()
        .extracting(Call::outcome, Call::reason)
        .containsExactly("lost", "timeout");
    bridge.interposed = (call, pool) -> pool.attempt(call);
    Entry looked =
        await(e -> e.action().equals("account.converge") && e.subject().id().equals(ann.id()));
    assertThat(looked.calls()).first().extracting(Call::outcome).isEqualTo("found");
  }

  @Test
  void whoJoinsAndLeavesAGroupIsToldByIdAndTheirAccountsByCall() {
    User ann = bridge.create("ann");
    User bob = bridge.create("bob");
    Group staff = bridge.group("Staff", ann.id());
    Entry made = only(e -> e.action().equals("group.create"));
    assertThat(made.subject().name()).isEqualTo("Staff");
    assertThat(made.changes())
        .containsExactly(
            new Change("displayName", null, "Staff"),
            new Change("members", null, ann.id().value()));
    assertThat(made.calls()).extracting(Call::operation).containsExactly("CreateGroup");

    bridge.change(staff.id(), new MemberDelta(false, Set.of(ann.id()), add(bob.id())));

    Entry changed = only(e -> e.action().equals("group.members"));
    assertThat(changed.changes())
        .containsExactly(
            new Change("members", ann.id().value(), null),
            new Change("members", null, bob.id().value()));
    await(e -> made(e, bob, "AdminAddUserToGroup"));
    await(e -> made(e, ann, "AdminRemoveUserFromGroup"));
  }

  private static boolean made(Entry entry, User user, String operation) {
    return entry.action().equals("account.converge")
        && entry.subject().id().equals(user.id())
        && entry.calls().stream().anyMatch(call -> call.operation().equals(operation));
  }

  @Test
  void whoIsDeletedIsStillNamed() {
    User ann = bridge.create("ann");

    bridge.delete(ann.id());

    Entry entry = newest();
    assertThat(entry.action()).isEqualTo("user.delete");
    assertThat(entry.subject().name()).isEqualTo("ann");
    assertThat(entry.detail()).contains("deleted by the client");
    assertThat(entry.calls()).extracting(Call::operation).contains("AdminDeleteUser");
  }

  @Test
  void whatACrashCutOffIsToldByTheRestart() {
    bridge.interposed =
        (call, pool) -> {
          if (call instanceof AdminCreateUser) {
            throw new IllegalStateException("the process is gone");
          }
          return pool.attempt(call);
        };
    assertThatThrownBy(() -> bridge.create("ann")).isInstanceOf(IllegalStateException.class);
    assertThat(entries()).noneMatch(entry -> entry.action().equals("user.create"));
    bridge.interposed = (call, pool) -> pool.attempt(call);

    bridge.stop();
    bridge.start(bridge.emulator.endpoint());

    Entry entry = await(e -> e.actor().equals("recovery"));
    assertThat(entry.action()).isEqualTo("user.create");
    assertThat(entry.result()).isEqualTo("pending");
    assertThat(entry.subject().name()).isEqualTo("ann");
    assertThat(entry.detail()).contains("which calls were made is not known");
    assertThat(entry.changes()).contains(new Change("userName", null, "ann"));
  }

  @Test
  void aRequestThatWasSettledWithoutItTellsItsCalls() {
    bridge.interposed =
        (call, pool) -> {
          if (call instanceof AdminCreateUser) {
            bridge.directory.<Boolean>write(
                tx -> {
                  tx.proposals().expireLeases();
                  return true;
                });
            await(e -> e.actor().equals("recovery"));
          }
          return pool.attempt(call);
        };

    assertThatThrownBy(() -> bridge.create("ann"))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("took too long");

    Entry entry = only(e -> e.actor().equals("test"));
    assertThat(entry.action()).isEqualTo("user.create");
    assertThat(entry.result()).isEqualTo("pending");
    assertThat(entry.calls()).first().extracting(Call::operation).isEqualTo("AdminCreateUser");
  }

  @Test
  void aStartWithOtherRulesIsTold() {
    assertThat(entries()).extracting(Entry::action).containsExactly("configuration");
    String before = newest().changes().getFirst().after();

    bridge.restart(ProvisioningFixture::syncingPasswords);
    assertThat(entries()).hasSize(1);
    bridge.restart(app -> app);

    assertThat(entries()).hasSize(2);
    assertThat(newest().changes().getFirst().before()).isEqualTo(before);
    assertThat(newest().changes().getFirst().after()).isNotEqualTo(before);
  }

  @Test
  void aPreviewLeavesNoTrace() {
    int before = entries().size();

    bridge
        .engine
        .preview()
        .of(
            APP,
            stage ->
                stage
                    .provisioning()
                    .createUser(
                        ProvisioningFixture.REQUEST,
                        none -> new Provisioning.UserDraft(named("ann"), null)));

    assertThat(entries()).hasSize(before);
  }

  private List<Entry> entries() {
    return bridge
        .directory
        .<List<Stored>>read(tx -> tx.audit().after(Selection.EVERYTHING, Place.START, 1000))
        .stream()
        .map(Stored::entry)
        .toList();
  }

  private Entry newest() {
    return entries().getLast();
  }

  private Entry only(Predicate<Entry> which) {
    assertThat(entries()).filteredOn(which).hasSize(1);
    return entries().stream().filter(which).findFirst().orElseThrow();
  }

  /** Waits for the worker. */
  private Entry await(Predicate<Entry> which) {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (entries().stream().noneMatch(which)) {
      assertThat(Instant.now()).as("%s", entries()).isBefore(deadline);
      Thread.onSpinWait();
    }
    return entries().stream().filter(which).findFirst().orElseThrow();
  }
}
