package scimbridge.conformance;

import java.util.ServiceLoader;
import org.junit.jupiter.api.Assumptions;

/**
 * The server under test. Where the system properties {@code scim.url} (with {@code /scim/v2} or
 * what the server has instead) and {@code scim.token} are given, they name it; else the first
 * implementation that the {@link ServiceLoader} finds may start one.
 */
public interface ConformanceTarget {
  /** The SCIM base URL, without a trailing slash. */
  String url();

  /** A bearer token that may do everything. */
  String token();

  /**
   * The token of a second client of the same server that is held to the letter of the RFC, while
   * the first may be treated leniently. It sees nothing of the first one's. Empty if there is none.
   */
  default String strictToken() {
    return "";
  }

  /** The server that this run is to judge; the run is aborted if there is none. */
  static ConformanceTarget find() {
    String url = System.getProperty("scim.url", "");
    String token = System.getProperty("scim.token", "");
    if (!url.isEmpty() && !token.isEmpty()) {
      return new Given(
          url.replaceAll("/+$", ""), token, System.getProperty("scim.strictToken", ""));
    }
    return ServiceLoader.load(ConformanceTarget.class).findFirst().orElseGet(Given::missing);
  }

  /** A server that runs already. */
  record Given(String url, String token, String strictToken) implements ConformanceTarget {
    private static Given missing() {
      String advice = "No server to judge: run with -Dscim.url=https://… -Dscim.token=…";
      if (Boolean.getBoolean("scim.required")) {
        throw new IllegalStateException(advice);
      }
      return Assumptions.abort(advice);
    }

    @Override
    public String toString() {
      return url;
    }
  }
}
