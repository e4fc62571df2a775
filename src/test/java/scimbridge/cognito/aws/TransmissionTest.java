package scimbridge.cognito.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;

class TransmissionTest {

  static Stream<Exception> beforeSending() {
    return Stream.of(
        new UnknownHostException("x"),
        new ConnectException("refused"),
        new HttpHostConnectException("refused"),
        new ConnectTimeoutException("slow"),
        new ConnectionRequestTimeoutException("busy"),
        new NoRouteToHostException("x"),
        new SSLHandshakeException("untrusted"),
        new NoCredentialsException(SdkClientException.create("none")));
  }

  static Stream<Exception> afterSendingMayHaveBegun() {
    return Stream.of(
        new SocketTimeoutException("Read timed out"),
        new SocketException("Connection reset"),
        new NoHttpResponseException("failed to respond"),
        new SSLException("closed in the middle"),
        new IOException("anything else"));
  }

  @ParameterizedTest
  @MethodSource("beforeSending")
  void isSureThatNothingWasSent(Exception cause) {
    assertThat(Transmission.notSent(wrapped(cause))).isPresent();
  }

  @ParameterizedTest
  @MethodSource("afterSendingMayHaveBegun")
  void isNotSureOfAnythingElse(Exception cause) {
    assertThat(Transmission.notSent(wrapped(cause))).isEmpty();
  }

  private static SdkClientException wrapped(Exception cause) {
    return SdkClientException.create("Unable to execute HTTP request", new IOException(cause));
  }
}
