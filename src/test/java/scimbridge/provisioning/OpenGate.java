package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import scimbridge.cognito.Gate;
import scimbridge.plan.CognitoCall;

/** A gate that lets everything through at once. */
final class OpenGate implements Gate {
  @Override
  public Optional<Admission> admit(List<CognitoCall> calls, Duration atMost) {
    return Optional.of(new Admission(calls.stream().map(call -> Instant.EPOCH).toList()));
  }

  @Override
  public Duration delay(CognitoCall call) {
    return Duration.ZERO;
  }

  @Override
  public void throttled(CognitoCall call) {}
}
