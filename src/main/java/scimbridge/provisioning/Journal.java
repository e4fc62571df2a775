package scimbridge.provisioning;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Audit.Entry;
import scimbridge.directory.Transaction;
import scimbridge.identity.ResourceId;
import scimbridge.provisioning.Provisioning.Request;

/** Writes the audit together with the change it tells. */
final class Journal {
  private Journal() {}

  static void note(
      Transaction tx,
      Instant now,
      Request request,
      @Nullable ResourceId resource,
      String action,
      String result,
      String detail) {
    tx.audit()
        .append(
            new Entry(
                now,
                request.app(),
                request.actor(),
                action,
                resource,
                result,
                detail,
                request.requestId()));
  }
}
