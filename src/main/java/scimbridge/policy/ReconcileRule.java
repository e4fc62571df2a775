package scimbridge.policy;

import java.time.Duration;

/**
 * When the directory of an app is compared with its pools without being asked.
 *
 * @param every how often; zero for never
 * @param repair whether what is found is also brought in step
 */
public record ReconcileRule(Duration every, boolean repair) {
  /** Only when an administrator asks for it. */
  public static final ReconcileRule OFF = new ReconcileRule(Duration.ZERO, false);

  /** Whether it is ever done. */
  public boolean on() {
    return !every.isZero();
  }
}
