package scimbridge.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scimbridge.cognito.Gate;
import scimbridge.cognito.Sleeper;
import scimbridge.cognito.UserPool;
import scimbridge.directory.Directory;
import scimbridge.directory.Proposal;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.policy.App;

/**
 * What the use cases work with; put together once by the root.
 *
 * @param directory the store
 * @param apps every app by its id
 * @param pools every pool
 * @param gate the only way to Cognito
 * @param clock the time
 * @param sleeper the way to wait
 * @param owner names this process and this run of it in leases
 */
public record Setting(
    Directory directory,
    Map<AppId, App> apps,
    UserPools pools,
    Gate gate,
    Clock clock,
    Sleeper sleeper,
    String owner) {

  /** How long a lease lasts: longer than any request or one background pass may take. */
  static final Duration LEASE = Duration.ofSeconds(60);

  /** How long one attempt at a call may take. */
  static final Duration ATTEMPT = Duration.ofMillis(UserPool.ATTEMPT_MILLIS);

  /**
   * How long after a lost call was given up Cognito may still carry it out: "absent" and "old
   * value" are believed only after it.
   */
  static final Duration SETTLING = Duration.ofSeconds(30);

  /**
   * How far Cognito's clock may be behind ours when the creation date of an account decides whether
   * it is the one we asked for; and how far the clocks of servers that share a store may differ.
   */
  static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

  /** Copies the map. */
  public Setting {
    apps = Map.copyOf(apps);
  }

  /** The app; a token of an app that is configured no more is no token. */
  App app(AppId id) {
    return find(id)
        .orElseThrow(
            () ->
                Fault.of(
                    Fault.Kind.FORBIDDEN,
                    "The app of this token is not in the bridge's configuration any more."));
  }

  Optional<App> find(AppId id) {
    return Optional.ofNullable(apps.get(id));
  }

  /**
   * From when on a call that was sent then cannot come late any more; not before what was uncertain
   * anyway.
   */
  static Instant certain(Instant sentAt, @Nullable Instant uncertainUntil) {
    Instant certain = sentAt.plus(ATTEMPT).plus(SETTLING);
    return uncertainUntil != null && uncertainUntil.isAfter(certain) ? uncertainUntil : certain;
  }

  /**
   * From when on no call of a request that was cut off can come late any more. Where several
   * servers may share the store, it may have been another one's, whose clock was behind.
   */
  Instant certain(App app, Proposal proposal) {
    Instant sentBy = proposal.since().plus(app.requestWait());
    return certain(directory.exclusive() ? sentBy : sentBy.plus(CLOCK_SKEW), null);
  }

  /** The time, to the millisecond that the store and SCIM keep. */
  Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }
}
