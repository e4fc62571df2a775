package scimbridge.provisioning;

import java.time.Instant;
import scimbridge.plan.CognitoCall;

/**
 * A moment at which the process ended, and what it left.
 *
 * @param name when it was
 * @param store a byte copy of the store
 * @param pools the snapshot of the pools
 * @param answered how many steps of the scenario were answered
 * @param another whether another one had begun
 * @param at the time
 * @param late a call that was on its way and arrives only after the restart, or null
 */
record CrashPoint(
    String name,
    CrashStore.Copy store,
    String pools,
    int answered,
    boolean another,
    Instant at,
    CognitoCall late) {

  /** What tells it from other points; two that agree in it are one and the same for a restart. */
  String state() {
    return store + " " + pools + " " + answered + another + (late == null ? "" : late.toString());
  }
}
