package scimbridge.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.directory.Examples.CUSTOMERS;
import static scimbridge.directory.Examples.MINE;
import static scimbridge.directory.Examples.NOON;
import static scimbridge.directory.Examples.STAFF;
import static scimbridge.directory.Examples.account;
import static scimbridge.directory.Examples.group;
import static scimbridge.directory.Examples.member;
import static scimbridge.directory.Examples.user;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import scimbridge.directory.Entitlement.Cause;
import scimbridge.directory.Entitlement.Departure;
import scimbridge.identity.Group;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;

/** What {@link Accounts} promises of its rows: how they are found, marked and counted. */
public interface AccountsContract extends AccountRows {

  @Test
  default void anAccountIsReadBackAsItWasWritten() {
    User jane = user(OKTA, "jane");
    Account account =
        new Account(
            OKTA,
            STAFF,
            jane.id(),
            new Ownership("Jane", "5d4e", Account.Known.UNCLEAR, NOON.minusSeconds(3)),
            new Applied(
                new TreeMap<>(Map.of("email", "jane@example.com", "name", "J\u00e4ne \"J\"")),
                false,
                new TreeSet<>(List.of("group-1", "group-2")),
                false,
                "CONFIRMED",
                NOON.minusSeconds(2)),
            new Entitlement(
                new TreeSet<>(List.of("DEFAULT", "group 'Sales'")),
                new Departure(Cause.UNASSIGNED, NOON.minusSeconds(5), NOON.plusSeconds(50))),
            new Progress(
                Progress.State.REFUSED,
                "the e-mail address is taken",
                NOON.minusSeconds(9),
                7,
                NOON.plusSeconds(9),
                NOON.plusSeconds(35)),
            MINE);
    Account bare = account(jane, CUSTOMERS, Progress.IN_STEP, Lease.NONE);
    insert(account, bare);

    assertThat(find(jane, STAFF)).contains(account);
    assertThat(find(jane, CUSTOMERS)).contains(bare);
    assertThat(
            directory().<Optional<Account>>read(tx -> tx.accounts().find(ENTRA, STAFF, jane.id())))
        .isEmpty();
  }

  @Test
  default void inPoolFindsTheLinksOfEveryAppByUsername() {
    User jane = user(OKTA, "jane");
    User janeThere = user(ENTRA, "jane");
    User mary = user(OKTA, "mary");
    Account one = account(jane, STAFF, Progress.IN_STEP, Lease.NONE);
    Account other = account(janeThere, STAFF, Progress.IN_STEP, Lease.NONE);
    Account third = account(mary, STAFF, Progress.IN_STEP, Lease.NONE);
    insert(one, other, third, account(jane, CUSTOMERS, Progress.IN_STEP, Lease.NONE));

    assertThat(
            directory()
                .<List<Account>>read(
                    tx -> tx.accounts().inPool(STAFF, List.of("jane", "JANE", "nobody"))))
        .containsExactlyInAnyOrder(one, other);
    assertThat(directory().<List<Account>>read(tx -> tx.accounts().inPool(STAFF, List.of())))
        .isEmpty();
  }

  @Test
  default void ofPoolGoesThroughTheLinksOfAnAppPieceByPiece() {
    List<Account> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(account(user(OKTA, "user-" + i), STAFF, Progress.IN_STEP, Lease.NONE));
    }
    all.sort(Comparator.comparing(account -> account.user().value()));
    insert(all.toArray(Account[]::new));
    insert(
        account(user(OKTA, "elsewhere"), CUSTOMERS, Progress.IN_STEP, Lease.NONE),
        account(user(ENTRA, "of-another-app"), STAFF, Progress.IN_STEP, Lease.NONE));

    String third = all.get(2).user().value();
    assertThat(directory().<List<Account>>read(tx -> tx.accounts().ofPool(OKTA, STAFF, "", 3)))
        .isEqualTo(all.subList(0, 3));
    assertThat(directory().<List<Account>>read(tx -> tx.accounts().ofPool(OKTA, STAFF, third, 3)))
        .isEqualTo(all.subList(3, 5));
  }

  @Test
  default void ofUsersListsTheLinksByUserInOrderOfPools() {
    User jane = user(OKTA, "jane");
    User mary = user(OKTA, "mary");
    Account staff = account(jane, STAFF, Progress.IN_STEP, Lease.NONE);
    Account customers = account(jane, CUSTOMERS, Progress.IN_STEP, Lease.NONE);
    insert(staff, customers);

    List<ResourceId> both = List.of(mary.id(), jane.id());
    assertThat(
            directory()
                .<Map<ResourceId, List<Account>>>read(tx -> tx.accounts().ofUsers(OKTA, both)))
        .isEqualTo(Map.of(jane.id(), List.of(customers, staff)));
    assertThat(
            directory()
                .<Map<ResourceId, List<Account>>>read(tx -> tx.accounts().ofUsers(ENTRA, both)))
        .isEmpty();
  }

  @Test
  default void whoIsWantedGetsALinkToBeLookedAtAndWhoHasOneKeepsIt() {
    User jane = user(OKTA, "jane");
    User mary = user(OKTA, "mary");
    Account has = account(jane, STAFF, Progress.IN_STEP, Lease.NONE);
    insert(has);

    write(tx -> tx.accounts().want(OKTA, STAFF, List.of(jane.id(), mary.id()), NOON, "why"));

    assertThat(find(jane, STAFF)).contains(has);
    Account wanted = find(mary, STAFF).orElseThrow();
    assertThat(wanted.vacant()).isTrue();
    assertThat(wanted.progress()).isEqualTo(Progress.pending(NOON, "why"));
    assertThat(leaseDue(NOON, 10)).extracting(Account::user).containsExactly(mary.id());
  }

  @Test
  default void theLinksOfWhoWasDeletedCanBeMarkedAndGivenToAnother() {
    User jane = user(OKTA, "jane");
    User again = user(OKTA, "jane");
    User stays = user(OKTA, "stays");
    Departure departure = new Departure(Cause.DELETED, NOON, null);
    Account gone =
        account(jane, STAFF, Progress.IN_STEP, Lease.NONE)
            .withEntitlement(new Entitlement(new TreeSet<>(), departure));
    insert(gone, account(stays, STAFF, Progress.IN_STEP, Lease.NONE));

    write(tx -> tx.accounts().departedOutOfStep(OKTA, NOON, "rules"));
    assertThat(counts()).containsEntry(Progress.State.PENDING, 1L);
    write(tx -> tx.accounts().hand(OKTA, jane.id(), again.id()));

    assertThat(find(jane, STAFF)).isEmpty();
    assertThat(find(again, STAFF).orElseThrow().entitlement()).isEqualTo(gone.entitlement());
  }

  @Test
  default void whatIsOnlyKnownIsMarkedByWhatConcernsItAndByNothingElse() {
    User jane = user(OKTA, "jane");
    User mary = user(OKTA, "mary");
    Group staff = group(OKTA, "Staff");
    Account known =
        account(jane, STAFF, Progress.IN_STEP, Lease.NONE).withKnown(Account.Known.LISTED);
    Account ours = account(mary, STAFF, Progress.IN_STEP, Lease.NONE);
    insert(known, ours);
    write(tx -> tx.members().add(OKTA, staff.id(), List.of(member(jane), member(mary))));
    List<ResourceId> both = List.of(jane.id(), mary.id());

    write(tx -> tx.accounts().outOfStep(OKTA, both, NOON, "changed"));
    write(tx -> tx.accounts().mayHaveLost(OKTA, both, NOON, "left"));
    write(tx -> tx.accounts().membersOutOfStep(OKTA, staff.id(), NOON, "renamed"));
    write(tx -> tx.accounts().poolOutOfStep(OKTA, STAFF, NOON, "a policy"));
    assertThat(find(jane, STAFF)).contains(known);
    Account marked = find(mary, STAFF).orElseThrow();
    assertThat(marked.progress().state()).isEqualTo(Progress.State.PENDING);

    write(tx -> tx.accounts().concern(OKTA, both, false, NOON, "concerned"));
    assertThat(find(jane, STAFF).orElseThrow().progress().reason()).isEqualTo("concerned");
    assertThat(find(mary, STAFF)).contains(marked);
  }

  @Test
  default void linksOfAnAppInAPoolAreCounted() {
    Account hers = account(user(OKTA, "jane"), STAFF, Progress.IN_STEP, Lease.NONE);
    Account his = account(user(ENTRA, "john"), CUSTOMERS, Progress.IN_STEP, Lease.NONE);
    Account known =
        account(user(ENTRA, "jim"), CUSTOMERS, Progress.IN_STEP, Lease.NONE)
            .withKnown(Account.Known.LISTED);
    insert(hers, his, known);

    assertThat(directory().<Long>read(tx -> tx.accounts().countListed(OKTA))).isZero();
    assertThat(directory().<Long>read(tx -> tx.accounts().countListed(ENTRA))).isEqualTo(1);
    assertThat(directory().<Long>read(tx -> tx.accounts().count(OKTA, STAFF))).isEqualTo(1);
    assertThat(directory().<Long>read(tx -> tx.accounts().count(ENTRA, STAFF))).isZero();
  }

  @Test
  default void onlyListedIsWhoHasLinksAndAllOfThemFromListings() {
    User both = user(OKTA, "both");
    User mixed = user(OKTA, "mixed");
    User ours = user(OKTA, "ours");
    User none = user(OKTA, "none");
    insert(
        account(both, STAFF, Progress.IN_STEP, Lease.NONE).withKnown(Account.Known.LISTED),
        account(both, CUSTOMERS, Progress.IN_STEP, Lease.NONE).withKnown(Account.Known.LISTED),
        account(mixed, STAFF, Progress.IN_STEP, Lease.NONE).withKnown(Account.Known.LISTED),
        account(mixed, CUSTOMERS, Progress.IN_STEP, Lease.NONE),
        account(ours, STAFF, Progress.IN_STEP, Lease.NONE));
    List<ResourceId> all = List.of(both.id(), mixed.id(), ours.id(), none.id());

    assertThat(directory().<Set<ResourceId>>read(tx -> tx.accounts().onlyListed(OKTA, all)))
        .containsExactly(both.id());
    assertThat(directory().<Set<ResourceId>>read(tx -> tx.accounts().onlyListed(ENTRA, all)))
        .isEmpty();
  }

  @Test
  default void membersOutOfStepMarksTheDirectMembers() {
    User jane = user(OKTA, "jane");
    User mary = user(OKTA, "mary");
    Group staff = group(OKTA, "Staff");
    insert(
        account(jane, STAFF, Progress.IN_STEP, Lease.NONE),
        account(jane, CUSTOMERS, Progress.IN_STEP, Lease.NONE),
        account(mary, STAFF, Progress.IN_STEP, Lease.NONE));
    write(tx -> tx.members().add(OKTA, staff.id(), List.of(member(jane))));
    assertThat(anyMemberPending(STAFF, staff)).isFalse();

    write(tx -> tx.accounts().membersOutOfStep(OKTA, staff.id(), NOON, "group renamed"));
    assertThat(find(jane, STAFF).orElseThrow().progress())
        .isEqualTo(Progress.pending(NOON, "group renamed"));
    assertThat(find(jane, CUSTOMERS).orElseThrow().progress().state())
        .isEqualTo(Progress.State.PENDING);
    assertThat(find(mary, STAFF).orElseThrow().progress()).isEqualTo(Progress.IN_STEP);
    assertThat(anyMemberPending(STAFF, staff)).isTrue();
    assertThat(anyMemberPending(new PoolId("third"), staff)).isFalse();
    assertThat(anyMemberPending(STAFF, group(OKTA, "Empty"))).isFalse();
  }

  @Test
  default void refusedMembersAreTheDirectOnesInOnePool() {
    User jane = user(OKTA, "jane");
    User mary = user(OKTA, "mary");
    Group staff = group(OKTA, "Staff");
    Progress refused = new Progress(Progress.State.REFUSED, "no", NOON, 1, null, null);
    insert(
        account(jane, STAFF, refused, Lease.NONE),
        account(jane, CUSTOMERS, refused, Lease.NONE),
        account(mary, STAFF, refused, Lease.NONE));
    write(tx -> tx.members().add(OKTA, staff.id(), List.of(member(jane))));

    assertThat(anyMemberPending(STAFF, staff)).isFalse();
    assertThat(
            directory()
                .<List<Account>>read(tx -> tx.accounts().refusedMembers(OKTA, STAFF, staff.id())))
        .singleElement()
        .satisfies(
            account -> {
              assertThat(account.user()).isEqualTo(jane.id());
              assertThat(account.pool()).isEqualTo(STAFF);
              assertThat(account.progress()).isEqualTo(refused);
            });
  }

  @Test
  default void poolOutOfStepMarksEverybodyOfTheAppInThePool() {
    User jane = user(OKTA, "jane");
    User mary = user(ENTRA, "mary");
    insert(
        account(jane, STAFF, Progress.IN_STEP, Lease.NONE),
        account(jane, CUSTOMERS, Progress.IN_STEP, Lease.NONE),
        account(mary, STAFF, Progress.IN_STEP, Lease.NONE));

    write(tx -> tx.accounts().poolOutOfStep(OKTA, STAFF, NOON, "a policy"));

    assertThat(find(jane, STAFF).orElseThrow().progress())
        .isEqualTo(Progress.pending(NOON, "a policy"));
    assertThat(find(jane, CUSTOMERS).orElseThrow().progress()).isEqualTo(Progress.IN_STEP);
    assertThat(find(mary, STAFF).orElseThrow().progress()).isEqualTo(Progress.IN_STEP);
  }

  @Test
  default void countsAndTheOldestPendingAreOfOneApp() {
    assertThat(counts()).isEmpty();
    insert(
        account(user(OKTA, "a"), STAFF, Progress.IN_STEP, Lease.NONE),
        account(user(OKTA, "b"), STAFF, Progress.IN_STEP, Lease.NONE));
    assertThat(oldestPending()).isEmpty();
    insert(
        account(user(OKTA, "c"), STAFF, Progress.pending(NOON, "new"), Lease.NONE),
        account(user(OKTA, "d"), STAFF, Progress.pending(NOON.plusSeconds(1), "new"), MINE),
        account(user(ENTRA, "e"), STAFF, Progress.pending(NOON.minusSeconds(1), "n"), Lease.NONE));

    assertThat(counts()).isEqualTo(Map.of(Progress.State.IN_STEP, 2L, Progress.State.PENDING, 2L));
    assertThat(oldestPending()).contains(NOON);
  }

  @Test
  default void aFewThatNeverWorkOutAreNoBacklogAndManyAre() {
    for (int i = 0; i < Progress.FEW; i++) {
      insert(account(user(OKTA, "poisoned" + i), STAFF, triedOften(NOON.plusSeconds(i)), MINE));
    }
    assertThat(oldestPending()).isEmpty();
    Progress waits = Progress.pending(NOON.plusSeconds(100), "new");
    insert(account(user(OKTA, "waits"), STAFF, waits, Lease.NONE));
    assertThat(oldestPending()).contains(NOON.plusSeconds(100));

    insert(account(user(OKTA, "onemore"), STAFF, triedOften(NOON.plusSeconds(50)), MINE));

    assertThat(oldestPending()).contains(NOON.plusSeconds(50));
  }

  private static Progress triedOften(Instant since) {
    return new Progress(
        Progress.State.PENDING, "again", since, Progress.OFTEN, since.plusSeconds(3600), null);
  }

  private boolean anyMemberPending(PoolId pool, Group group) {
    return directory().<Boolean>read(tx -> tx.accounts().anyMemberPending(OKTA, pool, group.id()));
  }

  private Map<Progress.State, Long> counts() {
    return directory().read(tx -> tx.accounts().counts(OKTA));
  }

  private Optional<Instant> oldestPending() {
    return directory().read(tx -> tx.accounts().oldestPending(OKTA));
  }
}
