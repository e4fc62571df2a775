package scimbridge.provisioning;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import scimbridge.cognito.Gate;
import scimbridge.plan.CognitoCall;

/** A gate that lets a plan through at once while it is open and the plan is not too long. */
final class SwitchedGate implements Gate {
  volatile boolean open = true;
  volatile int longest = Integer.MAX_VALUE;

  private final OpenGate through = new OpenGate();

  @Override
  public Optional<Admission> admit(List<CognitoCall> calls, Duration atMost) {
    return open && calls.size() <= longest ? through.admit(calls, atMost) : Optional.empty();
  }

  @Override
  public Duration delay(CognitoCall call) {
    return Duration.ZERO;
  }

  @Override
  public void throttled(CognitoCall call) {}
}
