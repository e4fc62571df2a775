package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import scimbridge.emulator.protocol.Call;

/** Members of requests in the form the rules take them. */
final class Inputs {
  private static final int PAGE = 60;

  private Inputs() {}

  /** {@code [{Name, Value}, …]}; the last of equal names counts, a missing value is blank. */
  static Map<String, String> attributes(Call call, String member) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (JsonNode attribute : call.input().path(member)) {
      attributes.put(attribute.path("Name").asText(), attribute.path("Value").asText(""));
    }
    return attributes;
  }

  /** A list of texts. */
  static List<String> texts(Call call, String member) {
    List<String> texts = new ArrayList<>();
    for (JsonNode text : call.input().path(member)) {
      texts.add(text.asText());
    }
    return texts;
  }

  /** {@code Limit}: 60 when absent or 0. */
  static int limit(Call call) {
    int limit = call.number("Limit", PAGE);
    return limit == 0 ? PAGE : limit;
  }
}
