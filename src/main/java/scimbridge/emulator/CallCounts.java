package scimbridge.emulator;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often each operation was called, whatever came of it. */
final class CallCounts {
  private final ConcurrentHashMap<String, LongAdder> counts = new ConcurrentHashMap<>();

  void count(String operation) {
    counts.computeIfAbsent(operation, name -> new LongAdder()).increment();
  }

  /** Operation to count, by name; operations that were never called are missing. */
  Map<String, Long> all() {
    Map<String, Long> all = new TreeMap<>();
    counts.forEach((operation, count) -> all.put(operation, count.sum()));
    return all;
  }

  void reset() {
    counts.clear();
  }
}
