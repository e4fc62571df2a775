package scimbridge.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.directory.Examples.CUSTOMERS;
import static scimbridge.directory.Examples.MINE;
import static scimbridge.directory.Examples.NOON;
import static scimbridge.directory.Examples.STAFF;
import static scimbridge.directory.Examples.deletion;
import static scimbridge.directory.Examples.group;
import static scimbridge.directory.Examples.member;
import static scimbridge.directory.Examples.poolGroup;
import static scimbridge.directory.Examples.user;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import scimbridge.identity.AppId;
import scimbridge.identity.Group;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;

/** What {@link PoolGroups} promises. */
public interface PoolGroupsContract extends DirectoryContract {

  @Test
  default void aPoolGroupIsFoundByGroupIdNameAndMember() {
    User jane = user(OKTA, "jane");
    Group staff = group(OKTA, "Staff");
    Group sales = group(OKTA, "Sales");
    PoolGroup present = poolGroup("1", staff, Progress.IN_STEP, Lease.NONE);
    PoolGroup retiring =
        new PoolGroup(
            "2",
            OKTA,
            STAFF,
            staff.id(),
            "Old name",
            PoolGroup.Reason.PUSHED,
            false,
            PoolGroup.Phase.RETIRING,
            NOON,
            new Progress(Progress.State.HELD, "why", NOON, 2, null, NOON),
            MINE);
    PoolGroup other = poolGroup("3", sales, Progress.IN_STEP, Lease.NONE);
    insert(present, retiring, other);
    write(tx -> tx.members().add(OKTA, staff.id(), List.of(member(jane))));

    directory()
        .read(
            tx -> {
              PoolGroups groups = tx.poolGroups();
              assertThat(groups.ofGroup(OKTA, staff.id())).containsExactly(present, retiring);
              assertThat(groups.ofGroup(ENTRA, staff.id())).isEmpty();
              assertThat(groups.ofMember(OKTA, STAFF, jane.id()))
                  .containsExactly(present, retiring);
              assertThat(groups.ofMember(OKTA, CUSTOMERS, jane.id())).isEmpty();
              assertThat(groups.ofMember(ENTRA, STAFF, jane.id())).isEmpty();
              assertThat(groups.withIds(OKTA, List.of("3", "1", "9", "1")))
                  .containsExactlyInAnyOrder(present, other);
              assertThat(groups.withIds(ENTRA, List.of("1"))).isEmpty();
              assertThat(groups.withIds(OKTA, List.of())).isEmpty();
              assertThat(groups.named(OKTA, STAFF, List.of("Old name", "old NAME", "Sales")))
                  .containsExactlyInAnyOrder(retiring, other);
              assertThat(groups.named(OKTA, CUSTOMERS, List.of("Sales"))).isEmpty();
              assertThat(groups.named(ENTRA, STAFF, List.of("Sales"))).isEmpty();
              assertThat(groups.inPool(STAFF, List.of("Old name", "Sales", "Nobody")))
                  .containsExactly(retiring, other);
              assertThat(groups.inPool(CUSTOMERS, List.of("Sales"))).isEmpty();
              assertThat(groups.ofPool(OKTA, STAFF)).containsExactly(retiring, other, present);
              assertThat(groups.ofPool(OKTA, CUSTOMERS)).isEmpty();
              assertThat(groups.ofPool(ENTRA, STAFF)).isEmpty();
              return null;
            });
  }

  @Test
  default void whatOneTransactionMarkedIsFoundByItsInstantWhoeverWorksOnIt() {
    Group staff = group(OKTA, "Staff");
    PoolGroup marked = poolGroup("1", staff, Progress.pending(NOON, "new"), MINE);
    PoolGroup earlier =
        poolGroup("2", staff, Progress.pending(NOON.minusSeconds(1), "new"), Lease.NONE);
    PoolGroup settled = poolGroup("3", staff, Progress.IN_STEP, Lease.NONE);
    insert(marked, earlier, settled);

    directory()
        .read(
            tx -> {
              assertThat(tx.poolGroups().dueSince(OKTA, NOON, 10)).containsExactly(marked);
              assertThat(tx.poolGroups().dueSince(ENTRA, NOON, 10)).isEmpty();
              assertThat(tx.poolGroups().pending(OKTA, 10))
                  .containsExactlyInAnyOrder(marked, earlier);
              assertThat(tx.poolGroups().pending(OKTA, 1)).hasSize(1);
              assertThat(tx.poolGroups().pending(ENTRA, 10)).isEmpty();
              return null;
            });
  }

  @Test
  default void inAPoolTheGroupsOfEveryAppAreFound() {
    PoolGroup ours = poolGroup("1", group(OKTA, "Sales"), Progress.IN_STEP, Lease.NONE);
    PoolGroup theirs =
        poolGroup("2", group(ENTRA, "Sales"), Progress.IN_STEP, Lease.NONE).withMade(false);
    PoolGroup granted =
        PoolGroup.wanted(
            OKTA,
            STAFF,
            PoolGroup.grantId(OKTA, STAFF, "Sales"),
            "Sales",
            PoolGroup.Reason.GRANTED,
            NOON,
            Lease.NONE);
    insert(ours, theirs, granted);

    assertThat(
            directory()
                .<List<PoolGroup>>read(tx -> tx.poolGroups().inPool(STAFF, List.of("Sales"))))
        .containsExactlyInAnyOrder(ours, theirs, granted);
  }

  @Test
  default void anOutcomeWithAStaleEpochChangesNothing() {
    Group staff = group(OKTA, "Staff");
    PoolGroup mine = poolGroup("1", staff, Progress.pending(NOON, "new"), MINE);
    insert(mine);
    PoolGroup taken =
        directory()
            .<PoolGroup>write(
                tx ->
                    tx.poolGroups()
                        .takeOver(OKTA, "1", "other/1", NOON.plusSeconds(90))
                        .orElseThrow());
    assertThat(taken.lease()).isEqualTo(new Lease("other/1", 2, NOON.plusSeconds(90)));

    PoolGroup changed = retired(taken);
    write(
        tx -> {
          assertThat(tx.poolGroups().update(retired(mine))).isFalse();
          assertThat(tx.poolGroups().delete(mine)).isFalse();
          tx.poolGroups().release(mine);
        });
    assertThat(ofGroup(staff)).containsExactly(taken);
    write(tx -> assertThat(tx.poolGroups().update(changed)).isTrue());
    assertThat(ofGroup(staff)).containsExactly(changed);
    write(tx -> assertThat(tx.poolGroups().delete(changed)).isTrue());
    assertThat(ofGroup(staff)).isEmpty();
    write(
        tx -> {
          assertThat(tx.poolGroups().update(changed)).isFalse();
          assertThat(tx.poolGroups().takeOver(OKTA, "1", "o", NOON)).isEmpty();
        });
  }

  @Test
  default void whatIsDueIsLeasedUnlessItsGroupHasAnOpenProposal() {
    Group staff = group(OKTA, "Staff");
    Group sales = group(OKTA, "Sales");
    Group future = group(OKTA, "Future");
    insert(
        poolGroup("1", staff, Progress.pending(NOON, "new"), new Lease("gone/1", 3, NOON)),
        poolGroup("2", sales, Progress.pending(NOON.minusSeconds(9), "new"), Lease.NONE),
        poolGroup("3", future, Progress.pending(NOON.plusSeconds(1), "new"), Lease.NONE),
        poolGroup("4", staff, Progress.IN_STEP, Lease.NONE));
    Proposal onSales = deletion(OKTA, sales.id(), ResourceType.GROUP, MINE);
    write(tx -> tx.proposals().open(onSales));

    List<PoolGroup> due = leaseDue(NOON);
    assertThat(due).extracting(PoolGroup::id).containsExactly("1");
    assertThat(due.getFirst().lease()).isEqualTo(new Lease("me/2", 4, NOON.plusSeconds(30)));
    assertThat(leaseDue(NOON)).isEmpty();
    assertThat(nextDue()).contains(NOON.plusSeconds(1));

    write(tx -> tx.proposals().close(onSales));
    assertThat(nextDue()).contains(NOON.minusSeconds(9));
    assertThat(leaseDue(NOON)).extracting(PoolGroup::id).containsExactly("2");

    write(tx -> tx.poolGroups().release(due.getFirst()));
    assertThat(leaseDue(NOON)).extracting(PoolGroup::id).containsExactly("1");
    Instant over = NOON.plus(Duration.ofDays(1));
    assertThat(directory().<List<CutOff>>read(tx -> tx.poolGroups().cutOff(over)))
        .extracting(CutOff::name)
        .hasSize(2);
    write(tx -> tx.poolGroups().expireLeases());
    assertThat(directory().<List<CutOff>>read(tx -> tx.poolGroups().cutOff(over))).isEmpty();
    assertThat(leaseDue(NOON)).extracting(PoolGroup::id).containsExactly("2", "1");
  }

  @Test
  default void whatWasRefusedIsDueAgainWhenTheRulesChange() {
    Group sales = group(OKTA, "Sales");
    Group other = group(OKTA, "Other");
    Progress refused = new Progress(Progress.State.REFUSED, "off", NOON, 1, null, null);
    insert(
        poolGroup("1", sales, refused, Lease.NONE),
        poolGroup("2", other, Progress.IN_STEP, Lease.NONE));

    write(tx -> tx.poolGroups().refusedOutOfStep(ENTRA, NOON, "rules"));
    assertThat(leaseDue(NOON)).isEmpty();
    write(tx -> tx.poolGroups().refusedOutOfStep(OKTA, NOON, "rules"));

    assertThat(leaseDue(NOON)).extracting(PoolGroup::id).containsExactly("1");
  }

  @Test
  default void countsTheOldestPendingAndWhatIsTriedAgainAreOfOneApp() {
    Group sales = group(OKTA, "Sales");
    Progress refused = new Progress(Progress.State.REFUSED, "off", NOON, 1, null, null);
    insert(
        retired(poolGroup("1", sales, Progress.IN_STEP, Lease.NONE))
            .with(PoolGroup.Phase.RETIRING, Progress.pending(NOON.minusSeconds(9), "renamed")),
        poolGroup("2", sales, Progress.pending(NOON.minusSeconds(5), "new"), Lease.NONE),
        poolGroup("3", sales, refused, Lease.NONE),
        poolGroup("4", group(ENTRA, "Sales"), refused, Lease.NONE));

    assertThat(this.<Object>asked(tx -> tx.poolGroups().counts(OKTA)))
        .isEqualTo(Map.of(Progress.State.PENDING, 2L, Progress.State.REFUSED, 1L));
    assertThat(this.<Object>asked(tx -> tx.poolGroups().oldestPending(OKTA)))
        .isEqualTo(Optional.of(NOON.minusSeconds(5)));
    assertThat(this.<Integer>asked(tx -> dueNow(tx, Progress.State.REFUSED))).isEqualTo(1);
    assertThat(this.<Integer>asked(tx -> dueNow(tx, Progress.State.REFUSED))).isZero();
    assertThat(this.<Object>asked(tx -> tx.poolGroups().counts(ENTRA)))
        .isEqualTo(Map.of(Progress.State.REFUSED, 1L));
  }

  private <T> T asked(Function<Transaction, T> question) {
    return directory().<T>write(question);
  }

  private static int dueNow(Transaction tx, Progress.State state) {
    return tx.poolGroups().dueNow(OKTA, state, NOON, "by hand");
  }

  private void insert(PoolGroup... poolGroups) {
    write(tx -> List.of(poolGroups).forEach(tx.poolGroups()::insert));
  }

  private List<PoolGroup> ofGroup(Group group) {
    AppId app = group.app();
    return directory().read(tx -> tx.poolGroups().ofGroup(app, group.id()));
  }

  private List<PoolGroup> leaseDue(Instant now) {
    Instant until = now.plusSeconds(30);
    return directory()
        .write(
            tx ->
                tx.poolGroups().waitingApps().stream()
                    .flatMap(
                        app ->
                            Stream.of(true, false)
                                .flatMap(
                                    urgent ->
                                        tx
                                            .poolGroups()
                                            .leaseDue(app, urgent, now, "me/2", until, 10)
                                            .stream()))
                    .toList());
  }

  private Optional<Instant> nextDue() {
    return directory().read(tx -> tx.poolGroups().nextDue());
  }

  private static PoolGroup retired(PoolGroup group) {
    return new PoolGroup(
        group.id(),
        group.app(),
        group.pool(),
        group.group(),
        group.groupName(),
        group.reason(),
        group.made(),
        PoolGroup.Phase.RETIRING,
        null,
        Progress.IN_STEP,
        group.lease());
  }
}
