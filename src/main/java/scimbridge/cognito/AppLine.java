package scimbridge.cognito;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What one app has in a {@link Line}, by class.
 *
 * <p>Pure and without a clock; not safe for use by several threads.
 */
final class AppLine {
  private final OfClass removals = new OfClass();
  private final OfClass interactive = new OfClass();
  private final OfClass background = new OfClass();

  OfClass of(Priority priority) {
    return switch (priority) {
      case REMOVAL -> removals;
      case INTERACTIVE -> interactive;
      case BACKGROUND -> background;
    };
  }

  /** How many requests plans have left in this class and those that go before it. */
  int upTo(Priority lowest, boolean begunOnly) {
    int all = 0;
    for (Priority priority : Priority.values()) {
      if (priority.compareTo(lowest) <= 0) {
        all += begunOnly ? of(priority).begun : of(priority).outstanding;
      }
    }
    return all;
  }

  boolean waits() {
    return waiting() > 0;
  }

  int waiting() {
    return removals.waiting() + interactive.waiting() + background.waiting();
  }

  /** Those of one class. */
  static final class OfClass {
    private final Deque<Claim> begunFirst = new ArrayDeque<>();
    private final Deque<Claim> fresh = new ArrayDeque<>();
    private int outstanding;
    private int begun;
    private long lastServed;

    void expect(int requests, boolean ofBegun) {
      outstanding += requests;
      if (ofBegun) {
        begun += requests;
      }
    }

    void begins(int requests) {
      begun += requests;
    }

    int outstanding() {
      return outstanding;
    }

    void add(Claim claim) {
      queue(claim).addLast(claim);
    }

    void remove(Claim claim) {
      queue(claim).remove(claim);
    }

    void serve(Claim claim, long number) {
      remove(claim);
      lastServed = number;
    }

    private Deque<Claim> queue(Claim claim) {
      return claim.begun() ? begunFirst : fresh;
    }

    /** Which turn it had last. */
    long lastServed() {
      return lastServed;
    }

    int waiting() {
      return begunFirst.size() + fresh.size();
    }

    /** A few of those that wait, in order. */
    List<Claim> first(int most) {
      List<Claim> first = new ArrayList<>();
      for (Deque<Claim> queue : List.of(begunFirst, fresh)) {
        for (Claim claim : queue) {
          if (first.size() == most) {
            return first;
          }
          first.add(claim);
        }
      }
      return first;
    }
  }
}
