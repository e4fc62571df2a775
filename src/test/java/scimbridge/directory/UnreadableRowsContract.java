package scimbridge.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scimbridge.directory.Examples.MINE;
import static scimbridge.directory.Examples.NOON;
import static scimbridge.directory.Examples.STAFF;
import static scimbridge.directory.Examples.account;
import static scimbridge.directory.Examples.group;
import static scimbridge.directory.Examples.member;
import static scimbridge.directory.Examples.poolGroup;
import static scimbridge.directory.Examples.user;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.fault.Fault;
import scimbridge.identity.Group;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;

/**
 * What {@link Accounts} and {@link PoolGroups} promise of rows that this version cannot read: each
 * keeps nobody else waiting, is counted, and stays as it is until somebody can read it.
 */
public interface UnreadableRowsContract extends DirectoryContract {
  Instant SOON = NOON.plusSeconds(1);
  Instant UNTIL = NOON.plusSeconds(31);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attributes = '{\"email\":'",
        "attributes = '{\"email\":{\"of\":\"a newer version\"}}'",
        "attributes = '{} of a newer version'",
        "pool_groups = '[\"a'",
        "policies = 'x'",
        "known = 'PROBED'",
        "leaving = 'RETIRED', leaving_since = 0",
        "leaving = 'DELETED', leaving_since = 0, guard = 'ASKED'"
      })
  default void whatIsDueAndCannotBeReadKeepsNobodyElse(String damage) {
    Account jane = pending("jane", NOON.minusSeconds(9));
    Account mary = pending("mary", NOON);
    insert(jane, mary);
    tamper("UPDATE accounts SET " + damage + " WHERE username = 'jane'");

    assertThat(leaseDue(SOON, 1)).extracting(Account::user).containsExactly(mary.user());
    assertThat(leaseDue(SOON, 9)).isEmpty();
    assertThat(this.<Long>read(tx -> tx.accounts().countUnreadable(OKTA))).isOne();
    assertThat(this.<Long>read(tx -> tx.accounts().countUnreadable(ENTRA))).isZero();
    assertThat(this.<List<CutOff>>read(tx -> tx.accounts().cutOff(UNTIL.plusSeconds(1))))
        .as("nobody works on it")
        .extracting(CutOff::resource)
        .doesNotContain(jane.user());
    assertThat(leaseDue(UNTIL.plusSeconds(1), 9))
        .as("looked at again")
        .extracting(Account::user)
        .containsExactly(mary.user());
  }

  @Test
  default void howeverManyCannotBeReadTheOthersAreWorkedOnAtOnce() {
    List<Account> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      all.add(pending("damaged-" + i, NOON.minusSeconds(100 - i)));
    }
    Account mary = pending("mary", NOON);
    all.add(mary);
    insert(all.toArray(Account[]::new));
    tamper("UPDATE accounts SET known = 'PROBED' WHERE username LIKE 'damaged-%'");

    assertThat(leaseDue(SOON, 2)).extracting(Account::user).containsExactly(mary.user());
    assertThat(this.<Long>read(tx -> tx.accounts().countUnreadable(OKTA))).isEqualTo(60);
  }

  @Test
  default void whatCannotBeReadIsWorkedOnWhenItCanBe() {
    Account jane = pending("jane", NOON);
    insert(jane);
    tamper("UPDATE accounts SET known = 'PROBED'");
    assertThat(leaseDue(SOON, 9)).isEmpty();
    write(tx -> tx.accounts().expireLeases());

    tamper("UPDATE accounts SET known = 'OURS'");
    List<Account> again = leaseDue(SOON, 9);

    assertThat(again)
        .extracting(account -> account.withLease(jane.lease()))
        .as("nothing has become of it")
        .containsExactly(jane);
    assertThat(this.<Long>read(tx -> tx.accounts().countUnreadable(OKTA))).isZero();
  }

  @Test
  default void whatSomebodyWasAtWhenItBecameUnreadableIsUnsureWhenItCanBeRead() {
    Account jane = account(user(OKTA, "jane"), STAFF, Progress.pending(NOON, "new"), MINE);
    insert(jane);
    tamper("UPDATE accounts SET known = 'PROBED'");
    assertThat(leaseDue(UNTIL, 9)).isEmpty();
    assertThat(leaseDue(UNTIL.plusSeconds(60), 9)).isEmpty();
    assertThat(this.<Long>read(tx -> tx.accounts().countUnreadable(OKTA))).isOne();

    tamper("UPDATE accounts SET known = 'OURS'");
    assertThat(leaseDue(UNTIL.plusSeconds(120), 9))
        .extracting(Account::known)
        .containsExactly(Account.Known.UNCLEAR);
  }

  @Test
  default void whoWantsToDoSomethingToItIsToldAndWhoReadsManySeesThatThereIsOne() {
    Account jane = account(user(OKTA, "jane"), STAFF, Progress.IN_STEP, Lease.NONE);
    Account mary = account(user(OKTA, "mary"), STAFF, Progress.IN_STEP, Lease.NONE);
    insert(jane, mary);
    tamper("UPDATE accounts SET attributes = '{' WHERE username = 'jane'");

    refused(tx -> tx.accounts().find(OKTA, STAFF, jane.user()));
    refused(tx -> tx.accounts().of(OKTA, jane.user()));
    refused(tx -> tx.accounts().takeOver(OKTA, STAFF, jane.user(), "me", UNTIL));

    Account seen =
        this.<Optional<Account>>read(tx -> tx.accounts().peek(OKTA, STAFF, jane.user()))
            .orElseThrow();
    assertThat(seen.isUnreadable()).isTrue();
    assertThat(seen.username()).isEqualTo("jane");
    Map<ResourceId, List<Account>> all =
        read(tx -> tx.accounts().ofUsers(OKTA, Set.of(jane.user(), mary.user())));
    assertThat(all).isEqualTo(Map.of(jane.user(), List.of(seen), mary.user(), List.of(mary)));
    assertThat(this.<List<Account>>read(tx -> tx.accounts().inPool(STAFF, Set.of("jane"))))
        .containsExactly(seen);
    assertThat(this.<List<Account>>read(tx -> tx.accounts().ofPool(OKTA, STAFF, "", 9)))
        .containsExactlyInAnyOrder(seen, mary);
    assertThat(this.<List<Account>>read(tx -> tx.accounts().in(OKTA, Progress.State.IN_STEP, 9)))
        .containsExactly(mary);

    refused(tx -> tx.accounts().update(seen));
    refused(tx -> tx.accounts().delete(seen));
    write(tx -> tx.accounts().want(OKTA, STAFF, Set.of(jane.user()), NOON, "in scope"));
    tamper("UPDATE accounts SET attributes = '{}' WHERE username = 'jane'");
    assertThat(this.<Optional<Account>>read(tx -> tx.accounts().find(OKTA, STAFF, jane.user())))
        .as("as it was")
        .contains(jane);
  }

  @Test
  default void whatWasMetAtRestBecomesWorkSoThatItIsCounted() {
    Account jane = account(user(OKTA, "jane"), STAFF, Progress.IN_STEP, Lease.NONE);
    insert(jane);
    tamper("UPDATE accounts SET attributes = '{'");
    write(tx -> tx.accounts().unreadableDue(NOON));
    assertThat(leaseDue(SOON, 9)).isEmpty();
    assertThat(this.<Long>read(tx -> tx.accounts().countUnreadable(OKTA))).isZero();

    read(tx -> tx.accounts().ofUsers(OKTA, Set.of(jane.user())));
    write(tx -> tx.accounts().unreadableDue(NOON));
    assertThat(leaseDue(SOON, 9)).isEmpty();

    assertThat(this.<Long>read(tx -> tx.accounts().countUnreadable(OKTA))).isOne();
    tamper("UPDATE accounts SET attributes = '{}'");
    assertThat(leaseDue(UNTIL, 9)).extracting(Account::user).containsExactly(jane.user());
  }

  @Test
  default void aStateThatThisVersionDoesNotKnowIsCounted() {
    Account jane = account(user(OKTA, "jane"), STAFF, Progress.IN_STEP, Lease.NONE);
    Account mary = account(user(OKTA, "mary"), STAFF, Progress.IN_STEP, Lease.NONE);
    insert(jane, mary);
    tamper("UPDATE accounts SET state = 'PARKED' WHERE username = 'jane'");

    read(tx -> tx.accounts().ofUsers(OKTA, Set.of(jane.user())));
    write(tx -> tx.accounts().unreadableDue(NOON));

    assertThat(this.<Long>read(tx -> tx.accounts().countUnreadable(OKTA))).isOne();
    assertThat(this.<Map<Progress.State, Long>>read(tx -> tx.accounts().counts(OKTA)))
        .isEqualTo(Map.of(Progress.State.IN_STEP, 1L));
    tamper("UPDATE accounts SET state = 'IN_STEP' WHERE state = 'PARKED'");
    assertThat(this.<Optional<Account>>read(tx -> tx.accounts().find(OKTA, STAFF, jane.user())))
        .as("as it was")
        .contains(jane);
  }

  @Test
  default void whatCannotBeReadIsNoBacklogAndNoOldestPending() {
    Account jane = pending("jane", NOON.minusSeconds(5000));
    Account mary = pending("mary", NOON);
    insert(jane, mary);
    tamper("UPDATE accounts SET known = 'PROBED' WHERE username = 'jane'");
    leaseDue(SOON, 9);

    assertThat(this.<Optional<Instant>>read(tx -> tx.accounts().oldestPending(OKTA)))
        .contains(NOON);
    assertThat(this.<List<Account>>read(tx -> tx.accounts().pending(OKTA, 1)))
        .extracting(Account::user)
        .containsExactly(mary.user());
  }

  @ParameterizedTest
  @ValueSource(strings = {"origin = 'BORROWED'", "phase = 'MERGING'"})
  default void aPoolGroupThatCannotBeReadKeepsNoOtherAndIsFollowedWhenItCanBe(String damage) {
    User jane = user(OKTA, "jane");
    Group staff = group(OKTA, "Staff");
    Group sales = group(OKTA, "Sales");
    PoolGroup due =
        poolGroup("1", staff, Progress.pending(NOON.minusSeconds(9), "new"), Lease.NONE);
    PoolGroup other = poolGroup("2", sales, Progress.pending(NOON, "new"), Lease.NONE);
    insert(account(jane, STAFF, Progress.IN_STEP, Lease.NONE));
    write(
        tx -> {
          tx.members().add(OKTA, staff.id(), List.of(member(jane)));
          tx.poolGroups().insert(due);
          tx.poolGroups().insert(other);
        });
    tamper("UPDATE pool_groups SET " + damage + " WHERE id = '1'");

    assertThat(leaseGroups(SOON)).extracting(PoolGroup::id).containsExactly("2");
    assertThat(this.<Long>read(tx -> tx.poolGroups().countUnreadable(OKTA))).isOne();
    PoolGroup seen =
        this.<List<PoolGroup>>read(tx -> tx.poolGroups().ofMember(OKTA, STAFF, jane.id()))
            .getFirst();
    assertThat(seen.isUnreadable()).isTrue();
    assertThat(seen.groupName()).isEqualTo(due.groupName());
    assertThat(seen.wants()).as("nobody deletes it").isTrue();
    assertThat(
            this.<List<PoolGroup>>read(
                tx -> tx.poolGroups().inPool(STAFF, Set.of(due.groupName()))))
        .containsExactly(seen);
    refused(tx -> tx.poolGroups().ofGroup(OKTA, staff.id()));
    refused(tx -> tx.poolGroups().takeOver(OKTA, "1", "me", UNTIL));
    refused(tx -> tx.poolGroups().update(seen));
    refused(tx -> tx.poolGroups().delete(seen));
    assertThat(leaseDue(SOON, 9)).as("as long as it is so").isEmpty();

    tamper("UPDATE pool_groups SET origin = 'PUSHED', phase = 'PRESENT' WHERE id = '1'");
    assertThat(leaseGroups(UNTIL)).extracting(PoolGroup::id).contains("1");
    assertThat(leaseDue(UNTIL, 9)).extracting(Account::user).containsExactly(jane.id());
  }

  @Test
  default void whatPoliciesGiveIsFoundAlsoWhenItCannotBeRead() {
    PoolGroup granted =
        PoolGroup.wanted(
            OKTA,
            STAFF,
            PoolGroup.grantId(OKTA, STAFF, "Sales"),
            "Sales",
            PoolGroup.Reason.GRANTED,
            NOON,
            Lease.NONE);
    write(tx -> tx.poolGroups().insert(granted));
    tamper("UPDATE pool_groups SET origin = 'LENT'");

    assertThat(this.<List<PoolGroup>>read(tx -> tx.poolGroups().granted(OKTA)))
        .extracting(PoolGroup::group, PoolGroup::isUnreadable)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(granted.group(), true));
  }

  private <T> T read(Function<Transaction, T> work) {
    return directory().read(work::apply);
  }

  private void refused(Function<Transaction, ?> work) {
    assertThatThrownBy(() -> directory().<Object>write(work::apply))
        .isInstanceOfSatisfying(
            Fault.class,
            fault -> {
              assertThat(fault.kind()).isEqualTo(Fault.Kind.UNREADABLE);
              assertThat(fault.detail()).contains("pool staff").contains(Unreadable.REMEDY);
            });
  }

  private List<Account> leaseDue(Instant now, int limit) {
    return directory()
        .write(tx -> Examples.leaseDue(tx, now, MINE.owner(), now.plusSeconds(30), limit));
  }

  private List<PoolGroup> leaseGroups(Instant now) {
    return directory()
        .write(
            tx -> tx.poolGroups().leaseDue(OKTA, false, now, MINE.owner(), now.plusSeconds(30), 9));
  }

  private static Account pending(String userName, Instant since) {
    return account(user(OKTA, userName), STAFF, Progress.pending(since, "new"), Lease.NONE);
  }

  private void insert(Account... accounts) {
    write(tx -> List.of(accounts).forEach(tx.accounts()::insert));
  }
}
