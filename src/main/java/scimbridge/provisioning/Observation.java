package scimbridge.provisioning;

import static scimbridge.provisioning.Setting.CLOCK_SKEW;

import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeSet;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Account;
import scimbridge.plan.LeftAlone;
import scimbridge.plan.Sight;
import scimbridge.plan.Wish;
import scimbridge.policy.FederatedIdentity;
import scimbridge.policy.Pool.FirstSignIn;
import scimbridge.policy.PoolTraits;

/** Turns what Cognito shows of an account into what the planner asks for. */
final class Observation {
  private static final String TEMPORARY = "FORCE_CHANGE_PASSWORD";

  private Observation() {}

  /**
   * The account as it was just shown, its groups still to be asked for.
   *
   * @param account our record of it
   * @param wish what it should be, so that a value that the pool only spells otherwise is none
   */
  static Sight.Present of(
      ConnectedPool pool, PoolTraits traits, Account account, Wish wish, Outcome.Found found) {
    return new Sight.Present(
        found.username(),
        found.sub(),
        attributes(pool, traits, account, wish, found),
        found.enabled(),
        new TreeSet<>(),
        account.ready() || isPrepared(pool, found.status()),
        isOurs(account, found),
        Wishes.EXTERNAL.equals(found.status()));
  }

  /** Where the first sign-in is prepared by a password, the status tells whether it was set. */
  private static boolean isPrepared(ConnectedPool pool, String found) {
    return pool.rules().firstSignIn() == FirstSignIn.CONFIRMED && !TEMPORARY.equals(found);
  }

  private static SortedMap<String, String> attributes(
      ConnectedPool pool, PoolTraits traits, Account account, Wish wish, Outcome.Found found) {
    SortedMap<String, String> seen =
        Wishes.seen(wish, found.attributes(), traits, pool.rules().mapping());
    FederatedIdentity wished = wish instanceof Wish.Account a ? a.identity() : null;
    FederatedIdentity recorded =
        FederatedIdentity.parse(account.attributes().get(FederatedIdentity.IDENTITIES));
    FederatedIdentity linked =
        Identities.linked(found.attributes().get(FederatedIdentity.IDENTITIES), wished, recorded);
    if (linked != null) {
      seen.put(FederatedIdentity.IDENTITIES, linked.text());
    }
    LeftAlone.carry(account.attributes(), seen);
    return seen;
  }

  /**
   * Ownership is a row of ours: the {@code sub} we recorded when the account was made. Where the
   * answer to AdminCreateUser was lost, it is an account under the Username that we had reserved
   * that was made after we asked for it.
   */
  private static boolean isOurs(Account account, Outcome.Found found) {
    if (account.sub() != null) {
      return account.sub().equals(found.sub());
    }
    Instant asked = account.creatingSince();
    return asked != null && !found.createdAt().isBefore(asked.minus(CLOCK_SKEW));
  }
}
