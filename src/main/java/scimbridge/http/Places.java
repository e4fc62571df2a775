package scimbridge.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;

/**
 * So much of something in all, and not more than half of it for one app. Nobody waits: there is
 * room, or there is an error that says of what there is too little.
 */
final class Places {
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final int total;
  private final int perApp;
  private final String what;
  private final AtomicInteger taken = new AtomicInteger();

  // Apps are those of the configuration, so this does not grow.
  private final Map<AppId, AtomicInteger> takenByApp = new ConcurrentHashMap<>();

  /**
   * Counts from zero.
   *
   * @param least what one app gets in any case
   * @param what the words for it in an error, with the key of the limit
   */
  Places(int total, int least, String what) {
    this.total = total;
    this.perApp = Math.max(least, total / 2);
    this.what = what;
  }

  /**
   * Takes some; they are to be given back by closing the answer.
   *
   * @throws Fault BUSY if there are not so many left for anybody, THROTTLED if only for this app
   */
  Taken take(AppId app, int count) {
    Taken place = new Taken(takenByApp.computeIfAbsent(app, unused -> new AtomicInteger()));
    place.more(count);
    return place;
  }

  private static boolean add(AtomicInteger counter, int count, int most) {
    int before = counter.get();
    while (before <= most - count) {
      int witness = counter.compareAndExchange(before, before + count);
      if (witness == before) {
        return true;
      }
      before = witness;
    }
    return false;
  }

  /** What somebody took. Used by one thread. */
  final class Taken implements AutoCloseable {
    private final AtomicInteger ofApp;
    private int count;

    private Taken(AtomicInteger ofApp) {
      this.ofApp = ofApp;
    }

    /** Takes some more. */
    void more(int more) {
      if (!add(ofApp, more, perApp)) {
        throw Fault.retryable(
            Fault.Kind.THROTTLED,
            "The server is busy with as many "
                + what
                + " of this app as one app may have at once,"
                + " half of the limit.",
            RETRY);
      }
      if (!add(taken, more, total)) {
        ofApp.addAndGet(-more);
        throw Fault.retryable(
            Fault.Kind.BUSY, "The server is busy with as many " + what + " as it takes.", RETRY);
      }
      count += more;
    }

    @Override
    public void close() {
      ofApp.addAndGet(-count);
      taken.addAndGet(-count);
      count = 0;
    }
  }
}
