package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.fault.Fault;
import scimbridge.identity.PoolId;
import scimbridge.policy.PoolTraits;

/**
 * Asks pools what they are, for work that no client waits for. One that does not answer is asked
 * again only after a while: its quota is for sign-ins, and others wait behind a question.
 */
final class PoolInquiry {
  private static final Logger log = LoggerFactory.getLogger(PoolInquiry.class);

  /** How soon a pool that did not say what it is is asked again. */
  static final Duration ASK_AGAIN = Duration.ofSeconds(30);

  private final Setting setting;

  /** Pools that did not answer, and when they are asked again. */
  private final Map<PoolId, Instant> notBefore = new ConcurrentHashMap<>();

  private final ReentrantLock asking = new ReentrantLock();

  PoolInquiry(Setting setting) {
    this.setting = setting;
  }

  /** What the pool is, if that is known or it says so now. */
  Optional<PoolTraits> ask(PoolId pool) {
    Optional<PoolTraits> known = setting.pools().known(pool);
    if (known.isPresent() || mustWait(pool)) {
      return known;
    }
    // Whoever comes while it is asked for the first time waits for the answer; of one that gave
    // none before, none is expected.
    boolean first = !notBefore.containsKey(pool);
    if (first) {
      asking.lock();
    } else if (!asking.tryLock()) {
      return Optional.empty();
    }
    try {
      return mustWait(pool) ? Optional.empty() : Optional.of(setting.pools().traits(pool));
    } catch (Fault unreachable) {
      notBefore.put(pool, setting.now().plus(ASK_AGAIN));
      log.warn(
          "Pool '{}' does not say what it is, so what concerns it has to wait; it is asked again in"
              + " {} seconds: {}",
          pool,
          ASK_AGAIN.toSeconds(),
          unreachable.detail());
      return Optional.empty();
    } finally {
      asking.unlock();
    }
  }

  private boolean mustWait(PoolId pool) {
    Instant now = setting.now();
    return now.isBefore(notBefore.getOrDefault(pool, now));
  }
}
