package scimbridge.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import scimbridge.fault.Fault;
import scimbridge.identity.PoolId;

/**
 * What the log says of a trouble that comes again and again, such as a pool that is out of reach:
 * the first time at once and whole, then how often it came within each minute, and when it is over.
 * The audit has each single call.
 */
final class Troubles {
  /** How often the log says how much more there was. */
  static final Duration EVERY = Duration.ofMinutes(1);

  /** It is over when there was none for so long, and something worked since. */
  static final Duration OVER = Duration.ofSeconds(10);

  /** How many reasons of one thing are told apart; a further one is told under this name. */
  static final int REASONS = 20;

  private static final String STORE = "The store";

  private static final String OTHER = "other reasons";

  /** AWS's id of a request; each has another one. */
  private static final Pattern REQUEST = Pattern.compile(", request [^ )]+");

  private final Clock clock;
  private final Log log;
  private final Map<String, Trouble> bySubject = new ConcurrentHashMap<>();

  /** Where it is said. */
  @FunctionalInterface
  interface Log {
    /** Says it. */
    void say(String message, @Nullable Throwable cause);
  }

  /** One that says it in the log, as warnings. */
  Troubles(Clock clock) {
    this(clock, LoggerFactory.getLogger(Troubles.class)::warn);
  }

  Troubles(Clock clock, Log log) {
    this.clock = clock;
    this.log = log;
  }

  /** A call to a pool failed. */
  void pool(PoolId pool, String operation, String reason) {
    happened(
        subject(pool), operation, reason, operation + " in pool " + pool + ": " + reason, null);
  }

  /** A pool answered. */
  void answered(PoolId pool) {
    worked(subject(pool));
  }

  private static String subject(PoolId pool) {
    return "Pool " + pool;
  }

  /**
   * The store did not do something. Whatever is not its being out of reach is a defect, and told
   * each time.
   *
   * @param what what it did not do, in a few words
   * @param message what the log says of the first
   */
  void store(String what, String message, RuntimeException cause) {
    if (cause instanceof Fault fault && fault.kind() == Fault.Kind.BUSY) {
      happened(STORE, what, fault.detail(), message, cause);
    } else {
      log.say(message, cause);
    }
  }

  /** The store did what it was asked. */
  void stored() {
    worked(STORE);
  }

  /**
   * Something failed.
   *
   * @param subject what has the trouble, e.g. {@code pool customers}
   * @param what was tried, in a word or two that many have in common; a count of each is kept
   * @param reason why; without AWS's id of a request it tells troubles apart
   * @param message what the log says of the first of its kind
   */
  private void happened(
      String subject, String what, String reason, String message, @Nullable Throwable cause) {
    Instant now = clock.instant();
    boolean first =
        bySubject
            .computeIfAbsent(subject, none -> new Trouble(now))
            .happened(what, REQUEST.matcher(reason).replaceAll(""), now);
    if (first) {
      log.say(message, cause);
    }
  }

  /** Something worked. */
  private void worked(String subject) {
    Trouble trouble = bySubject.get(subject);
    if (trouble != null) {
      trouble.worked(clock.instant());
    }
  }

  /** Says what is due; to be asked now and then. */
  void report() {
    Instant now = clock.instant();
    bySubject.forEach(
        (subject, trouble) -> {
          trouble.report(subject, now);
          if (trouble.isOver(now) && bySubject.remove(subject, trouble)) {
            log.say(trouble.over(subject), null);
          }
        });
  }

  /** The trouble of one thing. */
  private final class Trouble {
    private final Instant since;
    private final Map<String, Count> reasons = new LinkedHashMap<>();
    private Instant last;
    private @Nullable Instant worked;
    private long times;

    Trouble(Instant since) {
      this.since = since;
      this.last = since;
    }

    /** Whether it is the first for this reason. */
    synchronized boolean happened(String what, String reason, Instant now) {
      last = now;
      worked = null;
      times++;
      String key = reasons.containsKey(reason) || reasons.size() < REASONS ? reason : OTHER;
      Count count = reasons.get(key);
      if (count == null) {
        reasons.put(key, new Count(now));
        return true;
      }
      count.untold.merge(what, 1L, Long::sum);
      return false;
    }

    synchronized void worked(Instant now) {
      worked = now;
    }

    synchronized void report(String subject, Instant now) {
      reasons.forEach(
          (reason, count) -> {
            if (!count.untold.isEmpty() && !now.isBefore(count.told.plus(EVERY))) {
              log.say(count.tell(subject, reason, now), null);
            }
          });
    }

    synchronized boolean isOver(Instant now) {
      return worked != null && !now.isBefore(last.plus(OVER));
    }

    synchronized String over(String subject) {
      return subject
          + " works again; it had failed "
          + times
          + (times == 1 ? " time" : " times")
          + " from "
          + since.truncatedTo(ChronoUnit.MILLIS)
          + " to "
          + last.truncatedTo(ChronoUnit.MILLIS)
          + ".";
    }
  }

  /** How often one reason came since the log told of it. */
  private static final class Count {
    private final SortedMap<String, Long> untold = new TreeMap<>();
    private Instant told;

    Count(Instant told) {
      this.told = told;
    }

    String tell(String subject, String reason, Instant now) {
      String line =
          subject
              + " failed "
              + untold.values().stream().mapToLong(Long::longValue).sum()
              + " more times since "
              + told.truncatedTo(ChronoUnit.MILLIS)
              + " ("
              + untold.entrySet().stream()
                  .map(entry -> entry.getKey() + ": " + entry.getValue())
                  .collect(Collectors.joining(", "))
              + "): "
              + reason;
      untold.clear();
      told = now;
      return line;
    }
  }
}
