package scimbridge.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Audit.Call;
import scimbridge.directory.Audit.Change;
import scimbridge.directory.Audit.Entry;
import scimbridge.directory.Audit.Place;
import scimbridge.directory.Audit.Subject;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;

/**
 * Audit records as JSON, one line each. Programs read them: names of fields stay as they are, new
 * ones may come. What a record does not have is left out. docs/operations.md describes them.
 */
final class AuditLines {
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private AuditLines() {}

  /** A record as one line, without the line's end. */
  static String of(Entry entry) {
    return of(entry, "");
  }

  /**
   * The same with what the token is called that the client brought; empty if it has no name, or
   * nobody looked.
   */
  static String of(Entry entry, String token) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("at", time(entry.at()));
    line.put("app", entry.app().value());
    line.put("actor", entry.actor());
    put(line, "token", token);
    line.put("action", entry.action());
    Subject subject = entry.subject();
    if (subject != null) {
      ResourceId id = subject.id();
      line.put("type", subject.type().scimName());
      put(line, "id", id == null ? "" : id.value());
      put(line, "name", subject.name());
    }
    PoolId pool = entry.pool();
    put(line, "pool", pool == null ? "" : pool.value());
    line.put("result", entry.result());
    line.put("failed", entry.failed());
    put(line, "why", entry.detail());
    changes(line, entry);
    if (!entry.plan().isEmpty()) {
      ArrayNode plan = line.putArray("plan");
      entry.plan().forEach(plan::add);
    }
    calls(line, entry);
    if (entry.leftOut() > 0) {
      line.put("leftOut", entry.leftOut());
    }
    put(line, "request", entry.requestId());
    return TerminalText.json(line.toString());
  }

  /** When it was, in UTC and always with milliseconds. */
  static String time(Instant at) {
    return TIME.format(at);
  }

  /** What stands for a record that cannot be read. */
  static String unreadable(Place place) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("at", time(place.at()))
        .put("record", place.number())
        .put("unreadable", true)
        .toString();
  }

  /** How many records are missing in the lines, because whoever reads them was too slow. */
  static String leftOut(long records) {
    return JsonNodeFactory.instance.objectNode().put("leftOutRecords", records).toString();
  }

  private static void changes(ObjectNode line, Entry entry) {
    if (entry.changes().isEmpty()) {
      return;
    }
    ArrayNode changes = line.putArray("changes");
    for (Change change : entry.changes()) {
      ObjectNode shown = changes.addObject().put("path", change.path());
      putIfThere(shown, "old", change.before());
      putIfThere(shown, "new", change.after());
    }
  }

  private static void calls(ObjectNode line, Entry entry) {
    if (entry.calls().isEmpty()) {
      return;
    }
    ArrayNode calls = line.putArray("calls");
    for (Call call : entry.calls()) {
      ObjectNode shown =
          calls
              .addObject()
              .put("operation", call.operation())
              .put("does", call.sentence())
              .put("outcome", call.outcome());
      put(shown, "why", call.reason());
      shown.put("millis", call.millis());
    }
  }

  private static void put(ObjectNode object, String name, String value) {
    if (!value.isEmpty()) {
      object.put(name, value);
    }
  }

  private static void putIfThere(ObjectNode object, String name, @Nullable String value) {
    if (value != null) {
      object.put(name, value);
    }
  }
}
