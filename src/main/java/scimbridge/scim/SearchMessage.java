package scimbridge.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import scimbridge.fault.Fault;
import scimbridge.scim.dialect.Message;
import scimbridge.scim.dialect.Tolerance;

/**
 * The body of a {@code .search} (RFC 7644 §3.4.3), which says what the parameters of a GET say and
 * keeps it out of the URL.
 */
final class SearchMessage {
  private static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
  private static final List<String> TEXTS = List.of("filter", "sortBy", "sortOrder", "cursor");
  private static final List<String> NUMBERS = List.of("startIndex", "count");
  private static final List<String> LISTS = List.of("attributes", "excludedAttributes");

  private SearchMessage() {}

  /** The same request with the parameters that its body names, and those only. */
  static ScimRequest asQuery(ScimRequest request) {
    ObjectNode message = request.message();
    boolean mayLack = Tolerance.SEARCH_WITHOUT_SCHEMAS.appliesTo(request.app().strict());
    if (!(mayLack && message.path("schemas").isEmpty()) && !isSearchRequest(message)) {
      throw Fault.of(
          Fault.Kind.INVALID_SYNTAX, "The schemas of a search have to name " + SCHEMA + ".");
    }
    Map<String, String> parameters = new HashMap<>();
    for (String name : TEXTS) {
      Message.member(message, name)
          .filter(value -> !value.isNull())
          .ifPresent(value -> parameters.put(name, text(name, value)));
    }
    for (String name : NUMBERS) {
      Message.member(message, name)
          .filter(value -> !value.isNull())
          .ifPresent(value -> parameters.put(name, number(name, value)));
    }
    for (String name : LISTS) {
      Message.member(message, name)
          .filter(value -> !value.isNull())
          .ifPresent(value -> parameters.put(name, list(name, value)));
    }
    return request.withParameters(parameters);
  }

  private static boolean isSearchRequest(ObjectNode message) {
    for (JsonNode schema : message.path("schemas")) {
      if (SCHEMA.equals(schema.textValue())) {
        return true;
      }
    }
    return false;
  }

  private static String text(String name, JsonNode value) {
    if (!value.isTextual()) {
      throw wrong(name, "a string");
    }
    return value.textValue();
  }

  private static String number(String name, JsonNode value) {
    if (!value.isIntegralNumber() && !value.isTextual()) {
      throw wrong(name, "an integer");
    }
    return value.asText();
  }

  private static String list(String name, JsonNode value) {
    if (value.isTextual()) {
      return value.textValue();
    }
    List<String> names = new ArrayList<>();
    for (JsonNode element : value) {
      names.add(text("each of " + name, element));
    }
    if (!value.isArray()) {
      throw wrong(name, "a list of strings");
    }
    return String.join(",", names);
  }

  private static Fault wrong(String name, String expected) {
    return Fault.of(
        Fault.Kind.INVALID_SYNTAX, "In a search, " + name + " has to be " + expected + ".");
  }
}
