package scimbridge.scim;

import java.math.BigInteger;
import java.util.Optional;
import scimbridge.fault.Fault;
import scimbridge.identity.Fold;

/**
 * What a query asks for (RFC 7644 §3.4.2, RFC 9865 §2), wherever it stood: in the URL or in the
 * body of a {@code .search}.
 *
 * @param filter the text of the filter, if any
 * @param sortBy the attribute to sort by, if any
 * @param descending whether the greatest comes first
 * @param startIndex the first result wanted, from 1
 * @param count how many results at the most; 0 asks for the total only
 * @param cursor where to go on, if the client pages by cursor; empty to begin
 */
record SearchRequest(
    Optional<String> filter,
    Optional<String> sortBy,
    boolean descending,
    int startIndex,
    int count,
    Optional<String> cursor) {

  static SearchRequest of(ScimRequest request, ScimLimits limits) {
    Optional<String> filter = request.parameter("filter");
    if (filter.isPresent() && filter.get().length() > limits.maxFilterLength()) {
      throw Fault.of(
          Fault.Kind.INVALID_FILTER,
          "A filter has at most "
              + limits.maxFilterLength()
              + " characters (limits.maxFilterLength).");
    }
    Optional<String> cursor = request.parameter("cursor").map(String::strip);
    Optional<Integer> startIndex = integer(request, "startIndex", Fault.Kind.INVALID_VALUE);
    if (cursor.isPresent() && startIndex.filter(index -> index > 1).isPresent()) {
      throw Fault.of(
          Fault.Kind.INVALID_VALUE, "The parameters startIndex and cursor exclude each other.");
    }
    return new SearchRequest(
        filter,
        request.parameter("sortBy").map(String::strip).filter(name -> !name.isEmpty()),
        descending(request),
        Math.max(1, startIndex.orElse(1)),
        count(request, cursor.isPresent(), limits),
        cursor);
  }

  /** What has to be the same on every page that a cursor leads to. */
  String binding() {
    String text = filter.orElse("");
    return text.length() + " " + text + " " + sortBy.map(Fold::fold).orElse("") + " " + descending;
  }

  private static boolean descending(ScimRequest request) {
    String order = Fold.fold(request.parameter("sortOrder").orElse("").strip());
    return switch (order) {
      case "", "ascending" -> false;
      case "descending" -> true;
      default ->
          throw Fault.of(
              Fault.Kind.INVALID_VALUE,
              "The parameter sortOrder is neither ascending nor descending.");
    };
  }

  /** By index too great a page is cut; by cursor RFC 9865 has an error for it. */
  private static int count(ScimRequest request, boolean byCursor, ScimLimits limits) {
    Fault.Kind kind = byCursor ? Fault.Kind.INVALID_COUNT : Fault.Kind.INVALID_VALUE;
    int count = integer(request, "count", kind).orElse(limits.defaultPageSize());
    if (byCursor && count > limits.maxPageSize()) {
      throw Fault.of(
          kind,
          "The parameter count is greater than " + limits.maxPageSize() + " (limits.maxPageSize).");
    }
    return Math.clamp(count, 0, limits.maxPageSize());
  }

  /** A number that does not fit is as good as the greatest that does: no page is so far. */
  private static Optional<Integer> integer(ScimRequest request, String name, Fault.Kind kind) {
    Optional<String> text = request.parameter(name).map(String::strip).filter(t -> !t.isEmpty());
    if (text.filter(digits -> !digits.matches("[+-]?[0-9]{1,100}")).isPresent()) {
      throw Fault.of(kind, "The parameter " + name + " is not an integer.");
    }
    return text.map(
        digits ->
            new BigInteger(digits)
                .min(BigInteger.valueOf(Integer.MAX_VALUE))
                .max(BigInteger.valueOf(Integer.MIN_VALUE))
                .intValue());
  }
}
