package scimbridge.emulator.quota;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scimbridge.emulator.protocol.CognitoError;

/** Enforces the request rates, or none of them when the factor is 0. */
public final class Quotas {
  /** Reads a second, and writes a second, against one user. */
  private static final int PER_USER = 10;

  private static final int MANY_WINDOWS = 10_000;
  private static final Map<String, Category> CATEGORIES = Category.byOperation();

  private final Map<Key, SlidingWindow> windows = new HashMap<>();
  private final double initialFactor;
  private double factor;
  private long throttled;

  private record Key(String scope, String name) {}

  /**
   * Quotas.
   *
   * @param factor what AWS's rates are multiplied by; 0 enforces none
   */
  public Quotas(double factor) {
    this.initialFactor = checked(factor);
    this.factor = factor;
  }

  /** What AWS's rates are multiplied by; 0 enforces none. */
  public synchronized double factor() {
    return factor;
  }

  /** Sets the factor; windows begin anew. */
  public synchronized void setFactor(double changed) {
    factor = checked(changed);
    windows.clear();
  }

  /** How many calls were over a rate since the start. */
  public synchronized long throttled() {
    return throttled;
  }

  /** Back to the factor of the beginning. */
  public void reset() {
    setFactor(initialFactor);
  }

  /** The rate of a category as enforced now, or as published while none is. */
  public synchronized int rate(Category category) {
    return factor == 0 ? category.rate() : scaled(category.rate());
  }

  /**
   * Counts a call.
   *
   * @param pool the pool it names, empty for none
   * @param user the user it names, null for none
   * @throws CognitoError {@code TooManyRequestsException}; then it counts nowhere
   */
  public synchronized void admit(
      String operation, String region, String pool, @Nullable String user, Instant at) {
    Category category = CATEGORIES.get(operation);
    if (factor == 0 || category == null) {
      return;
    }
    long now = at.getEpochSecond() * 1_000_000_000L + at.getNano();
    forgetIdle(now);
    List<SlidingWindow> concerned = new ArrayList<>(3);
    concerned.add(window(new Key(region, category.name()), category.rate()));
    if (category.perPoolRate() > 0) {
      concerned.add(window(new Key(pool, operation), category.perPoolRate()));
    }
    if (user != null) {
      concerned.add(window(new Key(pool + (isRead(category) ? " r" : " w"), user), PER_USER));
    }
    for (SlidingWindow window : concerned) {
      if (!window.hasRoom(now)) {
        throttled++;
        throw CognitoError.of("TooManyRequestsException", "Rate exceeded");
      }
    }
    concerned.forEach(window -> window.admit(now));
  }

  private static boolean isRead(Category category) {
    return category.name().endsWith("Read");
  }

  private SlidingWindow window(Key key, int rate) {
    return windows.computeIfAbsent(key, name -> new SlidingWindow(scaled(rate)));
  }

  private int scaled(int rate) {
    return Math.max(1, (int) Math.floor(rate * factor));
  }

  private void forgetIdle(long now) {
    if (windows.size() > MANY_WINDOWS) {
      windows.values().removeIf(window -> window.isIdle(now));
    }
  }

  private static double checked(double factor) {
    if (!(factor >= 0 && factor <= 1000)) {
      throw new IllegalArgumentException("the quota factor must be between 0 and 1000: " + factor);
    }
    return factor;
  }
}
