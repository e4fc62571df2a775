package scimbridge.scim.bulk;

import java.util.List;

/**
 * A bulk request.
 *
 * @param failOnErrors how many operations may fail before the rest is left undone; at least 1
 * @param operations in the order of the message; a {@code bulkId} occurs at most once
 */
public record BulkRequest(int failOnErrors, List<BulkOperation> operations) {
  /** Copies the list. */
  public BulkRequest {
    operations = List.copyOf(operations);
  }

  /** Whether it may matter how many have failed before an operation is tried. */
  public boolean stopsOnErrors() {
    return failOnErrors < operations.size();
  }
}
