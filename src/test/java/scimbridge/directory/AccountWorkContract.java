package scimbridge.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static scimbridge.directory.Examples.CUSTOMERS;
import static scimbridge.directory.Examples.MINE;
import static scimbridge.directory.Examples.NOON;
import static scimbridge.directory.Examples.STAFF;
import static scimbridge.directory.Examples.account;
import static scimbridge.directory.Examples.deletion;
import static scimbridge.directory.Examples.user;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import scimbridge.directory.Entitlement.Cause;
import scimbridge.directory.Entitlement.Departure;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;

/**
 * What {@link Accounts} promises to who works on them: what is due in which order, and that of two
 * who work on one only the later writes anything down.
 */
public interface AccountWorkContract extends AccountRows {

  @Test
  default void whatIsInDoubtIsWorkedOnAndWhatTakesAccessAwayComesFirst() {
    Account gives = account(user(OKTA, "gives"), STAFF, Progress.IN_STEP, Lease.NONE);
    Account takes = account(user(OKTA, "takes"), STAFF, refused(), Lease.NONE);
    insert(gives, takes);

    assertThat(doubt(false, NOON, gives)).isOne();
    assertThat(doubt(true, NOON.plusSeconds(5), takes)).isOne();

    List<Account> due =
        directory()
            .write(tx -> Examples.leaseDue(tx, NOON.plusSeconds(9), "me", NOON.plusSeconds(60), 9));
    assertThat(due).extracting(Account::user).containsExactly(takes.user(), gives.user());
    assertThat(due).extracting(Account::known).containsOnly(Account.Known.UNCLEAR);
    assertThat(due).extracting(account -> account.progress().reason()).containsOnly("differs");
  }

  @Test
  default void nothingThatSomebodyWorksOnAndNothingOfOthersIsInDoubt() {
    Account pending =
        account(user(OKTA, "a"), STAFF, Progress.pending(NOON, "for a reason"), Lease.NONE);
    Account leased = account(user(OKTA, "b"), STAFF, Progress.IN_STEP, MINE);
    Account foreign =
        account(user(OKTA, "c"), STAFF, refused(), Lease.NONE).withKnown(Account.Known.FOREIGN);
    Account absent =
        account(user(OKTA, "d"), STAFF, refused(), Lease.NONE).withKnown(Account.Known.ABSENT);
    Account elsewhere = account(user(OKTA, "e"), CUSTOMERS, Progress.IN_STEP, Lease.NONE);
    Account held =
        account(
            user(OKTA, "f"),
            STAFF,
            new Progress(Progress.State.HELD, "guard", NOON, 0, null, null),
            Lease.NONE);
    insert(pending, leased, foreign, absent, elsewhere, held);

    assertThat(doubt(true, NOON.plusSeconds(5), pending, leased, foreign, absent, elsewhere, held))
        .isZero();

    for (Account untouched : List.of(pending, leased, foreign, absent, held)) {
      assertThat(
              directory()
                  .<Optional<Account>>read(tx -> tx.accounts().find(OKTA, STAFF, untouched.user())))
          .contains(untouched);
    }
  }

  @Test
  default void whatOneTransactionMarkedIsFoundByItsInstantWhoeverWorksOnIt() {
    User jane = user(OKTA, "jane");
    User mary = user(OKTA, "mary");
    Account marked = account(jane, STAFF, Progress.pending(NOON, "new"), MINE);
    Account earlier =
        account(mary, STAFF, Progress.pending(NOON.minusSeconds(1), "new"), Lease.NONE);
    Account settled = account(jane, CUSTOMERS, Progress.IN_STEP, Lease.NONE);
    insert(marked, earlier, settled);

    directory()
        .read(
            tx -> {
              assertThat(tx.accounts().dueSince(OKTA, NOON, 10)).containsExactly(marked);
              assertThat(tx.accounts().dueSince(ENTRA, NOON, 10)).isEmpty();
              assertThat(tx.accounts().pending(OKTA, 10)).containsExactly(earlier, marked);
              assertThat(tx.accounts().pending(OKTA, 1)).containsExactly(earlier);
              assertThat(tx.accounts().pending(ENTRA, 10)).isEmpty();
              return null;
            });
  }

  @Test
  default void whatIsToBeDeletedIsDueWhenItsTimeHasCome() {
    User jane = user(OKTA, "jane");
    Departure departure = new Departure(Cause.DELETED, NOON, NOON.plusSeconds(60));
    insert(
        account(jane, STAFF, Progress.IN_STEP, Lease.NONE)
            .withEntitlement(new Entitlement(new TreeSet<>(), departure)));

    assertThat(nextDue()).contains(NOON.plusSeconds(60));
    assertThat(leaseDue(NOON.plusSeconds(59), 10)).isEmpty();
    List<Account> due = leaseDue(NOON.plusSeconds(60), 10);

    assertThat(due).extracting(Account::user).containsExactly(jane.id());
    assertThat(due.getFirst().entitlement().departure()).isEqualTo(departure);
    assertThat(due.getFirst().progress().since()).isEqualTo(NOON.plusSeconds(60));
  }

  @Test
  default void whatWasUnclearWhenItsLeaseRanOutIsUncertainAnewAndNeverForAShorterTime() {
    User jane = user(OKTA, "jane");
    User mary = user(OKTA, "mary");
    Lease lost = new Lease("test/1", 1, NOON.minusSeconds(1));
    Progress before =
        Progress.pending(NOON.minusSeconds(90), "new").uncertain(NOON.minusSeconds(55));
    Progress farther = before.uncertain(NOON.plusSeconds(3600));
    insert(
        account(jane, STAFF, before, lost).withKnown(Account.Known.UNCLEAR),
        account(mary, STAFF, farther, lost).withKnown(Account.Known.UNCLEAR));

    List<Account> due = leaseDue(NOON, 10);

    assertThat(due).hasSize(2).allMatch(account -> account.known() == Account.Known.UNCLEAR);
    for (Account account : due) {
      assertThat(account.progress().uncertainUntil())
          .isEqualTo(
              account.user().equals(jane.id())
                  ? account.lease().until()
                  : farther.uncertainUntil());
    }
  }

  @Test
  default void anOutcomeWithAStaleEpochChangesNothing() {
    User jane = user(OKTA, "jane");
    Account mine = account(jane, STAFF, Progress.pending(NOON, "new"), MINE);
    insert(mine);
    Account taken =
        directory()
            .<Account>write(
                tx ->
                    tx.accounts()
                        .takeOver(OKTA, STAFF, jane.id(), "other/1", NOON.plusSeconds(90))
                        .orElseThrow());
    assertThat(taken.lease()).isEqualTo(new Lease("other/1", 2, NOON.plusSeconds(90)));

    write(
        tx -> {
          assertThat(tx.accounts().update(inStep(mine))).isFalse();
          assertThat(tx.accounts().delete(mine)).isFalse();
          tx.accounts().release(mine);
        });
    assertThat(find(jane, STAFF)).contains(taken);

    write(tx -> assertThat(tx.accounts().update(inStep(taken))).isTrue());
    assertThat(find(jane, STAFF)).contains(inStep(taken));
    write(tx -> assertThat(tx.accounts().delete(taken)).isTrue());
    assertThat(find(jane, STAFF)).isEmpty();
    write(
        tx -> {
          assertThat(tx.accounts().update(taken)).isFalse();
          assertThat(tx.accounts().takeOver(OKTA, STAFF, jane.id(), "o", NOON)).isEmpty();
        });
  }

  @Test
  default void anUpdateLeavesTheLeaseAsItIs() {
    User jane = user(OKTA, "jane");
    Account mine = account(jane, STAFF, Progress.pending(NOON, "new"), MINE);
    insert(mine);
    Account other = account(jane, STAFF, Progress.IN_STEP, new Lease("x", 1, NOON));
    write(tx -> assertThat(tx.accounts().update(other)).isTrue());
    assertThat(find(jane, STAFF).orElseThrow().lease()).isEqualTo(MINE);
  }

  @Test
  default void aReleasedLeaseIsNotLiveAndItsEpochStays() {
    User jane = user(OKTA, "jane");
    Account mine = account(jane, STAFF, Progress.pending(NOON, "new"), MINE);
    insert(mine);
    write(tx -> tx.accounts().release(mine));

    Lease lease = find(jane, STAFF).orElseThrow().lease();
    assertThat(lease.live(NOON)).isFalse();
    assertThat(lease.epoch()).isEqualTo(1);
    assertThat(leaseDue(NOON, 10)).hasSize(1);
  }

  @Test
  default void whatIsDueIsLeasedTheLongestOverdueFirst() {
    User early = user(OKTA, "early");
    User late = user(OKTA, "late");
    User future = user(OKTA, "future");
    User leased = user(OKTA, "leased");
    User done = user(OKTA, "done");
    User refused = user(OKTA, "refused");
    Progress overdue = Progress.pending(NOON.minusSeconds(60), "new");
    insert(
        account(late, STAFF, Progress.pending(NOON, "new"), Lease.NONE),
        account(early, STAFF, overdue, new Lease("gone/1", 5, NOON)),
        account(future, STAFF, Progress.pending(NOON.plusMillis(1), "new"), Lease.NONE),
        account(leased, STAFF, overdue, new Lease("other/1", 5, NOON.plusMillis(1))),
        account(done, STAFF, Progress.IN_STEP, Lease.NONE),
        account(
            refused,
            STAFF,
            new Progress(Progress.State.REFUSED, "no", NOON, 1, NOON, null),
            Lease.NONE));

    List<Account> first = leaseDue(NOON, 1);
    assertThat(first).extracting(Account::user).containsExactly(early.id());
    assertThat(first.getFirst().lease()).isEqualTo(new Lease("me/2", 6, NOON.plusSeconds(30)));
    assertThat(find(early, STAFF).orElseThrow().lease()).isEqualTo(first.getFirst().lease());
    assertThat(leaseDue(NOON, 10)).extracting(Account::user).containsExactly(late.id());
    assertThat(leaseDue(NOON, 10)).isEmpty();
  }

  @Test
  default void aLeaseThatWasNotGivenBackLeavesItsAccountToBeLookedAt() {
    Progress due = Progress.pending(NOON, "new");
    User quiet = user(OKTA, "quiet");
    User gone = user(OKTA, "gone");
    insert(
        account(quiet, STAFF, due, MINE), account(gone, STAFF, due, new Lease("gone/1", 5, NOON)));
    write(tx -> tx.accounts().release(tx.accounts().find(OKTA, STAFF, quiet.id()).orElseThrow()));

    List<Account> leased = leaseDue(NOON, 10);

    assertThat(leased)
        .extracting(Account::user, Account::known)
        .containsExactlyInAnyOrder(
            tuple(quiet.id(), Account.Known.OURS), tuple(gone.id(), Account.Known.UNCLEAR));
  }

  @Test
  default void aUserWithAnOpenProposalIsLeftAlone() {
    User jane = user(OKTA, "jane");
    insert(account(jane, STAFF, Progress.pending(NOON, "new"), Lease.NONE));
    Proposal proposal = deletion(OKTA, jane.id(), ResourceType.USER, MINE);
    Proposal elsewhere = deletion(ENTRA, jane.id(), ResourceType.USER, MINE);
    write(
        tx -> {
          tx.proposals().open(proposal);
          tx.proposals().open(elsewhere);
        });
    assertThat(leaseDue(NOON, 10)).isEmpty();
    assertThat(nextDue()).isEmpty();

    write(tx -> tx.proposals().close(proposal));
    assertThat(nextDue()).contains(NOON);
    assertThat(leaseDue(NOON, 10)).hasSize(1);
  }

  @Test
  default void whatWasRefusedBeforeItsDeletionIsDueIsDeletedAndARefusedDeletionIsLeftAlone() {
    Progress before =
        new Progress(Progress.State.REFUSED, "old", NOON.minusSeconds(5), 1, null, null);
    Progress since = new Progress(Progress.State.REFUSED, "the deletion", NOON, 1, null, null);
    Entitlement leaving =
        new Entitlement(
            new TreeSet<>(),
            new Entitlement.Departure(
                Entitlement.Cause.UNASSIGNED, NOON.minusSeconds(60), NOON.minusSeconds(1)));
    User jane = user(OKTA, "jane");
    insert(
        account(jane, STAFF, before, Lease.NONE).withEntitlement(leaving),
        account(user(OKTA, "mary"), STAFF, since, Lease.NONE).withEntitlement(leaving));

    assertThat(nextDue()).contains(NOON.minusSeconds(1));
    assertThat(leaseDue(NOON, 10)).extracting(Account::user).containsExactly(jane.id());
  }

  @Test
  default void nextDueIsTheEarliestThatCouldBeLeased() {
    assertThat(nextDue()).isEmpty();
    Progress pending = Progress.pending(NOON, "new");
    insert(
        account(user(OKTA, "done"), STAFF, Progress.IN_STEP, Lease.NONE),
        account(user(OKTA, "leased"), STAFF, pending, MINE));
    assertThat(nextDue()).contains(MINE.until());

    insert(
        account(
            user(OKTA, "later"), STAFF, Progress.pending(NOON.plusSeconds(7), "new"), Lease.NONE));
    assertThat(nextDue()).contains(NOON.plusSeconds(7));

    write(tx -> tx.accounts().expireLeases());
    assertThat(nextDue()).contains(NOON);
  }

  @Test
  default void whoseLeaseRanOutIsCutOff() {
    Progress pending = Progress.pending(NOON, "new");
    User gone = user(OKTA, "gone");
    insert(
        account(user(OKTA, "returned"), STAFF, pending, Lease.NONE),
        account(gone, STAFF, pending, MINE));
    assertThat(cutOff(MINE.until().minusMillis(1))).isEmpty();

    assertThat(cutOff(MINE.until()))
        .singleElement()
        .satisfies(
            cut -> {
              assertThat(cut.app()).isEqualTo(OKTA);
              assertThat(cut.pool()).isEqualTo(STAFF);
              assertThat(cut.resource()).isEqualTo(gone.id());
              assertThat(cut.leasedUntil()).isEqualTo(MINE.until());
            });
    write(tx -> tx.accounts().expireLeases());
    assertThat(cutOff(MINE.until())).isEmpty();
  }

  @Test
  default void whatIsPendingGoesOnWaitingWhenItIsMarked() {
    User waiting = user(OKTA, "waiting");
    User refused = user(OKTA, "refused");
    User other = user(OKTA, "other");
    Instant before = NOON.minusSeconds(500);
    insert(
        account(
            waiting,
            STAFF,
            new Progress(Progress.State.PENDING, "old", before, 8, NOON.plusSeconds(99), before),
            MINE),
        account(
            refused,
            STAFF,
            new Progress(Progress.State.REFUSED, "old", before, 3, null, null),
            Lease.NONE),
        account(other, STAFF, Progress.IN_STEP, Lease.NONE));
    write(
        tx -> {
          tx.accounts().outOfStep(ENTRA, List.of(waiting.id()), NOON, "wrong app");
          tx.accounts().outOfStep(OKTA, List.of(waiting.id(), refused.id()), NOON, "changed");
        });

    Account marked = find(waiting, STAFF).orElseThrow();
    assertThat(marked.progress())
        .isEqualTo(new Progress(Progress.State.PENDING, "changed", before, 8, NOON, before));
    assertThat(marked.lease()).isEqualTo(MINE);
    assertThat(find(refused, STAFF).orElseThrow().progress())
        .isEqualTo(Progress.pending(NOON, "changed"));
    assertThat(find(other, STAFF).orElseThrow().progress()).isEqualTo(Progress.IN_STEP);
  }

  @Test
  default void whoMayHaveLostAccessComesFirstAndStaysThere() {
    User waiting = user(OKTA, "waiting");
    User leaving = user(OKTA, "leaving");
    Instant before = NOON.minusSeconds(500);
    insert(
        account(waiting, STAFF, Progress.pending(before, "new"), Lease.NONE),
        account(leaving, STAFF, Progress.IN_STEP, Lease.NONE));
    write(tx -> tx.accounts().mayHaveLost(OKTA, List.of(leaving.id()), NOON, "left"));
    directory()
        .read(
            tx -> {
              assertThat(tx.accounts().dueSince(OKTA, NOON, 10))
                  .extracting(Account::user)
                  .containsExactly(leaving.id());
              return null;
            });
    write(
        tx -> {
          tx.accounts().outOfStep(ENTRA, List.of(leaving.id()), NOON, "wrong app");
          tx.accounts().outOfStep(OKTA, List.of(leaving.id()), NOON.plusMillis(1), "changed");
        });

    assertThat(leaseDue(NOON.plusMillis(1), 1))
        .extracting(Account::user)
        .containsExactly(leaving.id());
    assertThat(find(leaving, STAFF).orElseThrow().progress().since()).isEqualTo(NOON);
    assertThat(leaseDue(NOON.plusMillis(1), 1))
        .extracting(Account::user)
        .containsExactly(waiting.id());
  }

  @Test
  default void removalsAreLeasedByThemselvesAndEachAppByItself() {
    User waits = user(OKTA, "waits");
    User leaves = user(OKTA, "leaves");
    User other = user(ENTRA, "other");
    User expired = user(ENTRA, "expired");
    Progress longAgo = Progress.pending(NOON.minusSeconds(600), "new");
    Progress removal = Progress.pending(NOON, "barred").urgent(true);
    insert(
        account(waits, STAFF, longAgo, Lease.NONE),
        account(leaves, STAFF, removal, Lease.NONE),
        account(other, STAFF, longAgo, Lease.NONE),
        account(expired, STAFF, Progress.IN_STEP, Lease.NONE)
            .withEntitlement(
                new Entitlement(new TreeSet<>(), new Departure(Cause.DELETED, NOON, NOON))));

    assertThat(directory().<List<AppId>>read(tx -> tx.accounts().waitingApps()))
        .containsExactly(ENTRA, OKTA);
    assertThat(lease(OKTA, true)).containsExactly(leaves.id());
    assertThat(lease(OKTA, false)).containsExactly(waits.id());
    assertThat(lease(ENTRA, true)).isEmpty();
    write(tx -> tx.accounts().deletionsDue(NOON));
    assertThat(lease(ENTRA, true)).containsExactly(expired.id());
    assertThat(lease(ENTRA, false)).containsExactly(other.id());
    // What was tried and failed is as urgent as before; what is in step never is.
    assertThat(find(leaves, STAFF).orElseThrow().progress().urgent()).isTrue();
    assertThat(removal.urgent(true).uncertain(NOON).urgent()).isTrue();
    assertThat(Progress.IN_STEP.urgent(true).urgent()).isFalse();
  }

  @Test
  default void whatIsAtRestIsLookedAtOnceMoreWhenNoCallCanComeLateAnyMore() {
    User open = user(OKTA, "open");
    User barred = user(OKTA, "barred");
    User later = user(OKTA, "later");
    User certain = user(OKTA, "certain");
    User waits = user(OKTA, "waits");
    User known = user(OKTA, "known");
    User leased = user(OKTA, "leased");
    Progress refused = new Progress(Progress.State.REFUSED, "why", NOON, 3, null, NOON);
    Progress pending = Progress.pending(NOON.plusSeconds(5), "new").uncertain(NOON);
    Progress unsettled = Progress.IN_STEP.uncertain(NOON);
    insert(
        account(open, STAFF, unsettled, Lease.NONE),
        account(barred, STAFF, refused, Lease.NONE).withEnabled(false),
        account(later, STAFF, Progress.IN_STEP.uncertain(NOON.plusMillis(1)), Lease.NONE),
        account(certain, STAFF, Progress.IN_STEP, Lease.NONE),
        account(waits, STAFF, pending, Lease.NONE),
        account(known, STAFF, unsettled, Lease.NONE).withKnown(Account.Known.LISTED),
        account(leased, STAFF, unsettled, new Lease("me/1", 1, NOON.plusSeconds(9))));

    write(tx -> tx.accounts().lateCallsDue(NOON));

    assertThat(lease(OKTA, true)).containsExactly(barred.id());
    assertThat(lease(OKTA, false)).containsExactly(open.id());
    Account marked = find(open, STAFF).orElseThrow();
    assertThat(marked.known()).isEqualTo(Account.Known.UNCLEAR);
    assertThat(marked.progress().uncertainUntil()).isNull();
    for (User left : List.of(later, known, leased)) {
      assertThat(find(left, STAFF).orElseThrow().progress().uncertainUntil()).isNotNull();
    }
    assertThat(find(waits, STAFF).orElseThrow().progress()).isEqualTo(pending);
  }

  @Test
  default void whatIsRefusedOrBacksOffIsMadeDueAndNothingElse() {
    User jane = user(OKTA, "jane");
    User mary = user(OKTA, "mary");
    User other = user(ENTRA, "jane");
    Progress refused = new Progress(Progress.State.REFUSED, "no", NOON, 3, null, null);
    Progress backingOff =
        new Progress(Progress.State.PENDING, "later", NOON, 3, NOON.plusSeconds(600), null);
    Progress held = new Progress(Progress.State.HELD, "too many", NOON, 0, null, null);
    insert(
        account(jane, STAFF, refused, Lease.NONE),
        account(jane, CUSTOMERS, backingOff, Lease.NONE),
        account(mary, STAFF, held, Lease.NONE),
        account(mary, CUSTOMERS, refused, Lease.NONE),
        account(other, STAFF, refused, Lease.NONE));
    Instant now = NOON.plusSeconds(60);

    assertThat(usersIn(Progress.State.REFUSED, "", 10))
        .containsExactlyInAnyOrder(jane.id(), mary.id())
        .isSorted();
    assertThat(usersIn(Progress.State.REFUSED, "", 1)).hasSize(1);
    assertThat(
            usersIn(
                Progress.State.REFUSED,
                usersIn(Progress.State.REFUSED, "", 1).getFirst().value(),
                10))
        .hasSize(1);
    assertThat(dueNow(Progress.State.PENDING, now, jane, mary, other)).isEqualTo(1);
    assertThat(dueNow(Progress.State.PENDING, now, jane, mary, other)).isZero();
    assertThat(dueNow(Progress.State.REFUSED, now, jane, other)).isEqualTo(1);

    assertThat(find(jane, CUSTOMERS).orElseThrow().progress())
        .isEqualTo(new Progress(Progress.State.PENDING, "by hand", NOON, 3, now, null));
    assertThat(find(jane, STAFF).orElseThrow().progress())
        .isEqualTo(Progress.pending(now, "by hand"));
    assertThat(find(mary, STAFF).orElseThrow().progress()).isEqualTo(held);
    assertThat(find(mary, CUSTOMERS).orElseThrow().progress()).isEqualTo(refused);
    assertThat(find(other, STAFF).orElseThrow().progress()).isEqualTo(refused);
  }

  private static Progress refused() {
    return new Progress(Progress.State.REFUSED, "no", NOON.minusSeconds(9), 3, null, null);
  }

  private int doubt(boolean takesAway, Instant now, Account... accounts) {
    List<ResourceId> users = Stream.of(accounts).map(Account::user).toList();
    return directory()
        .<Integer>write(tx -> tx.accounts().doubt(OKTA, STAFF, users, takesAway, now, "differs"));
  }

  private List<CutOff> cutOff(Instant now) {
    return directory().<List<CutOff>>read(tx -> tx.accounts().cutOff(now));
  }

  private List<ResourceId> lease(AppId app, boolean urgent) {
    return directory()
        .write(
            tx ->
                tx.accounts().leaseDue(app, urgent, NOON, "me/2", NOON.plusSeconds(30), 10).stream()
                    .map(Account::user)
                    .toList());
  }

  private List<ResourceId> usersIn(Progress.State state, String after, int limit) {
    return directory().read(tx -> tx.accounts().usersIn(OKTA, state, after, limit));
  }

  private int dueNow(Progress.State state, Instant now, User... users) {
    List<ResourceId> ids = List.of(users).stream().map(User::id).toList();
    return directory().<Integer>write(tx -> tx.accounts().dueNow(OKTA, state, ids, now, "by hand"));
  }

  private Optional<Instant> nextDue() {
    return directory().read(tx -> tx.accounts().nextDue());
  }

  private static Account inStep(Account account) {
    Applied applied = account.applied();
    return account
        .withOwnership(new Ownership(account.username(), "sub-1", Account.Known.OURS, null))
        .withApplied(
            new Applied(
                applied.attributes(),
                applied.enabled(),
                applied.groups(),
                applied.ready(),
                "CONFIRMED",
                NOON))
        .withProgress(Progress.IN_STEP);
  }
}
