package scimbridge.cognito;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import scimbridge.identity.AppId;
import scimbridge.plan.CognitoCall;

/** Lets everything through at once: for what is not about quotas. */
public class UnlimitedGate implements Gate {
  @Override
  public Ticket enter(Order order) {
    return new Ticket() {
      @Override
      public boolean await(int index, BooleanSupplier stop) {
        return true;
      }

      @Override
      public void answered(Outcome outcome) {}

      @Override
      public void close() {}
    };
  }

  @Override
  public Duration delay(AppId app, CognitoCall call) {
    return Duration.ZERO;
  }

  @Override
  public List<Pace> pace() {
    return List.of();
  }
}
