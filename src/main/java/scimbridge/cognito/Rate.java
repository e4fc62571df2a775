package scimbridge.cognito;

import static scimbridge.cognito.QuotaLimits.SECOND;

/**
 * How many requests of one category may be sent a second, and what is learnt about it from Cognito.
 *
 * <p>Requests keep a distance: half a slot while little goes on, so that a plan goes through at
 * once, and three quarters of one while much does, so that a removal that comes finds the next slot
 * near. Less than a whole slot, because a request that is sent late must not make all others late.
 *
 * <p>When Cognito throttles all the same, somebody else uses the quota up, or it is lower than
 * known. What went through in the second before is then what is left for us: the rate falls to a
 * little under it, but never by more than half at a time, since a throttled request among few says
 * little; where nothing went through, nothing is learnt. After a while it rises step by step. If
 * that is throttled again, the next while is twice as long. Nothing is sent for a moment after a
 * throttle.
 *
 * <p>Pure and without a clock: all times are nanoseconds from any one origin that never go back.
 * Not safe for use by several threads.
 */
final class Rate {
  /** How long a lowered rate is kept before it rises. */
  static final long FIRST_HOLD = 20 * SECOND;

  /** However often rising failed, it is tried again after this. */
  static final long LONGEST_HOLD = 300 * SECOND;

  /** How long it stays at each step while it rises. */
  static final long STEP = 2 * SECOND;

  /** Nothing is sent for so long after a throttle: what would come at once would be throttled. */
  static final long PAUSE = SECOND / 4;

  /** A request is sent a little later than let through, not always by as much. */
  private static final long JITTER = 3 * SECOND / 100;

  /** How long what went through is remembered: an answer may take a while, and some look back. */
  private static final int SECONDS_SHOWN = 10;

  private final SlidingWindow sent = new SlidingWindow(SECONDS_SHOWN * SECOND);
  private int share;
  private int allowed;
  private long last = Long.MIN_VALUE / 2;
  private long slowedAt = Long.MIN_VALUE / 2;
  private long nextStep;
  private long heldUntil;
  private long hold;
  private long throttled;

  /** So many requests a second. */
  Rate(int share) {
    this.share = share;
    this.allowed = share;
  }

  /** The share of the quota. */
  int share() {
    return share;
  }

  /** From now on the share is another. */
  void setShare(int changed, long now) {
    boolean slowed = allowed(now) < share;
    share = changed;
    allowed = slowed ? Math.min(allowed, share) : share;
  }

  /** How many requests a second it lets through now. */
  int allowed(long now) {
    while (allowed < share && now - nextStep >= 0) {
      allowed = Math.min(share, allowed + Math.max(1, allowed / 20));
      nextStep += STEP;
    }
    return allowed;
  }

  /** The earliest instant, not before {@code from}, at which so many requests can be sent. */
  long earliest(long from, long now, int requests) {
    int limit = allowed(now);
    int room = Math.max(1, limit - requests + 1);
    long inWindow = Math.max(from, sent.endsAt(room, SECOND));
    return Math.max(Math.max(inWindow, slowedAt + PAUSE), last + distance(from, limit));
  }

  private long distance(long from, int limit) {
    if (limit < share) {
      // The fewer are on their way, the fewer are throttled together.
      return 7 * SECOND / (8L * limit);
    }
    boolean busy = 2 * sent.since(from - SECOND) > limit;
    return busy ? 3 * SECOND / (4L * limit) : SECOND / (2L * limit);
  }

  /** Counts requests that are sent now. */
  void take(long at, int requests) {
    // Where it could have gone a little earlier, the next one may make up for it.
    int limit = allowed(at);
    long distance = distance(at, limit);
    last = Math.max(last + distance, at - distance / 4);
    for (int i = 0; i < requests; i++) {
      sent.add(at);
    }
  }

  /**
   * When the n-th request from now on could be sent if all room were used for them; n counts from
   * 1.
   */
  long nth(int n, long from, long now) {
    int limit = allowed(now);
    int inFirst = (n - 1) % limit + 1;
    long rounds = (n - 1L) / limit;
    int free = limit - sent.since(from - SECOND);
    long first = inFirst <= free ? from : Math.max(from, sent.endsAt(limit - inFirst + 1, SECOND));
    long spaced = Math.max(from, last) + (inFirst - 1) * SECOND / (2L * limit);
    return Math.max(first, spaced) + rounds * SECOND;
  }

  /**
   * Takes note that Cognito throttled a request.
   *
   * @param sentAt when it was let through
   * @param learn whether it says something about the category
   */
  void throttled(long sentAt, long now, boolean learn) {
    throttled++;
    // It used nothing up.
    sent.removeIfPresent(sentAt);
    if (!learn || sentAt <= slowedAt) {
      // What was on its way together is throttled together, and says the same once more.
      return;
    }
    int passed = sent.between(sentAt - SECOND - JITTER, sentAt);
    slowedAt = now;
    if (passed == 0) {
      // It was not we who used the quota up; going slower would change nothing.
      return;
    }
    int before = allowed(now);
    boolean tried = now >= heldUntil;
    boolean again = before < share || now - nextStep < LONGEST_HOLD;
    if (hold == 0 || (tried && !again)) {
      hold = FIRST_HOLD;
    } else if (tried) {
      hold = Math.min(2 * hold, LONGEST_HOLD);
    }
    int under = passed - Math.max(1, passed / 20);
    allowed = Math.max(1, Math.min(before - 1, Math.max(under, before / 2)));
    heldUntil = now + hold;
    nextStep = heldUntil;
  }

  /** How many requests Cognito throttled. */
  long throttled() {
    return throttled;
  }

  /** How many requests were sent in the second before, and not throttled. */
  int lastSecond(long now) {
    return sent.between(now - SECOND, now + 1);
  }

  /** How many requests were sent in the ten seconds before. */
  int lastTenSeconds(long now) {
    return sent.between(now - SECONDS_SHOWN * SECOND, now + 1);
  }
}
