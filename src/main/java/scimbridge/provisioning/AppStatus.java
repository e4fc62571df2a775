package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Progress;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;

/**
 * Where an app stands, as far as the store knows: Cognito is not asked.
 *
 * @param app the app
 * @param accounts how many accounts are in each state; a state without any is absent
 * @param poolGroups the same of Cognito groups
 * @param unreadable how many accounts and Cognito groups are known not to be readable
 * @param openProposals how many requests wait for Cognito, or wait to be settled after a crash
 * @param oldest the account that waits longest, or null
 * @param backlogSince since when the oldest change waits that makes new ones wait, or null
 * @param maxPendingAge how long it may wait before new changes are refused
 * @param refusesChanges whether new changes are answered 429 now
 * @param reviewed whether every user was looked at since the rules last changed
 * @param nextReconcile when its pools are next compared with its directory, or null
 * @param guard what the guard against mass removal does
 * @param notices what else an administrator should know, one sentence each
 */
public record AppStatus(
    AppId app,
    Map<Progress.State, Long> accounts,
    Map<Progress.State, Long> poolGroups,
    long unreadable,
    long openProposals,
    @Nullable Waiting oldest,
    @Nullable Instant backlogSince,
    Duration maxPendingAge,
    boolean refusesChanges,
    boolean reviewed,
    @Nullable Instant nextReconcile,
    GuardStatus guard,
    List<String> notices) {

  /** Copies the collections. */
  public AppStatus {
    accounts = Map.copyOf(accounts);
    poolGroups = Map.copyOf(poolGroups);
    notices = List.copyOf(notices);
  }

  /**
   * Who waits.
   *
   * @param user the userName, or the SCIM id of a user who is deleted
   * @param pool in which pool
   * @param since since when
   * @param reason why, or null
   * @param attempts how often it was tried in vain
   * @param nextAttempt when it is tried again, or null
   */
  public record Waiting(
      String user,
      PoolId pool,
      Instant since,
      @Nullable String reason,
      int attempts,
      @Nullable Instant nextAttempt) {}
}
