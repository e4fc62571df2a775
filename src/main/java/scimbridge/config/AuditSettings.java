package scimbridge.config;

import java.time.Duration;

/**
 * What becomes of audit records.
 *
 * @param keep how long they are kept
 * @param stdout whether each is also written to standard output, as one line of JSON
 */
public record AuditSettings(Duration keep, boolean stdout) {
  static final Duration DEFAULT_KEEP = Duration.ofDays(90);

  /** Kept for the usual time, and not on standard output. */
  public static final AuditSettings QUIET = new AuditSettings(DEFAULT_KEEP, false);
}
