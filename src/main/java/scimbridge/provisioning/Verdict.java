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
  record Pending(String reason, @Nullable Instant notBefore) implements Verdict {
    // What AWS says about it names pool ids, roles and accounts: that is for the log, not for
    // clients, who see the reason in the resource.
    static final Pending OUT_OF_REACH =
        new Pending("The user pool is out of reach; the bridge's log says why.", null);
    static final Pending NO_ANSWER =
        new Pending("The user pool did not answer; the bridge's log says more.", null);
    static final Pending THROTTLED =
        new Pending("Cognito throttled it; it is tried again after a pause.", null);

    static final Pending OVERTAKEN =
        new Pending("Another change of this account is under way.", null);

    static final Pending UNASKED = new Pending("A preview does not ask Cognito.", null);

    /** The gate has no room now; it may have some at once. */
    static Pending forQuota(Instant now) {
      return new Pending("Waiting for its turn within Cognito's quota.", now);
    }
  }

  /**
   * Cognito or a rule refuses it for good.
   *
   * @param refusal why
   * @param mine whether the request at hand asked for what is refused
   */
  record Refused(Refusal refusal, boolean mine) implements Verdict {}
}
