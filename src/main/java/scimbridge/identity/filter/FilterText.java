package scimbridge.identity.filter;

import scimbridge.fault.Fault;
import scimbridge.identity.Fold;

/**
 * Makes the text of a filter safe and understandable for the SDK's parser.
 *
 * <ul>
 *   <li>Nesting is bounded: the SDK parses 20,000 nested {@code not(} and whoever visits the result
 *       overflows the stack.
 *   <li>A chain of {@code and} before an {@code or} gets parentheses: for each {@code and} without
 *       them the SDK doubles the tree, 25 of them make half a gigabyte.
 *   <li>Every bracket is closed: the SDK takes {@code emails[type eq "work"} for complete.
 *   <li>{@code emails[type eq "work"].value eq "x"}, which Entra ID sends and the grammar of RFC
 *       7644 lacks, becomes {@code emails[(type eq "work") and value eq "x"]}.
 * </ul>
 */
final class FilterText {
  /** How deep parentheses and brackets may nest. */
  static final int MAX_DEPTH = 32;

  private static final char END = 0;

  private final String text;
  private int position;

  private FilterText(String text) {
    this.text = text;
  }

  /** Rewrites a filter, or throws a fault of kind {@code INVALID_FILTER}. */
  static String prepare(String filter, int maxLength) {
    if (filter.length() > maxLength) {
      throw invalid("the filter is longer than " + maxLength + " characters");
    }
    if (filter.isBlank()) {
      throw invalid("the filter is empty");
    }
    if (filter.indexOf(END) >= 0) {
      throw invalid("the filter contains U+0000");
    }
    return new FilterText(filter).group(END, 0);
  }

  private String group(char close, int depth) {
    if (depth > MAX_DEPTH) {
      throw invalid("the filter is nested deeper than " + MAX_DEPTH + " levels");
    }
    StringBuilder out = new StringBuilder();
    int chain = 0;
    int ands = 0;
    for (char c = skipSpaces(); c != close; c = skipSpaces()) {
      String term = term(c, close, depth);
      if (term.equals("or")) {
        if (ands > 1) {
          out.insert(chain, '(').append(')');
        }
        out.append(" or ");
        chain = out.length();
        ands = 0;
      } else {
        ands += term.equals("and") ? 1 : 0;
        out.append(out.length() == chain ? "" : " ").append(term);
      }
    }
    position++;
    return out.toString();
  }

  private String term(char c, char close, int depth) {
    return switch (c) {
      case END -> throw invalid("the filter ends before " + close);
      case '(' -> {
        position++;
        yield "(" + group(')', depth + 1) + ")";
      }
      case '"' -> string();
      default -> {
        String word = word();
        yield peek() == '[' ? valuePath(word, depth) : word;
      }
    };
  }

  private String valuePath(String attribute, int depth) {
    position++;
    String inner = group(']', depth + 1);
    if (peek() != '.') {
      return attribute + "[" + inner + "]";
    }
    position++;
    String subAttribute = word();
    skipSpaces();
    String operator = word();
    String test = subAttribute + " " + operator;
    if (!Fold.same(operator, "pr")) {
      test += " " + (skipSpaces() == '"' ? string() : word());
    }
    return attribute + "[(" + inner + ") and " + test + "]";
  }

  private String word() {
    int start = position;
    while (isWordCharacter(peek())) {
      position++;
    }
    if (start == position) {
      throw unexpected();
    }
    String word = text.substring(start, position);
    // The SDK recognises a chain of equal operators only when they are spelled alike.
    String folded = Fold.fold(word);
    return folded.equals("and") || folded.equals("or") || folded.equals("not") ? folded : word;
  }

  private String string() {
    int start = position++;
    while (peek() != '"') {
      position += peek() == '\\' ? 2 : 1;
      if (position >= text.length()) {
        throw invalid("a string in the filter has no closing quote");
      }
    }
    position++;
    return text.substring(start, position);
  }

  private char skipSpaces() {
    while (Character.isWhitespace(peek())) {
      position++;
    }
    return peek();
  }

  private char peek() {
    return position < text.length() ? text.charAt(position) : END;
  }

  private static boolean isWordCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-_.:$+".indexOf(c) >= 0;
  }

  private Fault unexpected() {
    if (position >= text.length()) {
      return invalid("the filter ends too early");
    }
    String hint = peek() == '\'' ? "; strings stand in double quotes" : "";
    return invalid(
        "unexpected character "
            + shown(peek())
            + " at position "
            + position
            + " of the filter"
            + hint);
  }

  private static String shown(char c) {
    return c > ' ' && c < 0x7f ? "'" + c + "'" : "U+%04X".formatted((int) c);
  }

  private static Fault invalid(String detail) {
    return Fault.of(Fault.Kind.INVALID_FILTER, detail);
  }
}
