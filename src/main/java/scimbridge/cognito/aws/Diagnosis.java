package scimbridge.cognito.aws;

import java.util.Optional;
import scimbridge.identity.PoolId;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.OperationNotEnabledException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResourceNotFoundException;

/**
 * Why a pool does not do what it is asked, in a sentence that tells the administrator what to fix.
 */
record Diagnosis(PoolId pool, AwsPoolSettings settings) {
  private static final int MAX_MESSAGE = 300;
  private static final int SERVER_ERROR = 500;

  /** What to fix before any call can work. */
  String unavailable(SdkException failure) {
    Optional<String> notSent = Transmission.notSent(failure);
    if (notSent.isPresent()) {
      return "pool " + where() + " cannot be reached: " + cut(notSent.get());
    }
    return "pool " + where() + ": " + remedy(failure) + " (" + said(failure) + ")";
  }

  /** What may have been carried out although no good answer came. */
  String lost(SdkException failure) {
    return failure instanceof SdkServiceException
        ? "pool " + where() + " failed in the middle (" + said(failure) + ")"
        : "no answer from pool " + where() + " (" + said(failure) + ")";
  }

  /** Whether it may have been carried out although the answer is not known. */
  static boolean isAnswerLost(SdkException failure) {
    return !(failure instanceof AwsServiceException) && Transmission.notSent(failure).isEmpty();
  }

  /** Whether waiting may help; what AWS refuses stays refused, and so do missing credentials. */
  static boolean mayPass(SdkException failure) {
    if (failure instanceof AwsServiceException answer) {
      return answer.isThrottlingException() || answer.statusCode() >= SERVER_ERROR;
    }
    if (failure instanceof NoCredentialsException none) {
      return none.cause() instanceof AwsServiceException
          ? mayPass(none.cause())
          : Transmission.isNetwork(none.cause());
    }
    return true;
  }

  /** AWS's own words and its id for the request, without line breaks and not endlessly. */
  String said(SdkException failure) {
    if (!(failure instanceof AwsServiceException answer)) {
      return cut(failure.getClass().getSimpleName() + ": " + failure.getMessage());
    }
    String requestId = answer.requestId();
    return code(answer)
        + ": "
        + cut(message(answer))
        + (requestId == null ? "" : ", request " + requestId);
  }

  /** AWS's message alone. */
  static String message(AwsServiceException answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    String message = details == null ? null : details.errorMessage();
    return message == null || message.isBlank() ? "no message" : message;
  }

  /** AWS's error code, or the HTTP status where something else answered. */
  static String code(AwsServiceException answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    String code = details == null ? null : details.errorCode();
    return code == null || code.isBlank() ? "HTTP " + answer.statusCode() : code;
  }

  /** At most 300 characters, on one line. */
  static String cut(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() <= MAX_MESSAGE ? line : line.substring(0, MAX_MESSAGE - 1) + "…";
  }

  private String remedy(SdkException failure) {
    return switch (failure) {
      case ResourceNotFoundException missing ->
          "it does not exist in this account and region; check userPoolId, region and credentials";
      case OperationNotEnabledException replica ->
          "it is a secondary replica; configure the pool's primary region";
      case NotAuthorizedException denied ->
          "the credentials are not allowed to do this; check the IAM policy";
      case AwsServiceException answer ->
          answer.isClockSkewException() ? "the clock of this host is wrong" : remedy(code(answer));
      default -> "it cannot be called";
    };
  }

  private static String remedy(String code) {
    return switch (code) {
      case "AccessDeniedException", "AccessDenied", "UnauthorizedException" ->
          "the credentials are not allowed to do this; check the IAM policy";
      case "ExpiredTokenException", "ExpiredToken" -> "the credentials have expired; renew them";
      case "UnrecognizedClientException",
          "InvalidClientTokenId",
          "InvalidSignatureException",
          "SignatureDoesNotMatch",
          "IncompleteSignatureException",
          "MissingAuthenticationTokenException",
          "InvalidAccessKeyId" ->
          "AWS does not know these credentials; check access key, secret and session token";
      default -> "it does not accept calls";
    };
  }

  private String where() {
    return "'" + pool + "' (" + settings.userPoolId() + ", " + settings.region() + ")";
  }
}
