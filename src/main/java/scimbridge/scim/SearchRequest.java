package scimbridge.scim;

import java.math.BigInteger;
import java.util.Optional;
import scimbridge.fault.Fault;

/**
 * What a query asks for (RFC 7644 §3.4.2), wherever it stood: in the URL or in the body of a {@code
 * .search}.
 *
 * @param filter the text of the filter, if any
 * @param startIndex the first result wanted, from 1
 * @param count how many results at the most; 0 asks for the total only
 */
record SearchRequest(Optional<String> filter, int startIndex, int count) {

  static SearchRequest of(ScimRequest request, ScimLimits limits) {
    Optional<String> filter = request.parameter("filter");
    if (filter.isPresent() && filter.get().length() > limits.maxFilterLength()) {
      throw Fault.of(
          Fault.Kind.INVALID_FILTER,
          "A filter has at most "
              + limits.maxFilterLength()
              + " characters (limits.maxFilterLength).");
    }
    int startIndex = Math.max(1, integer(request, "startIndex").orElse(1));
    int count =
        Math.clamp(
            integer(request, "count").orElse(limits.defaultPageSize()), 0, limits.maxPageSize());
    return new SearchRequest(filter, startIndex, count);
  }

  /** A number that does not fit is as good as the greatest that does: no page is so far. */
  private static Optional<Integer> integer(ScimRequest request, String name) {
    Optional<String> text = request.parameter(name).map(String::strip).filter(t -> !t.isEmpty());
    try {
      return text.map(
          digits ->
              new BigInteger(digits)
                  .min(BigInteger.valueOf(Integer.MAX_VALUE))
                  .max(BigInteger.valueOf(Integer.MIN_VALUE))
                  .intValue());
    } catch (NumberFormatException notInteger) {
      throw Fault.of(Fault.Kind.INVALID_VALUE, "The parameter " + name + " is not an integer.");
    }
  }
}
