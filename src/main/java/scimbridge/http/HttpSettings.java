package scimbridge.http;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where and how the server listens.
 *
 * @param host address or name to listen on; {@code 0.0.0.0} for every IPv4 address
 * @param port TCP port, 0 for any free one
 * @param publicUrl address of the SCIM service as clients know it, path included; null to derive it
 *     from each request
 * @param trustedProxies from whom {@code X-Forwarded-Proto}, {@code -Host}, {@code -Port} and
 *     {@code -Prefix} are believed: proxies that overwrite them
 * @param tls certificate and key; null to speak plain HTTP
 * @param limits what the server takes
 */
public record HttpSettings(
    String host,
    int port,
    @Nullable URI publicUrl,
    List<AddressRange> trustedProxies,
    @Nullable Tls tls,
    HttpLimits limits) {

  /** Default of {@link #host()}. */
  public static final String DEFAULT_HOST = "127.0.0.1";

  /** Default of {@link #port()}. */
  public static final int DEFAULT_PORT = 8080;

  /** Checks the port and copies the list. */
  public HttpSettings {
    trustedProxies = List.copyOf(trustedProxies);
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be between 0 and 65535: " + port);
    }
  }

  /** Plain HTTP on the loopback address with default limits. */
  public static HttpSettings loopback(int port) {
    return new HttpSettings(DEFAULT_HOST, port, null, List.of(), null, HttpLimits.DEFAULT);
  }

  /** The same with other limits. */
  public HttpSettings with(HttpLimits others) {
    return new HttpSettings(host, port, publicUrl, trustedProxies, tls, others);
  }

  /** The address of the SCIM service as clients know it, if it is fixed. */
  public Optional<URI> fixedUrl() {
    return Optional.ofNullable(publicUrl);
  }

  /**
   * PEM files.
   *
   * @param certificate the server's certificate, followed by its chain
   * @param key its private key: PKCS#8, not encrypted
   */
  public record Tls(Path certificate, Path key) {}
}
