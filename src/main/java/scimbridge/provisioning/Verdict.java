package scimbridge.provisioning;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import scimbridge.plan.Plan.Refusal;

/** Where work on one account or pool group ended. */
sealed interface Verdict {

  /** Its plan is empty. */
  record InStep() implements Verdict {}

  /**
   * There is more to do later.
   *
   * @param reason for the administrator
   * @param notBefore when it makes sense to go on, or null for the usual back-off
   */
  record Pending(String reason, @Nullable Instant notBefore) implements Verdict {}

  /**
   * Cognito or a rule refuses it for good.
   *
   * @param refusal why
   * @param mine whether the request at hand asked for what is refused
   */
  record Refused(Refusal refusal, boolean mine) implements Verdict {}
}
