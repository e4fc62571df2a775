package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scimbridge.provisioning.ProvisioningFixture.POOL;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.Gate;
import scimbridge.cognito.ListedGroup;
import scimbridge.cognito.ListedUser;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.fault.Fault;
import scimbridge.plan.CognitoCall;
import scimbridge.provisioning.PoolListing.Page;

/** Going through a pool that throttles, fails, and forgets how far one had come. */
class PoolListingTest {
  @TempDir Path folder;
  private ProvisioningFixture fixture;

  @BeforeEach
  void start() {
    fixture = new ProvisioningFixture(folder);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  /** A listing whose pauses move the clock. */
  private PoolListing listing() {
    Setting real = fixture.setting;
    return new PoolListing(
        new Setting(
            real.directory(),
            real.apps(),
            real.pools(),
            real.gate(),
            real.clock(),
            pause -> fixture.ahead = fixture.ahead.plus(pause),
            real.owner()),
        () -> false);
  }

  private List<String> accounts(int count) {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String username = "user-" + i;
      made.add(username);
      fixture.cognito.adminCreateUser(
          r -> r.userPoolId(fixture.userPoolId).username(username).messageAction("SUPPRESS"));
    }
    return made;
  }

  private static List<String> usernames(List<Page<ListedUser>> pages) {
    return pages.stream().flatMap(page -> page.items().stream()).map(ListedUser::username).toList();
  }

  @Test
  void everyAccountIsOnOnePageAndOneCanGoOnBehindAnyOfThem() throws Exception {
    List<String> made = accounts(130);
    List<Page<ListedUser>> pages = new ArrayList<>();

    listing().users(POOL, null, pages::add);

    assertThat(pages).extracting(page -> page.items().size()).containsExactly(60, 60, 10);
    assertThat(pages).extracting(Page::anew).containsOnly(false);
    assertThat(usernames(pages)).containsExactlyInAnyOrderElementsOf(made);

    List<Page<ListedUser>> rest = new ArrayList<>();
    listing().users(POOL, pages.getFirst().next(), rest::add);
    assertThat(usernames(rest)).isEqualTo(usernames(pages).subList(60, 130));
  }

  @Test
  void groupsAndMembersAreListedAndAGroupThatIsNotThereIsSaidToBe() throws Exception {
    accounts(61);
    for (int i = 0; i < 61; i++) {
      String group = "group-" + i;
      String username = "user-" + i;
      fixture.cognito.createGroup(r -> r.userPoolId(fixture.userPoolId).groupName(group));
      fixture.cognito.adminAddUserToGroup(
          r -> r.userPoolId(fixture.userPoolId).groupName("group-0").username(username));
    }
    List<ListedGroup> groups = new ArrayList<>();
    List<ListedUser> members = new ArrayList<>();

    listing().groups(POOL, null, page -> groups.addAll(page.items()));
    boolean there = listing().members(POOL, "group-0", null, page -> members.addAll(page.items()));
    boolean elsewhere = listing().members(POOL, "nowhere", null, page -> members.clear());

    assertThat(groups).hasSize(61);
    assertThat(members).hasSize(61);
    assertThat(there).isTrue();
    assertThat(elsewhere).isFalse();
  }

  @Test
  void throttlingAndFailuresAreSatOutAndLoseNoPage() throws Exception {
    List<String> made = accounts(70);
    AtomicInteger calls = new AtomicInteger();
    fixture.interposed =
        (call, pool) ->
            switch (calls.incrementAndGet() % 3) {
              case 1 -> new Outcome.Throttled();
              case 2 -> new Outcome.Unavailable("no connection");
              default -> pool.attempt(call);
            };
    List<Page<ListedUser>> pages = new ArrayList<>();

    listing().users(POOL, null, pages::add);

    assertThat(usernames(pages)).containsExactlyInAnyOrderElementsOf(made);
    assertThat(calls).hasValue(6);
  }

  @Test
  void whoWaitsIsToldOfEachFailureAndMayEndItThere() {
    fixture.interposed = (call, pool) -> new Outcome.Unavailable("no connection");
    List<String> told = new ArrayList<>();
    PoolListing listing =
        new PoolListing(
            fixture.setting,
            () -> false,
            line -> {
              told.add(line);
              throw new IllegalStateException("went away");
            });

    assertThatThrownBy(() -> listing.users(POOL, null, page -> {})).hasMessage("went away");
    assertThat(told).containsExactly("pool customers: no connection; it is tried again");
  }

  @Test
  void aPoolThatDoesNotAnswerIsGivenUpWithTheReason() {
    AtomicInteger calls = new AtomicInteger();
    fixture.interposed =
        (call, pool) -> {
          calls.incrementAndGet();
          return new Outcome.Unavailable("no connection");
        };

    assertThatThrownBy(() -> listing().users(POOL, null, page -> {}))
        .isInstanceOfSatisfying(
            Fault.class,
            fault -> {
              assertThat(fault.kind()).isEqualTo(Fault.Kind.BUSY);
              assertThat(fault.detail())
                  .contains("could not list accounts of pool customers", "no connection");
            });
    assertThat(calls).hasValue(PoolListing.ATTEMPTS);
  }

  @Test
  void aPlaceThatHasExpiredBeginsTheWalkAnew() throws Exception {
    List<String> made = accounts(70);
    AtomicInteger calls = new AtomicInteger();
    // The real answer to a token that is not valid, or not any more.
    fixture.interposed =
        (call, pool) ->
            pool.attempt(
                calls.incrementAndGet() == 2 ? new CognitoCall.ListUsers(POOL, "expired") : call);
    List<Page<ListedUser>> pages = new ArrayList<>();

    listing().users(POOL, null, pages::add);

    assertThat(pages).extracting(page -> page.items().size()).containsExactly(60, 60, 10);
    assertThat(pages).extracting(Page::anew).containsExactly(false, true, false);
    assertThat(usernames(pages.subList(1, 3))).containsExactlyInAnyOrderElementsOf(made);
  }

  @Test
  void aWalkThatNeverComesToItsEndIsGivenUp() {
    accounts(70);
    fixture.interposed =
        (call, pool) ->
            pool.attempt(
                call instanceof CognitoCall.ListUsers list && list.paginationToken() != null
                    ? new CognitoCall.ListUsers(POOL, "expired")
                    : call);
    AtomicInteger pages = new AtomicInteger();

    assertThatThrownBy(() -> listing().users(POOL, null, page -> pages.incrementAndGet()))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("list accounts");
    assertThat(pages).hasValue(1 + PoolListing.BEGINNINGS);
  }

  @Test
  void aStopEndsItBetweenTwoPages() {
    accounts(70);
    AtomicInteger pages = new AtomicInteger();
    PoolListing listing = new PoolListing(fixture.setting, () -> pages.get() > 0);

    assertThatThrownBy(() -> listing.users(POOL, null, page -> pages.incrementAndGet()))
        .isInstanceOfSatisfying(
            Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.BUSY));
    assertThat(pages).hasValue(1);
  }

  @Test
  void eachPageGoesThroughTheGate() throws Exception {
    accounts(70);
    List<CognitoCall> admitted = new ArrayList<>();
    Setting real = fixture.setting;
    Gate watching =
        new UnlimitedGate() {
          @Override
          public Ticket enter(Order order) {
            order.calls().forEach(wanted -> admitted.add(wanted.call()));
            return super.enter(order);
          }
        };
    Setting watched =
        new Setting(
            real.directory(),
            real.apps(),
            real.pools(),
            watching,
            real.clock(),
            real.sleeper(),
            real.owner());

    new PoolListing(watched, () -> false).users(POOL, null, page -> {});

    assertThat(admitted).hasSize(2).allMatch(call -> call instanceof CognitoCall.ListUsers);
  }
}
