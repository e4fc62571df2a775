package scimbridge.emulator.pool;

/** The states of a user, spelled as on the wire. */
public enum UserStatus {
  /** Signed up, never confirmed; the administrator's operations cannot make such a user. */
  UNCONFIRMED,
  /** Can sign in. */
  CONFIRMED,
  /** Must choose a new password with a code first. */
  RESET_REQUIRED,
  /** Has a temporary password. */
  FORCE_CHANGE_PASSWORD,
  /** Signs in with an identity provider. */
  EXTERNAL_PROVIDER
}
