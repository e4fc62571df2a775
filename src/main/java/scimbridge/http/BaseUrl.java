package scimbridge.http;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Pattern;
import org.glassfish.grizzly.http.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * What {@code Location} begins with: the configured address, else what a trusted proxy says, else
 * what the client itself used. A header that does not look like what it should be is not used,
 * because it is copied into answers.
 */
final class BaseUrl {
  /** Where the SCIM service is mounted. */
  static final String PATH = "/scim/v2";

  /** Where the same requests are answered with what they would do. */
  static final String PREVIEW_PATH = "/preview/v2";

  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9.-]{1,253})(:[0-9]{1,5})?");
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9._~-]{1,255})(:[0-9]{0,5})?");
  private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9._~-]{1,64}){1,8}");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

  private final @Nullable String fixed;
  private final List<AddressRange> trustedProxies;

  BaseUrl(HttpSettings settings) {
    this.fixed = settings.fixedUrl().map(url -> url.toString().replaceAll("/+$", "")).orElse(null);
    this.trustedProxies = settings.trustedProxies();
  }

  /**
   * Whether {@code Host} is a host and its port (RFC 9112 §3.2).
   *
   * @param host as sent; null when it is missing, which HTTP/1.0 allows
   */
  static boolean legalHost(@Nullable String host) {
    return host == null || HOST.matcher(host).matches();
  }

  /** The address of the SCIM service for this request, without a slash at the end. */
  String of(Request request) {
    if (fixed != null) {
      return fixed;
    }
    String scheme = request.isSecure() ? "https" : "http";
    String authority = matching(request.getHeader("Host"), AUTHORITY);
    String prefix = "";
    if (comesFromProxy(request)) {
      String proto = first(request, "X-Forwarded-Proto");
      if ("http".equalsIgnoreCase(proto) || "https".equalsIgnoreCase(proto)) {
        scheme = "https".equalsIgnoreCase(proto) ? "https" : "http";
      }
      String host = matching(first(request, "X-Forwarded-Host"), AUTHORITY);
      authority = host != null ? host : authority;
      authority = withPort(authority, matching(first(request, "X-Forwarded-Port"), PORT), scheme);
      String forwardedPrefix = matching(first(request, "X-Forwarded-Prefix"), PREFIX);
      prefix = forwardedPrefix != null ? forwardedPrefix : "";
    }
    if (authority == null) {
      authority = request.getLocalAddr() + ":" + request.getLocalPort();
    }
    return scheme + "://" + authority + prefix + PATH;
  }

  private boolean comesFromProxy(Request request) {
    return !trustedProxies.isEmpty()
        && request.getRequest().getConnection().getPeerAddress() instanceof InetSocketAddress peer
        && trustedProxies.stream().anyMatch(range -> range.contains(peer.getAddress()));
  }

  /** A proxy that names host and port separately means the port it was reached at itself. */
  private static @Nullable String withPort(
      @Nullable String authority, @Nullable String port, String scheme) {
    if (authority == null || port == null || authority.matches(".*:[0-9]+")) {
      return authority;
    }
    boolean implied = port.equals(scheme.equals("https") ? "443" : "80");
    return implied ? authority : authority + ":" + port;
  }

  /** The value that the proxy nearest to the client wrote. */
  private static @Nullable String first(Request request, String header) {
    String value = request.getHeader(header);
    if (value == null) {
      return null;
    }
    int comma = value.indexOf(',');
    return (comma < 0 ? value : value.substring(0, comma)).strip();
  }

  private static @Nullable String matching(@Nullable String value, Pattern legal) {
    return value != null && legal.matcher(value).matches() ? value : null;
  }
}
