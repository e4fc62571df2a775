package scimbridge.cognito;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import scimbridge.plan.CognitoCall;

/** For emulators, which nobody else signs in to. */
public final class UnlimitedGate implements Gate {
  @Override
  public Optional<Admission> admit(List<CognitoCall> calls, Duration atMost) {
    return Optional.of(new Admission(Collections.nCopies(calls.size(), Instant.EPOCH)));
  }

  @Override
  public Duration delay(CognitoCall call) {
    return Duration.ZERO;
  }

  @Override
  public void throttled(CognitoCall call) {
    throw new AssertionError("an emulator without quota throttled " + call);
  }
}
