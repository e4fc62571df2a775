package scimbridge.provisioning;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Audit.Entry;
import scimbridge.directory.Audit.Subject;
import scimbridge.directory.Operator;
import scimbridge.directory.Proposal;
import scimbridge.directory.Transaction;
import scimbridge.identity.AppId;
import scimbridge.identity.Fold;
import scimbridge.identity.Group;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.provisioning.Provisioning.Request;

/**
 * Writes the audit together with the change it tells. docs/operations.md lists the actions and the
 * results there are.
 */
public final class Journal {
  /** What is known of a change that a crash cut off: the calls died with the process. */
  static final String CUT_OFF =
      "The bridge stopped in the middle of this change; which calls were made is not known.";

  private static final String WORKER = "worker";
  private static final String RECOVERY = "recovery";

  private Journal() {}

  /**
   * Notes what an administrator did, in the transaction that does it.
   *
   * @param action what, e.g. {@code token.create}
   * @param detail with what, without secrets
   */
  public static void act(
      Transaction tx, Instant now, AppId app, String action, String result, String detail) {
    tx.audit().append(new Entry(now, app, Operator.current(), action, null, result, detail, ""));
  }

  /** The same about one user or group. */
  public static void act(
      Transaction tx, Instant now, Resource about, String action, String result, String detail) {
    tx.audit()
        .append(
            new Entry(
                now, about.app(), Operator.current(), action, subject(about), result, detail, ""));
  }

  /** Notes something that has no changes and no calls. */
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
            entry(
                now,
                request,
                resource == null ? null : subject(tx, request.app(), action, resource),
                action,
                result,
                detail));
  }

  /**
   * A request that took so long that it was settled without it; its calls were made all the same.
   */
  static Entry overtaken(Instant now, Request request, Proposal proposal) {
    Resource next = proposal.next();
    Subject subject =
        next == null ? new Subject(proposal.type(), proposal.resource(), "") : subject(next);
    String operation = next == null ? "delete" : next.version() == 1 ? "create" : "update";
    return entry(
        now,
        request,
        subject,
        Fold.fold(proposal.type().scimName()) + "." + operation,
        "pending",
        "The request took too long and was settled without it, after these calls.");
  }

  /** A record to be completed. */
  static Entry entry(
      Instant now,
      Request request,
      @Nullable Subject subject,
      String action,
      String result,
      String detail) {
    return new Entry(
        now, request.app(), request.actor(), action, subject, result, detail, request.requestId());
  }

  /** What an administrator does. */
  static Request administrator(AppId app) {
    return new Request(app, Operator.current(), "");
  }

  /** What the bridge does of its own accord. */
  static Request worker(AppId app) {
    return new Request(app, WORKER, "");
  }

  /** What is done after a crash for a request that was under way. */
  static Request recovery(AppId app, String requestId) {
    return new Request(app, RECOVERY, requestId);
  }

  /** A resource as it is named now. */
  static Subject subject(Resource resource) {
    return switch (resource) {
      case User user -> new Subject(ResourceType.USER, user.id(), user.userName());
      case Group group -> new Subject(ResourceType.GROUP, group.id(), group.displayName());
    };
  }

  /** A resource as it is named now, if it is there. */
  static Optional<Subject> subject(Transaction tx, AppId app, ResourceType type, ResourceId id) {
    return switch (type) {
      case USER -> tx.resources().user(app, id).map(Journal::subject);
      case GROUP -> tx.resources().group(app, id).map(Journal::subject);
    };
  }

  /** A resource by its id; without a name if it is there no more. */
  static Subject subject(Transaction tx, AppId app, String action, ResourceId id) {
    ResourceType type = action.startsWith("group.") ? ResourceType.GROUP : ResourceType.USER;
    return subject(tx, app, type, id).orElseGet(() -> new Subject(type, id, ""));
  }
}
