package scimbridge.http;

import java.time.Duration;

/**
 * What the server takes before anything looks at the content. One app gets at most half of what is
 * counted over all of them, so that none can keep the others out.
 *
 * @param maxBodyBytes largest request body, in bytes; 413 beyond
 * @param bodyTimeout how long a client may take to send one body; 408 beyond
 * @param maxBodyMemory bytes of all bodies that are received or worked on; 503 beyond
 * @param maxReads how many reads are worked on at once; 503 beyond
 * @param maxWrites how many writes are worked on at once, those that wait for a user pool included;
 *     503 beyond
 * @param requestsPerSecond requests of one token, on average; 429 beyond. What was not used is kept
 *     for {@link TokenRates#BURST}
 */
public record HttpLimits(
    int maxBodyBytes,
    Duration bodyTimeout,
    int maxBodyMemory,
    int maxReads,
    int maxWrites,
    int requestsPerSecond) {

  /** Safe for a server with half a gigabyte. A group of 10,000 members takes a good megabyte. */
  public static final HttpLimits DEFAULT =
      new HttpLimits(4 * 1024 * 1024, Duration.ofSeconds(30), 32 * 1024 * 1024, 200, 1000, 300);

  /** Checks the numbers. */
  public HttpLimits {
    if (maxBodyBytes < 1
        || !bodyTimeout.isPositive()
        || maxBodyMemory < maxBodyBytes
        || maxReads < 1
        || maxWrites < 1
        || requestsPerSecond < 1) {
      throw new IllegalArgumentException("limits must be positive, and one body must fit");
    }
  }
}
