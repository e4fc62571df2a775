package scimbridge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.fault.Fault;

class ScimHttpServerTlsTest {
  @TempDir private static Path folder;

  private static Pem rsa;
  private static Pem curve;
  private static Pem other;

  @BeforeAll
  static void certificates() throws Exception {
    rsa = pem("rsa", "RSA");
    curve = pem("curve", "EC");
    other = pem("other", "EC");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void pem_files_make_an_https_server(String algorithm) throws Exception {
    Pem pem = algorithm.equals("RSA") ? rsa : curve;
    try (ScimHttpServer server = server(pem.certificate, pem.key)) {
      server.start();
      assertThat(server.scimUrl().getScheme()).isEqualTo("https");
      HttpResponse<String> answer = live(server, pem, "TLSv1.3");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(live(server, pem, "TLSv1.2").statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> live(server, pem, "TLSv1.1"))
          .isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void a_key_of_another_certificate_is_noticed_at_the_start() throws Exception {
    refuses(curve.certificate, other.key, "the key does not belong to the certificate");
    refuses(curve.certificate, rsa.key, "not a PKCS#8 key of the certificate's");
  }

  @Test
  void files_that_are_something_else_are_named_with_what_to_do() throws Exception {
    Pem pem = curve;
    Path old = folder.resolve("old.key");
    Files.writeString(
        old, "-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----\n");
    refuses(pem.certificate, old, "openssl pkcs8 -topk8 -nocrypt");
    refuses(pem.certificate, pem.certificate, "no '-----BEGIN PRIVATE KEY-----'");
    refuses(old, pem.key, "certificate");
    refuses(folder.resolve("missing.pem"), pem.key, "missing.pem: it cannot be read");
  }

  private void refuses(Path certificate, Path key, String reason) {
    try (ScimHttpServer server = server(certificate, key)) {
      assertThatThrownBy(server::start).isInstanceOf(Fault.class).hasMessageContaining(reason);
    }
  }

  private static ScimHttpServer server(Path certificate, Path key) {
    return new ScimHttpServer(
        new HttpSettings(
            "localhost",
            0,
            null,
            List.of(),
            new HttpSettings.Tls(certificate, key),
            HttpLimits.DEFAULT),
        Set.of(),
        token -> Optional.empty(),
        fault -> new ErrorAnswers.Answer(500, OptionalLong.empty(), ""),
        () -> {},
        Clock.systemUTC());
  }

  private static HttpResponse<String> live(ScimHttpServer server, Pem pem, String protocol)
      throws Exception {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {protocol});
    try (HttpClient client =
        HttpClient.newBuilder().sslContext(pem.trusting()).sslParameters(parameters).build()) {
      URI uri = URI.create("https://localhost:" + server.port() + "/health/live");
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }

  /** Has the JDK's own keytool make a self-signed certificate, and writes it as PEM. */
  private static Pem pem(String name, String algorithm) throws Exception {
    Path store = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "it",
                "-keyalg",
                algorithm,
                "-keysize",
                algorithm.equals("RSA") ? "2048" : "256",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes());
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).as(output).isZero();
    KeyStore loaded = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      loaded.load(in, "changeit".toCharArray());
    }
    Key key = loaded.getKey("it", "changeit".toCharArray());
    Certificate certificate = loaded.getCertificate("it");
    return new Pem(
        write(name + ".pem", "CERTIFICATE", certificate.getEncoded()),
        write(name + ".key", "PRIVATE KEY", key.getEncoded()),
        certificate);
  }

  private static Path write(String name, String type, byte[] der) throws IOException {
    return Files.writeString(
        folder.resolve(name),
        "Bag Attributes: none\n-----BEGIN "
            + type
            + "-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END "
            + type
            + "-----\n");
  }

  private record Pem(Path certificate, Path key, Certificate parsed) {
    SSLContext trusting() throws Exception {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("it", parsed);
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    }
  }
}
