package scimbridge.emulator;

import java.util.Map;

/** What a test can see of and do to a running emulator from the same process. */
public final class Controls {
  private final CallCounts counts;

  Controls(CallCounts counts) {
    this.counts = counts;
  }

  /**
   * Calls received since the start or the last reset, by operation; never-called ones are missing.
   */
  public Map<String, Long> calls() {
    return counts.all();
  }

  /** Starts counting from nothing. */
  public void resetCalls() {
    counts.reset();
  }
}
