package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Audit.Subject;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.provisioning.Provisioning.Request;

/**
 * Writes that were refused and left nothing behind, so that no transaction of theirs could tell of
 * them. They are written in one of their own, before the client is answered.
 *
 * <p>A client that sends the same wrong request for ever must not fill the disk: of each app so
 * many a minute are written, the others are counted.
 */
public final class RefusedWrites {
  /** How many of one app are written in a minute. */
  static final int MOST_A_MINUTE = 600;

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Setting setting;
  private final Troubles troubles;
  private final Map<AppId, Minute> minutes = new ConcurrentHashMap<>();

  RefusedWrites(Setting setting, Troubles troubles) {
    this.setting = setting;
    this.troubles = troubles;
  }

  /**
   * What was tried.
   *
   * @param action as it is called where it succeeds
   * @param type of what, or null if the request does not say
   * @param id of which, or null if it names none
   * @param name the name that it asked for; empty if it asked for none
   */
  public record Attempt(
      String action, @Nullable ResourceType type, @Nullable ResourceId id, String name) {}

  /**
   * Writes down that a request was refused, unless it is written down already.
   *
   * @return the fault for the client, which is never written down again
   */
  public Fault record(Request request, Attempt attempt, RuntimeException thrown) {
    Fault refused =
        thrown instanceof Fault known ? known : Fault.of(Fault.Kind.INTERNAL, "defect", thrown);
    if (Recorded.isMarked(thrown)) {
      return refused;
    }
    Instant now = setting.now();
    Minute minute = minutes.computeIfAbsent(request.app(), none -> new Minute());
    Place place = minute.place(now);
    if (place != Place.LEFT_OUT) {
      int leftOut = place == Place.WRITTEN ? minute.leftOut() : 0;
      try {
        setting
            .directory()
            .<Boolean>write(
                tx -> {
                  if (leftOut > 0) {
                    tellLeftOut(tx, request.app(), leftOut + " more refused writes", now);
                  }
                  if (place == Place.WRITTEN) {
                    note(tx, request, attempt, refused, now);
                  } else {
                    // Told at once: the one that would tell how many there were may never come.
                    tellLeftOut(tx, request.app(), "Further refused writes", now);
                  }
                  return true;
                });
      } catch (RuntimeException unwritten) {
        // Most likely it is refused because the store is out of reach; the answer stays the same.
        troubles.store(
            "refused requests that are not in the audit",
            "Request " + request.requestId() + " was refused and is not in the audit.",
            unwritten);
      }
    }
    return Recorded.mark(refused);
  }

  private static void note(
      Transaction tx, Request request, Attempt attempt, Fault refused, Instant now) {
    boolean defect = refused.kind() == Fault.Kind.INTERNAL;
    String detail =
        defect
            ? "An internal error; the bridge's log says more."
            : refused.detail() + finding(refused, request.app());
    tx.audit()
        .append(
            Journal.entry(
                now,
                request,
                subject(tx, request.app(), attempt),
                attempt.action(),
                defect ? "failed" : "rejected",
                detail));
  }

  /** Whose the name is, which only the administrator may know. */
  private static String finding(Fault refused, AppId app) {
    for (Throwable cause = refused.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof NameTaken taken && taken.isAnotherApps(app)) {
        return " " + taken.getMessage();
      }
    }
    return "";
  }

  private static @Nullable Subject subject(Transaction tx, AppId app, Attempt attempt) {
    ResourceType type = attempt.type();
    ResourceId id = attempt.id();
    if (type == null) {
      return null;
    }
    if (id == null) {
      return attempt.name().isEmpty() ? null : new Subject(type, null, attempt.name());
    }
    return Journal.subject(tx, app, type, id)
        .orElseGet(() -> new Subject(type, id, attempt.name()));
  }

  private static void tellLeftOut(Transaction tx, AppId app, String what, Instant now) {
    String detail =
        what + " of this app are not in the audit; it has " + MOST_A_MINUTE + " of them a minute.";
    tx.audit()
        .append(Journal.entry(now, Journal.worker(app), null, "audit.leave", "rejected", detail));
  }

  /** What becomes of one. */
  private enum Place {
    WRITTEN,
    FIRST_LEFT_OUT,
    LEFT_OUT
  }

  /** How many there were in this minute. */
  private static final class Minute {
    private @Nullable Instant since;
    private int written;
    private int leftOut;

    synchronized Place place(Instant now) {
      Instant began = since;
      if (began == null || !now.isBefore(began.plus(MINUTE))) {
        since = now;
        written = 0;
      }
      if (written < MOST_A_MINUTE) {
        written++;
        return Place.WRITTEN;
      }
      return leftOut++ == 0 ? Place.FIRST_LEFT_OUT : Place.LEFT_OUT;
    }

    /** How many were left out that nobody was told of. */
    synchronized int leftOut() {
      int untold = leftOut;
      leftOut = 0;
      return untold;
    }
  }
}
