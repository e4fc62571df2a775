package scimbridge.identity.filter;

/**
 * The comparisons of RFC 7644 §3.4.2.2. {@code ne} is not among them: it is the negation of {@code
 * eq}, see {@link FilterCompiler}.
 */
enum Operator {
  EQ,
  CO,
  SW,
  EW,
  GT,
  GE,
  LT,
  LE;

  /** Whether it asks for a part of a text. */
  boolean isSubstring() {
    return this == CO || this == SW || this == EW;
  }

  /** Decides by the sign of a comparison of value and operand; not for parts of a text. */
  boolean accepts(int sign) {
    return switch (this) {
      case EQ -> sign == 0;
      case GT -> sign > 0;
      case GE -> sign >= 0;
      case LT -> sign < 0;
      case LE -> sign <= 0;
      case CO, SW, EW -> false;
    };
  }
}
