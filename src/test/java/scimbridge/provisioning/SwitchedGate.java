package scimbridge.provisioning;

import java.time.Duration;
import java.util.List;
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

  @Override
  public Ticket enter(Order order) {
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
