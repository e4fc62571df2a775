package scimbridge.cognito;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from time to time what an account is really allowed in the categories that AWS raises on
 * demand, and tells the gate. It runs beside everything else: nothing waits for it, and where it
 * may not read or gets no answer, the published rates stay.
 */
public final class ProvisionedLimits implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ProvisionedLimits.class);

  private static final Duration AGAIN = Duration.ofHours(1);

  /** GetProvisionedLimit has a quota of its own, one call a second. */
  private static final Duration BETWEEN = Duration.ofSeconds(2);

  private final Map<String, Source> sources;
  private final QuotaGate gate;
  private final Sleeper sleeper;
  private final Map<String, Integer> known = new HashMap<>();
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final Thread thread;

  /** Asks an account. */
  @FunctionalInterface
  public interface Source {
    /**
     * Requests per second of a category, or empty if the account does not say.
     *
     * @throws RuntimeException if it may not be asked or does not answer
     */
    OptionalInt perSecond(QuotaCategory category);
  }

  /**
   * Puts it together; nothing is asked before {@link #start}.
   *
   * @param sources for each scope of the gate, whom to ask
   */
  public ProvisionedLimits(Map<String, Source> sources, QuotaGate gate, Sleeper sleeper) {
    this.sources = Map.copyOf(sources);
    this.gate = gate;
    this.sleeper = sleeper;
    this.thread = Thread.ofVirtual().name("provisioned-limits").unstarted(this::watch);
  }

  /** Begins to ask, in the background. */
  public void start() {
    thread.start();
  }

  private void watch() {
    try {
      while (true) {
        for (Map.Entry<String, Source> source : sources.entrySet()) {
          read(source.getKey(), source.getValue());
        }
        sleeper.sleep(AGAIN);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(String scope, Source source) throws InterruptedException {
    for (QuotaCategory category : QuotaCategory.values()) {
      if (!category.adjustable()) {
        continue;
      }
      try {
        OptionalInt perSecond = source.perSecond(category);
        if (perSecond.isPresent()) {
          take(scope, category, perSecond.getAsInt());
        }
      } catch (RuntimeException unknown) {
        // Whatever it was: it is optional.
        if (told.add(scope)) {
          log.info(
              "The request quotas of {} cannot be read; those that AWS publishes are used. To have"
                  + " raised ones used, allow cognito-idp:GetProvisionedLimit. ({})",
              scope,
              unknown.getClass().getSimpleName());
        }
        return;
      }
      sleeper.sleep(BETWEEN);
    }
  }

  private void take(String scope, QuotaCategory category, int perSecond) {
    if (perSecond < 1 || perSecond > Quota.MAX_RATE) {
      return;
    }
    Integer before = known.put(scope + "/" + category, perSecond);
    if (before == null ? perSecond != category.perSecond() : before != perSecond) {
      log.info("{} of {} is {} requests a second.", category.published(), scope, perSecond);
    }
    gate.provisioned(scope, category, perSecond);
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
