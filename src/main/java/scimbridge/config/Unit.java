package scimbridge.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How numbers are written.
 *
 * @param description what a value must be, in words
 * @param symbols the units there are, the largest first
 */
record Unit(String description, List<Symbol> symbols) {
  static final Unit NONE = new Unit("a whole number", List.of(new Symbol("", 1)));

  static final Unit PERCENT = new Unit("a percentage such as 60%", List.of(new Symbol("%", 1)));

  /** In milliseconds. */
  static final Unit DURATION =
      new Unit(
          "a duration such as 500ms, 3s, 15m, 24h or 7d",
          List.of(
              new Symbol("d", 86_400_000),
              new Symbol("h", 3_600_000),
              new Symbol("m", 60_000),
              new Symbol("s", 1000),
              new Symbol("ms", 1)));

  /** In bytes. */
  static final Unit SIZE =
      new Unit(
          "a size such as 512KiB or 4MiB",
          List.of(
              new Symbol("GiB", 1L << 30),
              new Symbol("MiB", 1L << 20),
              new Symbol("KiB", 1L << 10),
              new Symbol("B", 1)));

  private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,9})([A-Za-z%]*)");

  /** One unit and how many of the smallest it is. */
  record Symbol(String name, long factor) {}

  /** The amount in the smallest unit, if the text is one. */
  Optional<Long> parse(String text) {
    Matcher amount = AMOUNT.matcher(text);
    if (!amount.matches()) {
      return Optional.empty();
    }
    return symbols.stream()
        .filter(symbol -> symbol.name.equals(amount.group(2)))
        .findFirst()
        .map(symbol -> Long.parseLong(amount.group(1)) * symbol.factor);
  }

  /** The amount as an administrator would write it. */
  String format(long amount) {
    return symbols.stream()
        .filter(symbol -> amount > 0 && amount % symbol.factor == 0)
        .findFirst()
        .map(symbol -> amount / symbol.factor + symbol.name)
        .orElse("0");
  }
}
