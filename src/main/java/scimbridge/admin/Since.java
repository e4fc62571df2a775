package scimbridge.admin;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import scimbridge.fault.Fault;

/** A beginning in time, as an administrator writes it. */
final class Since {
  private static final Pattern AGO = Pattern.compile("([0-9]{1,9})(s|m|h|d)");
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private Since() {}

  /**
   * Reads how long ago, as {@code 90s}, {@code 15m}, {@code 1h} or {@code 7d}; or an instant of ISO
   * 8601, as {@code 2026-11-25} (in UTC), {@code 2026-11-25T08:00:00Z} or with another offset.
   *
   * @throws Fault INVALID_VALUE if it is neither
   */
  static Instant parse(String text, Instant now) {
    Matcher ago = AGO.matcher(text);
    try {
      // The store counts in milliseconds; what it cannot count is no time of ours.
      return Instant.ofEpochMilli(read(text, ago, now).toEpochMilli());
    } catch (DateTimeException | ArithmeticException unreadable) {
      throw Fault.of(
          Fault.Kind.INVALID_VALUE,
          "'"
              + text
              + "' is neither a duration such as 15m, 1h or 7d nor a time such as 2026-11-25 or"
              + " 2026-11-25T08:00:00Z",
          unreadable);
    }
  }

  private static Instant read(String text, Matcher ago, Instant now) {
    if (ago.matches()) {
      return now.minus(
          UNITS
              .getOrDefault(ago.group(2), Duration.ZERO)
              .multipliedBy(Long.parseLong(ago.group(1))));
    }
    return DATE.matcher(text).matches()
        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
        : OffsetDateTime.parse(text).toInstant();
  }
}
