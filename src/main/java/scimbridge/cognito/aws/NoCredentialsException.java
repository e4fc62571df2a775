package scimbridge.cognito.aws;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** Credentials could not be had, so nothing was sent. */
final class NoCredentialsException extends SdkClientException {
  private static final long serialVersionUID = 1L;

  private final SdkException cause;

  NoCredentialsException(SdkException cause) {
    super(SdkClientException.builder().message(cause.getMessage()).cause(cause));
    this.cause = cause;
  }

  /** Why. */
  SdkException cause() {
    return cause;
  }
}
