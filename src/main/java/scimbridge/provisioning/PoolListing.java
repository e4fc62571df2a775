package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.cognito.Gate;
import scimbridge.cognito.Gate.Beginning;
import scimbridge.cognito.ListedGroup;
import scimbridge.cognito.ListedUser;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.Priority;
import scimbridge.fault.Fault;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall;

/**
 * Goes through all accounts, groups or members of a pool, page by page and by listing only, which
 * bills nobody. It holds one page at a time.
 *
 * <p>It is background work: each page waits at the gate behind whatever a client waits for. A page
 * that Cognito throttles or that fails is asked for again, with growing pauses. A place in a
 * listing is good for an hour; when it has expired the walk begins anew, and says so, because what
 * was seen since may be seen again.
 *
 * <p>Not safe for use by several threads.
 */
final class PoolListing {
  private static final Logger log = LoggerFactory.getLogger(PoolListing.class);

  /** How many times in a row a page may fail before the walk is given up: about four minutes. */
  static final int ATTEMPTS = 9;

  /** How many times a walk may begin anew: a pool too slow for an hour each time never ends. */
  static final int BEGINNINGS = 5;

  /** How soon a wait notices that the bridge is to stop. */
  private static final Duration SLICE = Duration.ofMillis(200);

  private final Setting setting;
  private final BooleanSupplier stopping;
  private final Consumer<String> trouble;

  /**
   * A listing of pools.
   *
   * @param stopping whether to give up now
   */
  PoolListing(Setting setting, BooleanSupplier stopping) {
    this(setting, stopping, line -> {});
  }

  /**
   * A listing that says what it waits for.
   *
   * @param trouble takes a line for each page that failed and is asked for again; what it throws
   *     ends the walk
   */
  PoolListing(Setting setting, BooleanSupplier stopping, Consumer<String> trouble) {
    this.setting = setting;
    this.stopping = stopping;
    this.trouble = trouble;
  }

  /**
   * One page.
   *
   * @param items may be none, also where it is not the last
   * @param next what to begin with to go on behind this page, valid for an hour; null after the
   *     last
   * @param anew whether this is the first page again, because the place in the listing had expired
   */
  record Page<T>(List<T> items, @Nullable String next, boolean anew) {}

  /** Takes the pages in order; what it throws ends the walk. */
  @FunctionalInterface
  interface Visitor<T> {
    /** Takes one page. */
    void page(Page<T> page) throws InterruptedException;
  }

  /**
   * Goes through the accounts of a pool, in no order. What was changed since the walk began, or a
   * moment before, may be shown as it was.
   *
   * @param from where to go on, as {@link Page#next()} gave it, or null to begin
   * @throws Fault BUSY if the pool cannot be listed now or the bridge is stopping, INTERNAL if it
   *     refuses
   */
  void users(PoolId pool, @Nullable String from, Visitor<ListedUser> visitor)
      throws InterruptedException {
    walk(token -> new CognitoCall.ListUsers(pool, token), from, PoolListing::users, visitor);
  }

  /** Goes through the groups of a pool, as {@link #users} does. */
  void groups(PoolId pool, @Nullable String from, Visitor<ListedGroup> visitor)
      throws InterruptedException {
    walk(token -> new CognitoCall.ListGroups(pool, token), from, PoolListing::groups, visitor);
  }

  /**
   * Goes through the accounts in a group, as {@link #users} does.
   *
   * @return false if there is no such group, or none any more
   */
  boolean members(PoolId pool, String groupName, @Nullable String from, Visitor<ListedUser> visitor)
      throws InterruptedException {
    return walk(
        token -> new CognitoCall.ListUsersInGroup(pool, groupName, token),
        from,
        PoolListing::users,
        visitor);
  }

  /**
   * Asks for one account that was not listed: a listing may lag, this answer does not, and for an
   * account that is gone nobody is billed.
   *
   * @return whether there is an account with this Username
   * @throws Fault BUSY if Cognito cannot be asked now or the bridge is stopping, INTERNAL if it
   *     refuses
   */
  boolean isThere(PoolId pool, String username) throws InterruptedException {
    Outcome outcome = answer(new CognitoCall.AdminGetUser(pool, username));
    if (outcome instanceof Outcome.Refused refused) {
      throw Fault.of(Fault.Kind.INTERNAL, refused.refusal().detail());
    }
    return !(outcome instanceof Outcome.Missing);
  }

  private static Page<ListedUser> users(Outcome outcome, boolean anew) {
    Outcome.UserPage page = (Outcome.UserPage) outcome;
    return new Page<>(page.users(), page.next(), anew);
  }

  private static Page<ListedGroup> groups(Outcome outcome, boolean anew) {
    Outcome.GroupPage page = (Outcome.GroupPage) outcome;
    return new Page<>(page.groups(), page.next(), anew);
  }

  /** Turns the answer to a call into a page. */
  private interface Reading<T> {
    Page<T> page(Outcome outcome, boolean anew);
  }

  private <T> boolean walk(
      Function<@Nullable String, CognitoCall> call,
      @Nullable String from,
      Reading<T> reading,
      Visitor<T> visitor)
      throws InterruptedException {
    String token = from;
    boolean anew = false;
    int beginnings = 0;
    while (true) {
      CognitoCall next = call.apply(token);
      Outcome outcome = answer(next);
      if (outcome instanceof Outcome.Missing) {
        return false;
      }
      if (outcome instanceof Outcome.Refused refused) {
        // With a token it is the token: everything else was accepted for the page before.
        if (token == null || ++beginnings > BEGINNINGS) {
          throw Fault.of(Fault.Kind.INTERNAL, refused.refusal().detail());
        }
        log.info("The place in a listing of pool {} has expired; it begins anew.", next.pool());
        token = null;
        anew = true;
        continue;
      }
      Page<T> page = reading.page(outcome, anew);
      visitor.page(page);
      anew = false;
      token = page.next();
      if (token == null) {
        return true;
      }
    }
  }

  /** An answer that is a page, a refusal, or says that the group is gone. */
  private Outcome answer(CognitoCall call) throws InterruptedException {
    for (int failed = 0; ; failed++) {
      Outcome outcome = attempt(call);
      String reason =
          switch (outcome) {
            case Outcome.Throttled throttled ->
                "Cognito throttles: the quota of the AWS account is used up";
            case Outcome.Unavailable unavailable -> unavailable.reason();
            default -> null;
          };
      if (reason == null) {
        return outcome;
      }
      if (failed + 1 == ATTEMPTS) {
        throw Fault.of(
            Fault.Kind.BUSY,
            "The bridge could not "
                + call.describe()
                + ", "
                + ATTEMPTS
                + " times in a row ("
                + reason
                + "). Try again later.");
      }
      log.warn("{} in pool {}: {}; it is tried again", call.operation(), call.pool(), reason);
      trouble.accept("pool " + call.pool() + ": " + reason + "; it is tried again");
      awaitInstant(setting.now().plus(Settling.backoff(failed + 1)));
    }
  }

  private Outcome attempt(CognitoCall call) throws InterruptedException {
    while (true) {
      checkStop();
      Gate.Order order =
          new Gate.Order(
              null,
              List.of(new Gate.Wanted(call, Priority.BACKGROUND)),
              setting.now().plus(Worker.PASS),
              Beginning.PARTLY);
      try (Gate.Ticket ticket = setting.gate().enter(order)) {
        if (ticket.await(0, stopping)) {
          Outcome outcome = setting.pools().get(call.pool()).port().attempt(call);
          ticket.answered(outcome);
          return outcome;
        }
      }
      awaitInstant(setting.now().plus(Worker.IDLE));
    }
  }

  private void awaitInstant(Instant instant) throws InterruptedException {
    while (true) {
      checkStop();
      Duration left = Duration.between(setting.now(), instant);
      if (left.isNegative() || left.isZero()) {
        return;
      }
      setting.sleeper().sleep(left.compareTo(SLICE) < 0 ? left : SLICE);
    }
  }

  private void checkStop() {
    if (stopping.getAsBoolean()) {
      throw Fault.of(Fault.Kind.BUSY, "The bridge is stopping; run it again when it has started.");
    }
  }
}
