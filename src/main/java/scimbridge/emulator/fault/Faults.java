package scimbridge.emulator.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The faults in force, and how often they struck. Chance comes from a seed, a fixed one unless a
 * test gives its own: the same calls are struck every time.
 */
public final class Faults {
  private static final long SEED = 20_261_123;

  private final List<Active> active = new ArrayList<>();
  private final Map<FaultKind, Long> counts = new EnumMap<>(FaultKind.class);
  private long struckCalls;
  private long seed = SEED;
  private Random chance = new Random(SEED);

  private static final class Active {
    final FaultRule rule;
    int struck;

    Active(FaultRule rule) {
      this.rule = rule;
    }

    boolean isOver() {
      return rule.calls() > 0 && struck >= rule.calls();
    }
  }

  /** What strikes one call. */
  public record Strike(Set<FaultKind> kinds, Duration delay) {
    /** Nothing. */
    public static final Strike NONE = new Strike(Set.of(), Duration.ZERO);

    /** Whether it strikes. */
    public boolean has(FaultKind kind) {
      return kinds.contains(kind);
    }
  }

  /** Adds a fault to those in force. */
  public synchronized void add(FaultRule rule) {
    active.add(new Active(rule));
  }

  /** The faults in force. */
  public synchronized List<FaultRule> all() {
    return active.stream().map(each -> each.rule).toList();
  }

  /** Lets chance come from another seed from now on. */
  public synchronized void seed(long newSeed) {
    seed = newSeed;
    chance = new Random(newSeed);
  }

  /** How many calls each kind has struck since the start. */
  public synchronized Map<FaultKind, Long> counts() {
    return new EnumMap<>(counts);
  }

  /** How many calls were struck by anything since the start. */
  public synchronized long struckCalls() {
    return struckCalls;
  }

  /** Ends all faults. */
  public synchronized void clear() {
    active.clear();
    chance = new Random(seed);
  }

  /** Decides what strikes a call, and counts it. Delays add up. */
  public synchronized Strike strike(String operation, @Nullable String user) {
    if (active.isEmpty()) {
      return Strike.NONE;
    }
    Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
    Duration delay = Duration.ZERO;
    for (Active each : active) {
      if (each.rule.matches(operation, user)
          && (each.rule.rate() >= 1 || chance.nextDouble() < each.rule.rate())) {
        each.struck++;
        kinds.add(each.rule.kind());
        delay = delay.plus(each.rule.delay());
      }
    }
    kinds.forEach(kind -> counts.merge(kind, 1L, Long::sum));
    struckCalls += kinds.isEmpty() ? 0 : 1;
    active.removeIf(Active::isOver);
    return new Strike(kinds, delay);
  }
}
