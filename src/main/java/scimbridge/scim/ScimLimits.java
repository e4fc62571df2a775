package scimbridge.scim;

import java.time.Duration;

/**
 * Bounds on what one request may ask for. The size of a body is bounded before it gets here. What
 * exceeds one of them is refused with a detail that names its key in the configuration.
 *
 * @param maxJsonDepth how deep a body may be nested; a plain object is one deep
 * @param maxFilterLength characters of a filter
 * @param maxPageSize resources in one answer; a greater {@code count} is cut to it
 * @param defaultPageSize resources in one answer when the client does not say
 * @param maxPatchOperations operations in one PATCH, after path-less ones were taken apart
 * @param maxMembers members that one body may name
 * @param maxBulkOperations operations in one bulk request; 413 beyond
 * @param maxPayloadSize bytes of one body; the HTTP server enforces it, discovery announces it
 * @param scanLimit resources that one query may look at when no index answers it; 400 {@code
 *     tooMany} beyond
 * @param cursorTimeout how long a cursor leads to the next page, at least a second
 */
public record ScimLimits(
    int maxJsonDepth,
    int maxFilterLength,
    int maxPageSize,
    int defaultPageSize,
    int maxPatchOperations,
    int maxMembers,
    int maxBulkOperations,
    int maxPayloadSize,
    int scanLimit,
    Duration cursorTimeout) {

  /** Safe for a server with half a gigabyte. */
  public static final ScimLimits DEFAULT =
      new ScimLimits(
          100, 4096, 1000, 100, 20_000, 100_000, 1000, 4 << 20, 20_000, Duration.ofHours(1));

  /** Checks that every bound is positive and the default page fits. */
  public ScimLimits {
    if (maxJsonDepth < 1
        || maxFilterLength < 1
        || defaultPageSize < 1
        || maxPageSize < defaultPageSize
        || maxPatchOperations < 1
        || maxMembers < 1
        || maxBulkOperations < 1
        || maxPayloadSize < 1
        || scanLimit < 1
        || cursorTimeout.toSeconds() < 1) {
      throw new IllegalArgumentException("every limit is at least 1, and the default page fits");
    }
  }
}
