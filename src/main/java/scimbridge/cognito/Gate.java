package scimbridge.cognito;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.AppId;
import scimbridge.plan.CognitoCall;

/** The only way to Cognito: it says when each call may be sent. Safe for use by many threads. */
public interface Gate {

  /** Puts the calls of a plan in line. */
  Ticket enter(Order order);

  /**
   * How long until the gate could let a call of an app through that is asked for now; never
   * negative. An estimate: others may come in between.
   */
  Duration delay(AppId app, CognitoCall call);

  /** How fast it lets calls through now; one for each category of which anything was ever asked. */
  List<Pace> pace();

  /**
   * The calls of a plan, and how they may be let through.
   *
   * @param app the app they are made for, or null if for none; a class's room is shared between
   *     apps
   * @param calls in the order they will be made
   * @param deadline nothing is let through after it
   * @param beginning when the first of them may go
   */
  record Order(@Nullable AppId app, List<Wanted> calls, Instant deadline, Beginning beginning) {
    /** Copies the list. */
    public Order {
      calls = List.copyOf(calls);
    }
  }

  /** A call and its class. */
  record Wanted(CognitoCall call, Priority priority) {}

  /** When the first call of a plan may go. */
  enum Beginning {
    /**
     * When the rest can be expected to follow before the deadline: half of it would have to be
     * undone.
     */
    WHOLE,
    /** As soon as there is room for it: the rest can be done another time. */
    PARTLY,
    /** As a part of something that has begun already, which goes before what has not. */
    BEGUN
  }

  /** A place in line, for use by one thread; closing it gives back whatever was not used. */
  interface Ticket extends AutoCloseable {
    /**
     * Waits until a call may be sent, and then it has to be. Calls that are skipped are given back.
     *
     * @param index of the call in the order
     * @param stop looked at now and then; when it says so, the wait ends
     * @return false if it may not be sent: the deadline has come, it is certain that it would come
     *     before, too many wait, or {@code stop} says so
     */
    boolean await(int index, BooleanSupplier stop) throws InterruptedException;

    /** Tells what came of the call that was let through last. The gate learns from it. */
    void answered(Outcome outcome);

    @Override
    void close();
  }
}
