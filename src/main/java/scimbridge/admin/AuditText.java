package scimbridge.admin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Audit.Call;
import scimbridge.directory.Audit.Change;
import scimbridge.directory.Audit.Entry;
import scimbridge.directory.Audit.Place;
import scimbridge.directory.Audit.Subject;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;

/** Audit records for people: one line, and what belongs to it indented below. */
final class AuditText {
  private AuditText() {}

  /**
   * Writes a record.
   *
   * @param token what the token is called that the client brought; empty if it has no name
   */
  static void write(Entry entry, String token, Consumer<String> out) {
    List<String> columns = new ArrayList<>();
    columns.add(AuditLines.time(entry.at()));
    columns.add(entry.app().value());
    columns.add("%-8s".formatted(entry.result()));
    columns.add(entry.action());
    PoolId pool = entry.pool();
    if (pool != null) {
      columns.add("in " + pool);
    }
    Subject subject = entry.subject();
    if (subject != null) {
      columns.add(named(subject));
    }
    columns.add("by " + entry.actor() + (token.isEmpty() ? "" : " (" + token + ")"));
    if (!entry.requestId().isEmpty()) {
      columns.add("request " + entry.requestId());
    }
    out.accept(TerminalText.of(String.join("  ", columns)));
    below(entry, line -> out.accept("    " + TerminalText.of(line)));
  }

  /** What stands for a record that cannot be read. */
  static String unreadable(Place place) {
    return "record %d of %s cannot be read: a newer version of the bridge wrote it, or it is damaged"
        .formatted(place.number(), AuditLines.time(place.at()));
  }

  private static String named(Subject subject) {
    ResourceId id = subject.id();
    if (subject.name().isEmpty()) {
      return String.valueOf(id);
    }
    return id == null ? subject.name() : subject.name() + " (" + id + ")";
  }

  private static void below(Entry entry, Consumer<String> out) {
    if (!entry.detail().isEmpty()) {
      out.accept("why: " + entry.detail());
    }
    for (Change change : entry.changes()) {
      out.accept(change.path() + ": " + value(change.before()) + " -> " + value(change.after()));
    }
    Set<String> done = new HashSet<>();
    for (Call call : entry.calls()) {
      done.add(call.sentence());
      String reason = call.reason().isEmpty() ? "" : " (" + call.reason() + ")";
      out.accept(
          call.operation()
              + ": "
              + call.sentence()
              + ": "
              + call.outcome()
              + reason
              + ", "
              + call.millis()
              + " ms");
    }
    entry.plan().stream()
        .filter(sentence -> !done.contains(sentence))
        .forEach(sentence -> out.accept("planned: " + sentence));
    if (entry.leftOut() > 0) {
      out.accept("and " + entry.leftOut() + " more changes, calls or sentences");
    }
  }

  private static String value(@Nullable String value) {
    return value == null ? "(none)" : value;
  }
}
