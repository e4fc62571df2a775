package scimbridge.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.directory.Examples.CUSTOMERS;
import static scimbridge.directory.Examples.NOON;
import static scimbridge.directory.Examples.STAFF;
import static scimbridge.directory.Examples.account;
import static scimbridge.directory.Examples.user;

import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import scimbridge.directory.Entitlement.Cause;
import scimbridge.directory.Entitlement.Departure;
import scimbridge.directory.Entitlement.Standing;
import scimbridge.directory.Guards.Kind;
import scimbridge.directory.Guards.Word;
import scimbridge.directory.Progress.State;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;

/** What {@link Guards} promises. */
public interface GuardsContract extends DirectoryContract {

  @Test
  default void onlyAccountsThatAreThereAndNotYoungCount() {
    User jane = user(OKTA, "jane");
    Departure leaving = new Departure(Cause.UNASSIGNED, NOON, null);
    made(account(jane, STAFF, Progress.pending(NOON, "new"), Lease.NONE));
    made(account(jane, CUSTOMERS, Progress.pending(NOON.plusSeconds(9), "new"), Lease.NONE));
    made(leaving(leaving));
    made(leaving(leaving.with(Standing.HELD)));
    made(leaving(leaving.with(Standing.WAIVED)));
    made(leaving(new Departure(Cause.DELETED, NOON, null)));
    made(leaving(new Departure(Cause.INACTIVE, NOON, null)));
    made(old(user(OKTA, "none")).withKnown(Account.Known.ABSENT));
    made(old(user(OKTA, "foreign")).withKnown(Account.Known.FOREIGN));
    made(old(user(ENTRA, "other")));

    assertThat(accountsOf(jane, null, NOON)).isEqualTo(1);
    assertThat(accountsOf(jane, STAFF, NOON)).isEqualTo(1);
    assertThat(accountsOf(jane, CUSTOMERS, NOON)).isZero();
    assertThat(accountsOf(jane, null, NOON.plusSeconds(9))).isEqualTo(2);
    assertThat(accountsOf(jane, null, NOON.minusMillis(1))).isZero();
    assertThat(accounts(OKTA, 100)).isEqualTo(4);
    assertThat(accounts(OKTA, 3)).isEqualTo(3);
    assertThat(accounts(ENTRA, 100)).isEqualTo(1);
  }

  @Test
  default void anAccountKeepsItsAgeAndItsDepartureItsStanding() {
    User jane = user(OKTA, "jane");
    Account made = account(jane, STAFF, Progress.pending(NOON, "new"), Lease.NONE);
    made(made);
    Account held =
        made.withProgress(Progress.IN_STEP)
            .withEntitlement(
                new Entitlement(
                    new TreeSet<>(), new Departure(Cause.UNASSIGNED, NOON, null, Standing.HELD)));
    write(tx -> assertThat(tx.accounts().update(held)).isTrue());

    assertThat(directory().<Account>read(tx -> tx.accounts().find(OKTA, STAFF, jane.id()).get()))
        .isEqualTo(held);
    assertThat(accountsOf(jane, null, NOON)).isEqualTo(1);
    assertThat(accountsOf(jane, null, NOON.minusMillis(1))).isZero();
  }

  @Test
  default void whatIsWrittenDownCountsUntilItIsForgottenOrTakenBack() {
    User jane = user(OKTA, "jane");
    User mary = user(OKTA, "mary");
    made(account(jane, STAFF, Progress.IN_STEP, Lease.NONE));
    made(account(jane, CUSTOMERS, Progress.IN_STEP, Lease.NONE));
    made(account(mary, STAFF, Progress.IN_STEP, Lease.NONE));
    note(jane, null, Kind.REMOVED, NOON);
    note(jane, null, Kind.REMOVED, NOON.plusSeconds(1));
    note(mary, CUSTOMERS, Kind.REMOVED, NOON.plusSeconds(1));
    note(mary, STAFF, Kind.DEACTIVATED, NOON.plusSeconds(2));

    assertThat(count(Kind.REMOVED, NOON)).isEqualTo(2);
    assertThat(count(Kind.REMOVED, NOON.plusSeconds(1))).isZero();
    assertThat(count(Kind.DEACTIVATED, NOON)).isEqualTo(1);
    assertThat(directory().<Instant>read(tx -> tx.guards().first(OKTA, Kind.REMOVED, NOON).get()))
        .isEqualTo(NOON.plusSeconds(1));

    write(tx -> tx.guards().returned(OKTA, jane.id(), STAFF, Kind.REMOVED));
    assertThat(count(Kind.REMOVED, NOON)).isEqualTo(1);
    write(tx -> tx.guards().returned(OKTA, mary.id(), null, Kind.DEACTIVATED));
    assertThat(count(Kind.DEACTIVATED, NOON)).isZero();

    note(mary, STAFF, Kind.REMOVED, NOON.plusSeconds(3601));
    assertThat(count(Kind.REMOVED, NOON)).isEqualTo(1);
  }

  @Test
  default void whatIsWrittenDownGoesWithTheAccounts() {
    User jane = user(OKTA, "jane");
    User mary = user(OKTA, "mary");
    made(account(jane, STAFF, Progress.IN_STEP, Lease.NONE));
    note(jane, null, Kind.REMOVED, NOON.plusSeconds(1));

    write(tx -> tx.guards().hand(OKTA, jane.id(), mary.id()));
    write(tx -> tx.accounts().hand(OKTA, jane.id(), mary.id()));

    write(tx -> tx.guards().returned(OKTA, jane.id(), null, Kind.REMOVED));
    assertThat(count(Kind.REMOVED, NOON)).isEqualTo(1);
    write(tx -> tx.guards().returned(OKTA, mary.id(), STAFF, Kind.REMOVED));
    assertThat(count(Kind.REMOVED, NOON)).isZero();
  }

  @Test
  default void whoIsHeldIsFoundAlsoWhereSomethingElseWasRefused() {
    Departure held = new Departure(Cause.UNASSIGNED, NOON, null, Standing.HELD);
    User jane = user(OKTA, "jane");
    User mary = user(OKTA, "mary");
    User paul = user(OKTA, "paul");
    made(departing(jane, State.HELD, held));
    made(departing(mary, State.REFUSED, held));
    made(departing(paul, State.REFUSED, held.with(Standing.LEFT)));

    List<ResourceId> found = directory().read(tx -> tx.accounts().usersHeld(OKTA, "", 10));

    assertThat(found).containsExactlyInAnyOrder(jane.id(), mary.id());
    assertThat(
            directory()
                .<List<ResourceId>>read(
                    tx -> tx.accounts().usersHeld(OKTA, found.getFirst().value(), 10)))
        .containsExactly(found.getLast());
    assertThat(directory().<List<ResourceId>>read(tx -> tx.accounts().usersHeld(ENTRA, "", 10)))
        .isEmpty();
  }

  private static Account departing(User user, State state, Departure departure) {
    return account(user, STAFF, new Progress(state, "why", NOON, 0, null, null), Lease.NONE)
        .withEntitlement(new Entitlement(new TreeSet<>(), departure));
  }

  @Test
  default void theLastWordCounts() {
    assertThat(word(OKTA)).isNull();
    Word allow = new Word(OKTA, true, NOON, NOON.plusSeconds(3600));
    Word discard = new Word(OKTA, false, NOON.plusSeconds(5), NOON.plusSeconds(5));
    write(tx -> tx.guards().put(allow));
    assertThat(word(OKTA)).isEqualTo(allow);
    write(tx -> tx.guards().put(discard));
    assertThat(word(OKTA)).isEqualTo(discard);
    assertThat(word(ENTRA)).isNull();
  }

  private static Account old(User user) {
    return account(user, STAFF, Progress.pending(NOON, "new"), Lease.NONE);
  }

  private static Account leaving(Departure departure) {
    return old(user(OKTA, "leaving" + departure.cause() + departure.standing()))
        .withEntitlement(new Entitlement(new TreeSet<>(), departure));
  }

  private void made(Account account) {
    write(tx -> tx.accounts().insert(account));
  }

  private long accountsOf(User user, @Nullable PoolId pool, Instant madeBefore) {
    return directory().<Long>read(tx -> tx.guards().accountsOf(OKTA, user.id(), pool, madeBefore));
  }

  private long accounts(AppId app, long limit) {
    return directory().<Long>read(tx -> tx.guards().accounts(app, NOON, limit));
  }

  private void note(User user, @Nullable PoolId pool, Kind kind, Instant now) {
    write(tx -> tx.guards().note(OKTA, user.id(), pool, kind, now, now, now.minusSeconds(3600)));
  }

  private long count(Kind kind, Instant after) {
    return directory().<Long>read(tx -> tx.guards().count(OKTA, kind, after));
  }

  private @Nullable Word word(AppId app) {
    return directory().<@Nullable Word>read(tx -> tx.guards().word(app).orElse(null));
  }
}
