package scimbridge.http;

import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.glassfish.grizzly.http.server.Request;

/**
 * Which media type an answer has (RFC 7644 §3.8): what the client likes better (RFC 9110 §12.5.1),
 * and SCIM's own when it likes both, or does not say.
 */
final class AnswerType {
  static final String SCIM_JSON = "application/scim+json; charset=utf-8";
  static final String JSON = "application/json; charset=utf-8";

  private AnswerType() {}

  /** The media type with its charset; empty if the client accepts neither. */
  static Optional<String> of(Request request) {
    List<MediaType> ranges = new ArrayList<>();
    boolean says = false;
    for (String header : request.getHeaders("Accept")) {
      says |= !header.isBlank();
      split(header).forEach(text -> parse(text).ifPresent(ranges::add));
    }
    if (!says) {
      return Optional.of(SCIM_JSON);
    }
    double scim = quality(ranges, "scim+json");
    double json = quality(ranges, "json");
    if (scim <= 0 && json <= 0) {
      return Optional.empty();
    }
    return Optional.of(scim >= json ? SCIM_JSON : JSON);
  }

  /** How much it is liked: what the range says that names it most closely; 0 for not at all. */
  private static double quality(List<MediaType> ranges, String subtype) {
    double quality = 0;
    int closest = 0;
    for (MediaType range : ranges) {
      int closeness = closeness(range, subtype);
      if (closeness > closest) {
        closest = closeness;
        quality = quality(range);
      }
    }
    return quality;
  }

  private static int closeness(MediaType range, String subtype) {
    if (range.isWildcardType()) {
      return 1;
    }
    if (!range.getType().equalsIgnoreCase("application")) {
      return 0;
    }
    if (range.isWildcardSubtype()) {
      return 2;
    }
    return range.getSubtype().equalsIgnoreCase(subtype) ? 3 : 0;
  }

  private static double quality(MediaType range) {
    String quality = range.getParameters().getOrDefault("q", "1");
    try {
      return Double.parseDouble(quality);
    } catch (NumberFormatException malformed) {
      return 0;
    }
  }

  /** What is not a media type is left out here and refused where requests are read. */
  private static Optional<MediaType> parse(String text) {
    try {
      return Optional.of(MediaType.valueOf(text));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** The parts between commas that do not stand in quotes. */
  private static List<String> split(String header) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < header.length(); i++) {
      char c = header.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        parts.add(header.substring(start, i).strip());
        start = i + 1;
      }
    }
    parts.add(header.substring(start).strip());
    return parts;
  }
}
