package scimbridge.admin;

/**
 * Text for a terminal. Clients choose names and values: none of them may move its cursor, begin a
 * line that nobody wrote, or turn the direction of writing.
 */
public final class TerminalText {
  private static final int REPLACEMENT = 0xFFFD;

  private TerminalText() {}

  /** A line of text; what would do more than to be seen is replaced. */
  public static String of(String line) {
    return line.codePoints().allMatch(TerminalText::isSeen)
        ? line
        : line.codePoints()
            .map(point -> isSeen(point) ? point : REPLACEMENT)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }

  /** JSON without line ends between its parts: the same characters are escaped, so none is lost. */
  static String json(String document) {
    if (document.codePoints().allMatch(TerminalText::isSeen)) {
      return document;
    }
    StringBuilder escaped = new StringBuilder();
    document
        .codePoints()
        .forEach(
            point -> {
              if (isSeen(point)) {
                escaped.appendCodePoint(point);
              } else {
                for (char unit : Character.toChars(point)) {
                  escaped.append("\\u%04x".formatted((int) unit));
                }
              }
            });
    return escaped.toString();
  }

  private static boolean isSeen(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
