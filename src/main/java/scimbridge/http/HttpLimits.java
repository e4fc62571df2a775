package scimbridge.http;

/**
 * What the server takes before anything looks at the content.
 *
 * @param maxBodyBytes largest request body, in bytes; 413 beyond
 * @param maxRequests how many requests are worked on at once; the next one is answered 503
 */
public record HttpLimits(int maxBodyBytes, int maxRequests) {

  /** Safe for a server with half a gigabyte. A group of 10,000 members takes a good megabyte. */
  public static final HttpLimits DEFAULT = new HttpLimits(4 * 1024 * 1024, 200);

  /** Checks the numbers. */
  public HttpLimits {
    if (maxBodyBytes < 1 || maxRequests < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
