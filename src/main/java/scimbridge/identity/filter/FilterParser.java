package scimbridge.identity.filter;

import com.unboundid.scim2.common.exceptions.ScimException;
import com.unboundid.scim2.common.filters.Filter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;

/** Calls the SDK's parser, with its faults translated. */
final class FilterParser {
  private static final Pattern POSITION =
      Pattern.compile(" (at position|for token starting at) \\d+");

  private FilterParser() {}

  static Filter parse(String filter, int maxLength) {
    String prepared = FilterText.prepare(filter, maxLength);
    try {
      return Filter.fromString(prepared);
    } catch (ScimException malformed) {
      throw invalid(reason(malformed.getMessage()), malformed);
    } catch (RuntimeException unforeseen) {
      // The SDK casts and pops without looking: a JSON object as literal ends in a
      // ClassCastException, a stray operator in an EmptyStackException.
      throw invalid("it cannot be parsed", unforeseen);
    }
  }

  /**
   * The SDK's positions count in the prepared text, which is not the client's, and about literals
   * it says what Jackson says about them.
   */
  private static String reason(@Nullable String message) {
    String first = message == null ? "" : message.lines().findFirst().orElse("");
    return first.startsWith("Invalid comparison value")
        ? "a comparison needs a string in double quotes, true, false, null or a number"
        : POSITION.matcher(first).replaceAll("");
  }

  private static Fault invalid(String reason, Exception cause) {
    return Fault.of(Fault.Kind.INVALID_FILTER, "the filter is not valid: " + reason, cause);
  }
}
