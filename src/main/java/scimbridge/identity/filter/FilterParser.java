package scimbridge.identity.filter;

import com.unboundid.scim2.common.exceptions.ScimException;
import com.unboundid.scim2.common.filters.Filter;
import scimbridge.fault.Fault;

/** Calls the SDK's parser, with its faults translated. */
final class FilterParser {
  private FilterParser() {}

  static Filter parse(String filter, int maxLength) {
    String prepared = FilterText.prepare(filter, maxLength);
    try {
      return Filter.fromString(prepared);
    } catch (ScimException malformed) {
      throw invalid(firstLine(malformed.getMessage()), malformed);
    } catch (RuntimeException unforeseen) {
      // The SDK casts and pops without looking: a JSON object as literal ends in a
      // ClassCastException, a stray operator in an EmptyStackException.
      throw invalid("it cannot be parsed", unforeseen);
    }
  }

  /** Jackson adds lines about its own settings. */
  private static String firstLine(@org.jspecify.annotations.Nullable String message) {
    return message == null ? "it cannot be parsed" : message.lines().findFirst().orElse("");
  }

  private static Fault invalid(String reason, Exception cause) {
    return Fault.of(Fault.Kind.INVALID_FILTER, "the filter is not valid: " + reason, cause);
  }
}
