package scimbridge.emulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scimbridge.emulator.protocol.Json;

/** The last calls, without attribute values, passwords and tokens. */
final class CallLog {
  private static final int KEPT = 1_000;

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();

  /**
   * One call.
   *
   * @param error the error type that was answered, null for a success
   */
  record Entry(
      Instant at,
      String requestId,
      String operation,
      String accessKey,
      String region,
      String pool,
      @Nullable String user,
      @Nullable String error) {}

  synchronized void add(Entry entry) {
    if (entries.size() == KEPT) {
      entries.removeFirst();
    }
    entries.addLast(entry);
  }

  /** Oldest first. */
  synchronized List<Entry> all() {
    return List.copyOf(entries);
  }

  synchronized void clear() {
    entries.clear();
  }

  ArrayNode toJson() {
    ArrayNode array = Json.object().arrayNode();
    for (Entry entry : all()) {
      ObjectNode item = array.addObject();
      item.put("at", entry.at().toString());
      item.put("requestId", entry.requestId());
      item.put("operation", entry.operation());
      item.put("accessKey", entry.accessKey());
      item.put("region", entry.region());
      item.put("pool", entry.pool());
      item.put("user", entry.user());
      item.put("error", entry.error());
    }
    return array;
  }
}
