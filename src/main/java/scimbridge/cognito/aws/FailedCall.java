package scimbridge.cognito.aws;

import java.util.Locale;
import scimbridge.cognito.Outcome;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.Plan.Reason;
import scimbridge.plan.Plan.Refusal;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AliasExistsException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CodeDeliveryFailureException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupExistsException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidEmailRoleAccessPolicyException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidLambdaResponseException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidParameterException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidPasswordException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidSmsRoleAccessPolicyException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidSmsRoleTrustRelationshipException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.LimitExceededException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PasswordHistoryPolicyViolationException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PreconditionNotMetException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UnexpectedLambdaException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UnsupportedUserStateException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserLambdaValidationException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameExistsException;

/**
 * Turns the failure of a call into its outcome.
 *
 * <pre>
 * what happened                                      outcome
 * account or group is gone, call takes something away  Done
 * account or group is gone, any other call             Missing
 * name, alias or group name taken                      Refused, UNIQUENESS
 * value, password, limit, a Lambda says no             Refused, INVALID_VALUE
 * throttled                                            Throttled
 * any other 4xx; not sent                              Unavailable
 * a message or Lambda failed after the account changed Lost
 * 5xx; no answer; an answer that cannot be read        Lost
 * </pre>
 *
 * A read changes nothing, so where a write would be lost it is unavailable.
 */
record FailedCall(CognitoCall call, Diagnosis diagnosis) {
  private static final int SERVER_ERROR = 500;

  /** The outcome that stands for this failure. */
  Outcome outcome(SdkException failure) {
    if (failure instanceof AwsServiceException answer) {
      return answered(answer);
    }
    return Diagnosis.isAnswerLost(failure) ? lost(failure) : unavailable(failure);
  }

  private Outcome answered(AwsServiceException answer) {
    return switch (answer) {
      case UserNotFoundException gone -> missing();
      case ResourceNotFoundException gone -> isAboutTheGroup(gone) ? missing() : unavailable(gone);
      case UsernameExistsException taken -> refused(Reason.NAME_TAKEN, nameTaken(taken));
      case AliasExistsException taken ->
          call instanceof CognitoCall.AdminLinkProviderForUser link
              ? refused(Reason.NAME_TAKEN, identityTaken(link, taken))
              : refused(Reason.NAME_TAKEN, nameTaken(taken));
      case GroupExistsException taken -> refused(Reason.NAME_TAKEN, groupTaken(taken));
      case InvalidParameterException invalid ->
          isLinkedAlready(invalid) ? new Outcome.Done() : refusedValue(invalid);
      case InvalidPasswordException invalid -> refusedValue(invalid);
      case PasswordHistoryPolicyViolationException invalid -> refusedValue(invalid);
      case UnsupportedUserStateException invalid -> refusedValue(invalid);
      case PreconditionNotMetException invalid -> refusedValue(invalid);
      case UserLambdaValidationException invalid -> refusedValue(invalid);
      case LimitExceededException limit ->
          call instanceof CognitoCall.CreateGroup full
              ? refused(Reason.VALUE_REFUSED, poolFull(full, limit))
              : refusedValue(limit);
      // These tell of a message or a trigger that went wrong; the change itself may have been made.
      case CodeDeliveryFailureException late -> lost(late);
      case UnexpectedLambdaException late -> lost(late);
      case InvalidLambdaResponseException late -> lost(late);
      case InvalidSmsRoleAccessPolicyException late -> lost(late);
      case InvalidSmsRoleTrustRelationshipException late -> lost(late);
      case InvalidEmailRoleAccessPolicyException late -> lost(late);
      default -> byStatus(answer);
    };
  }

  /** What no other rule knows: any other 4xx changed nothing. */
  private Outcome byStatus(AwsServiceException answer) {
    if (answer.isThrottlingException()) {
      return new Outcome.Throttled();
    }
    return answer.statusCode() >= SERVER_ERROR ? lost(answer) : unavailable(answer);
  }

  private Outcome missing() {
    return switch (call) {
      case CognitoCall.AdminDeleteUser done -> new Outcome.Done();
      case CognitoCall.AdminRemoveUserFromGroup done -> new Outcome.Done();
      case CognitoCall.DeleteGroup done -> new Outcome.Done();
      // Here it is the identity that is not found.
      case CognitoCall.AdminDisableProviderForUser done -> new Outcome.Done();
      default -> new Outcome.Missing();
    };
  }

  /** Cognito has one error for a missing pool and a missing group; only the words differ. */
  private boolean isAboutTheGroup(ResourceNotFoundException gone) {
    boolean names =
        call instanceof CognitoCall.OnGroup
            || call instanceof CognitoCall.AdminAddUserToGroup
            || call instanceof CognitoCall.AdminRemoveUserFromGroup;
    String message = Diagnosis.message(gone).toLowerCase(Locale.ROOT);
    return names && !message.contains("user pool") && message.contains("group");
  }

  /** Linking what is linked to this account has no error code of its own. */
  private boolean isLinkedAlready(InvalidParameterException invalid) {
    return call instanceof CognitoCall.AdminLinkProviderForUser
        && Diagnosis.message(invalid).contains("already linked to DestinationUser");
  }

  private String identityTaken(
      CognitoCall.AdminLinkProviderForUser link, AwsServiceException answer) {
    return "the identity at provider '"
        + link.identity().provider()
        + "' that account '"
        + link.username()
        + "' in pool '"
        + call.pool()
        + "' is to be linked to is linked to another account; unlink it there"
        + " (AdminDisableProviderForUser), or correct the user ("
        + diagnosis.said(answer)
        + ")";
  }

  private String nameTaken(AwsServiceException answer) {
    String username = call instanceof CognitoCall.OnAccount about ? about.username() : "";
    return "in pool '"
        + call.pool()
        + "' another account has the Username '"
        + username
        + "' or one of this account's sign-in names; take that account in with 'scim-bridge"
        + " import', change or delete it, or use another name ("
        + diagnosis.said(answer)
        + ")";
  }

  private String groupTaken(AwsServiceException answer) {
    String name = call instanceof CognitoCall.OnGroup about ? about.groupName() : "";
    return "pool '"
        + call.pool()
        + "' has another group '"
        + name
        + "'; take that group in with 'scim-bridge import', delete it, or use another name ("
        + diagnosis.said(answer)
        + ")";
  }

  /** Cognito's quota "groups per user pool"; AWS does not say in its answer how many. */
  private String poolFull(CognitoCall.CreateGroup group, AwsServiceException answer) {
    return "pool '"
        + group.pool()
        + "' has 10,000 groups, the most that Cognito allows, and group '"
        + group.groupName()
        + "' is not made; delete groups there that nobody needs, or name under 'groups' of the app"
        + " only those that are to be Cognito groups ("
        + diagnosis.said(answer)
        + ")";
  }

  private Outcome refusedValue(AwsServiceException answer) {
    return refused(
        Reason.VALUE_REFUSED,
        "pool '" + call.pool() + "' refuses to " + purpose() + " (" + diagnosis.said(answer) + ")");
  }

  private String purpose() {
    String suffix = " in pool " + call.pool();
    String sentence = call.describe();
    return sentence.replace(suffix, "");
  }

  private static Outcome refused(Reason reason, String detail) {
    return new Outcome.Refused(new Refusal(reason, detail));
  }

  private Outcome unavailable(SdkException failure) {
    return new Outcome.Unavailable(diagnosis.unavailable(failure));
  }

  private Outcome lost(SdkException failure) {
    String reason = diagnosis.lost(failure);
    return call.reads() ? new Outcome.Unavailable(reason) : new Outcome.Lost(reason);
  }
}
