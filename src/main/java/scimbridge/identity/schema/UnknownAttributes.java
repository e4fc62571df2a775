package scimbridge.identity.schema;

import java.util.ArrayList;
import java.util.List;
import scimbridge.fault.Fault;

/** Collects what no schema knows, or refuses it where the app is strict. */
final class UnknownAttributes {
  private static final int MAX_NAME = 128;

  private final boolean refuse;
  private final List<String> names = new ArrayList<>();

  UnknownAttributes(boolean refuse) {
    this.refuse = refuse;
  }

  void add(String path) {
    String shown = printable(path);
    if (refuse) {
      throw Fault.of(Fault.Kind.INVALID_SYNTAX, "no schema defines the attribute " + shown);
    }
    if (names.size() < Normalized.MAX_UNKNOWN && !names.contains(shown)) {
      names.add(shown);
    }
  }

  List<String> names() {
    return names;
  }

  /** The name comes from the client and goes to a log: short, and without control characters. */
  private static String printable(String path) {
    String start = path.length() > MAX_NAME ? path.substring(0, MAX_NAME) + "…" : path;
    return start.replaceAll("\\p{Cntrl}", "?");
  }
}
