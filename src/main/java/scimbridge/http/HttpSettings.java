package scimbridge.http;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where and how the server listens.
 *
 * @param host address or name to listen on; {@code 0.0.0.0} for every IPv4 address
 * @param port TCP port, 0 for any free one
 * @param publicUrl address of the SCIM service as clients know it, path included; null to derive it
 *     from each request
 * @param forwardedHeaders whether {@code X-Forwarded-Proto}, {@code -Host}, {@code -Port} and
 *     {@code -Prefix} are believed: only behind a proxy that overwrites them
 * @param tls certificate and key; null to speak plain HTTP
 * @param maxBodyBytes largest request body, in bytes
 * @param maxRequests how many requests are worked on at once; the next one is answered 503
 */
public record HttpSettings(
    String host,
    int port,
    @Nullable URI publicUrl,
    boolean forwardedHeaders,
    @Nullable Tls tls,
    int maxBodyBytes,
    int maxRequests) {

  /** Default of {@link #host()}. */
  public static final String DEFAULT_HOST = "127.0.0.1";

  /** Default of {@link #port()}. */
  public static final int DEFAULT_PORT = 8080;

  /** Default of {@link #maxBodyBytes()}: a group of 10,000 members takes a good megabyte. */
  public static final int DEFAULT_MAX_BODY_BYTES = 4 * 1024 * 1024;

  /** Default of {@link #maxRequests()}. */
  public static final int DEFAULT_MAX_REQUESTS = 200;

  /** Checks the numbers. */
  public HttpSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be between 0 and 65535: " + port);
    }
    if (maxBodyBytes < 1 || maxRequests < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }

  /** Plain HTTP on the loopback address with default limits. */
  public static HttpSettings loopback(int port) {
    return new HttpSettings(
        DEFAULT_HOST, port, null, false, null, DEFAULT_MAX_BODY_BYTES, DEFAULT_MAX_REQUESTS);
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
