package scimbridge.policy.mapping;

/** What a source gives, as far as that is known before there is a user. */
public enum ValueType {
  /** Text; it may hold a number or a date. */
  TEXT("text"),
  /** A number. */
  NUMBER("a number"),
  /** True or false. */
  BOOLEAN("true or false"),
  /** A date with a time. */
  DATE_TIME("a date and time"),
  /** Known only when there is a value. */
  ANY("anything");

  private final String words;

  ValueType(String words) {
    this.words = words;
  }

  /**
   * Whether no value of this type can ever be one of an attribute of the pool.
   *
   * @param cognitoType String, Number, DateTime or Boolean
   */
  boolean contradicts(String cognitoType) {
    return switch (cognitoType) {
      case "Number" -> this == BOOLEAN || this == DATE_TIME;
      case "Boolean" -> this == NUMBER || this == DATE_TIME;
      case "DateTime" -> this == NUMBER || this == BOOLEAN;
      default -> false;
    };
  }

  /** In words, with its article. */
  String words() {
    return words;
  }
}
