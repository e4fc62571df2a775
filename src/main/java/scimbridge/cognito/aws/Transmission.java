package scimbridge.cognito.aws;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/**
 * Tells which failures happened before a byte of the request left. Everything not listed here may
 * have reached Cognito.
 */
final class Transmission {
  private static final int MAX_CAUSES = 20;

  private Transmission() {}

  /** Why the request was certainly not sent; empty if it may have been. */
  static Optional<String> notSent(Throwable failure) {
    @Nullable Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      String reason = reason(cause);
      if (reason != null) {
        return Optional.of(reason);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  /** Whether it was the network, or waiting for it, and not anybody's decision. */
  static boolean isNetwork(Throwable failure) {
    @Nullable Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      if (cause instanceof IOException
          || cause instanceof ApiCallTimeoutException
          || cause instanceof ApiCallAttemptTimeoutException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static @Nullable String reason(Throwable cause) {
    return switch (cause) {
      case NoCredentialsException none -> "no usable credentials: " + none.getMessage();
      case UnknownHostException unknown -> "its host name cannot be resolved";
      case ConnectTimeoutException timeout -> "no connection in time; check network and proxy";
      case ConnectionRequestTimeoutException busy -> "all connections are in use";
      case ConnectException refused -> "the connection is refused; check network and proxy";
      case NoRouteToHostException unreachable -> "there is no route to its host";
      case SSLHandshakeException untrusted -> "TLS failed; check trusted certificates and proxy";
      case SSLPeerUnverifiedException stranger -> "its TLS certificate is for another host";
      default -> null;
    };
  }
}
