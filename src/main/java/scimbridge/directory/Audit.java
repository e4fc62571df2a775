package scimbridge.directory;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;

/** What happened, written with the change it tells. */
public interface Audit {

  /** Adds a record. */
  void append(Entry entry);

  /** Records after a place, in order, also those that cannot be read. */
  List<Stored> after(Selection selection, Place place, int limit);

  /**
   * The place that is followed by the newest records of a selection, so many of them; {@link
   * Place#START} if there are not more.
   */
  Place beforeNewest(Selection selection, int count);

  /**
   * The ids of resources that had this userName or displayName, in any letter case, when a record
   * was written.
   *
   * @param app in which app, or null for every one
   */
  Set<ResourceId> named(@Nullable AppId app, String name, int limit);

  /**
   * Forgets the oldest records from before an instant, at most so many.
   *
   * @return how many were forgotten
   */
  int purge(Instant before, int limit);

  /**
   * Which records.
   *
   * @param app of one app, or null for every one
   * @param subjects about these resources, or one of the name
   * @param name about what had this userName or displayName, in any letter case, or one of the
   *     subjects; null and no subject for every record
   * @param failed only those of what did not come to what was wanted
   */
  record Selection(
      @Nullable AppId app, Set<ResourceId> subjects, @Nullable String name, boolean failed) {
    /** Every record. */
    public static final Selection EVERYTHING = new Selection(null, Set.of(), null, false);

    /** Copies the set, and takes the name as records have it. */
    public Selection {
      subjects = Set.copyOf(subjects);
      name = name == null ? null : AuditBounds.name(name);
    }
  }

  /** Where a record stands: in the order of time, and of writing within a millisecond. */
  record Place(Instant at, long number) implements Comparable<Place> {
    /** Before every record. */
    public static final Place START = new Place(Instant.EPOCH, 0);

    /** Before everything that happened from this instant on. */
    public static Place before(Instant instant) {
      return new Place(instant, 0);
    }

    @Override
    public int compareTo(Place other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  /**
   * A record and where it stands.
   *
   * @param entry null if this version cannot read it: a newer one wrote it, or it is damaged
   */
  record Stored(Place place, @Nullable Entry entry) {}

  /**
   * One thing that happened. It holds no secret; of what is long or much only a part is kept.
   *
   * @param at when, to the millisecond
   * @param app in whose directory
   * @param actor who: a token's id, {@code worker}, {@code recovery}, or an administrator
   * @param action what, in one or two words, e.g. {@code user.create}
   * @param subject the resource it is about, or null
   * @param pool the user pool it is about where it is about one alone, or null
   * @param result {@code accepted}, {@code pending}, {@code rejected}, {@code refused}, …
   * @param detail why: the reason of a refusal, or what asks for it; may be empty
   * @param changes what of the resource is another than before
   * @param plan the sentences of the plan
   * @param calls the calls to Cognito that were made, in order
   * @param leftOut how many changes, sentences and calls were left out of the three lists
   * @param requestId the request, or empty
   */
  record Entry(
      Instant at,
      AppId app,
      String actor,
      String action,
      @Nullable Subject subject,
      @Nullable PoolId pool,
      String result,
      String detail,
      List<Change> changes,
      List<String> plan,
      List<Call> calls,
      int leftOut,
      String requestId) {

    /** Keeps what the bounds allow of it. */
    public Entry {
      // As the store keeps it, so that it is the same wherever it is read.
      at = at.truncatedTo(ChronoUnit.MILLIS);
      AuditBounds bounds = new AuditBounds();
      detail = AuditBounds.sentence(detail);
      calls = bounds.calls(calls);
      changes = bounds.changes(changes);
      plan = bounds.sentences(plan);
      leftOut += bounds.leftOut();
    }

    /** A record without changes and calls. */
    public Entry(
        Instant at,
        AppId app,
        String actor,
        String action,
        @Nullable Subject subject,
        String result,
        String detail,
        String requestId) {
      this(
          at, app, actor, action, subject, null, result, detail, List.of(), List.of(), List.of(), 0,
          requestId);
    }

    /** The same about one pool. */
    public Entry in(PoolId one) {
      return new Entry(
          at, app, actor, action, subject, one, result, detail, changes, plan, calls, leftOut,
          requestId);
    }

    /** The same with what has changed. */
    public Entry changing(List<Change> changed) {
      return new Entry(
          at, app, actor, action, subject, pool, result, detail, changed, plan, calls, leftOut,
          requestId);
    }

    /** The same with what was planned and done. */
    public Entry doing(List<String> planned, List<Call> made) {
      return doing(planned, made, 0);
    }

    /**
     * The same.
     *
     * @param more how many calls were made that nobody remembers
     */
    public Entry doing(List<String> planned, List<Call> made, int more) {
      return new Entry(
          at,
          app,
          actor,
          action,
          subject,
          pool,
          result,
          detail,
          changes,
          planned,
          made,
          leftOut + more,
          requestId);
    }

    /** The id of the resource it is about, or null. */
    public @Nullable ResourceId resource() {
      return subject == null ? null : subject.id();
    }

    /** Whether it did not come to what was wanted, or a call on the way to it did not. */
    public boolean failed() {
      return switch (result) {
        case "accepted", "done", "pending" -> calls.stream().anyMatch(Call::failed);
        default -> true;
      };
    }
  }

  /**
   * The resource that a record is about, as it was then.
   *
   * @param type user or group
   * @param id its SCIM id; null of one that was not made
   * @param name userName or displayName; empty if that is not known
   */
  record Subject(ResourceType type, @Nullable ResourceId id, String name) {
    /** Cuts a name that is longer than any that a pool would take. */
    public Subject {
      name = AuditBounds.name(name);
    }
  }

  /**
   * What is another than before.
   *
   * @param path in SCIM notation
   * @param before the value before, a text or JSON; null for none
   * @param after the value now; null for none
   */
  record Change(String path, @Nullable String before, @Nullable String after) {}

  /**
   * A call to Cognito that was made.
   *
   * @param operation the API's name
   * @param sentence what it does
   * @param outcome {@code done}, {@code found}, {@code missing}, {@code refused}, {@code
   *     throttled}, {@code lost} or {@code unavailable}
   * @param reason why it was not done, or empty
   * @param millis how long it took
   */
  record Call(String operation, String sentence, String outcome, String reason, long millis) {
    /** Refuses one without an outcome, which a damaged record may hold. */
    public Call {
      Objects.requireNonNull(outcome, "outcome");
    }

    boolean failed() {
      return switch (outcome) {
        case "refused", "lost", "unavailable" -> true;
        default -> false;
      };
    }
  }
}
