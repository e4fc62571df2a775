package scimbridge.plan;

import org.jspecify.annotations.Nullable;

/** The attributes by which Cognito remembers that an address was verified. */
final class VerifiedFlag {
  private VerifiedFlag() {}

  /** The flag that belongs to an attribute, or null if none does. */
  static @Nullable String of(String attribute) {
    return switch (attribute) {
      case "email" -> "email_verified";
      case "phone_number" -> "phone_number_verified";
      default -> null;
    };
  }

  /** Tells whether the attribute is such a flag. */
  static boolean is(String attribute) {
    return attribute.equals("email_verified") || attribute.equals("phone_number_verified");
  }
}
