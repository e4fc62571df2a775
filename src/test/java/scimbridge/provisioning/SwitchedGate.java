package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import scimbridge.cognito.Gate;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.Pace;
import scimbridge.identity.AppId;
import scimbridge.plan.CognitoCall;

/** A gate that lets a call through at once while it is open, and of a plan only so many. */
final class SwitchedGate implements Gate {
  volatile boolean open = true;
  volatile int longest = Integer.MAX_VALUE;

  /** Until when requests were willing to wait. */
  final Set<Instant> deadlines = ConcurrentHashMap.newKeySet();

  @Override
  public Ticket enter(Order order) {
    if (order.beginning() == Beginning.WHOLE) {
      deadlines.add(order.deadline());
    }
    return new Ticket() {
      @Override
      public boolean await(int index, BooleanSupplier stop) {
        return open && index < longest;
      }

      @Override
      public void answered(Outcome outcome) {}

      @Override
      public void close() {}
    };
  }

  @Override
  public Duration delay(AppId app, CognitoCall call) {
    return Duration.ofMinutes(1);
  }

  @Override
  public List<Pace> pace() {
    return List.of();
  }
}
