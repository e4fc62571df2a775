package scimbridge.emulator.pool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * A user pool: its settings as it was created with, its schema, and what follows from them. The
 * kind of a pool never changes.
 */
public final class Pool {
  private final long key;
  private final String id;
  private final String name;
  private final long created;
  private final long modified;
  private final ObjectNode settings;
  private final Schema schema;
  private final Set<String> usernameAttributes;
  private final Set<String> aliasAttributes;
  private final Set<String> verifiedBeforeUpdate;
  private final boolean caseSensitive;
  private final PasswordPolicy passwordPolicy;

  /**
   * A pool.
   *
   * @param key the store's key
   * @param settings what DescribeUserPool answers besides id, name, dates and schema; not changed
   *     afterwards
   */
  public Pool(
      long key,
      String id,
      String name,
      long created,
      long modified,
      ObjectNode settings,
      Schema schema) {
    this.key = key;
    this.id = id;
    this.name = name;
    this.created = created;
    this.modified = modified;
    this.settings = settings;
    this.schema = schema;
    this.usernameAttributes = words(settings.path("UsernameAttributes"));
    this.aliasAttributes = words(settings.path("AliasAttributes"));
    this.verifiedBeforeUpdate =
        words(
            settings
                .path("UserAttributeUpdateSettings")
                .path("AttributesRequireVerificationBeforeUpdate"));
    this.caseSensitive =
        settings.path("UsernameConfiguration").path("CaseSensitive").asBoolean(true);
    this.passwordPolicy = PasswordPolicy.fromJson(settings.path("Policies").path("PasswordPolicy"));
  }

  /** The store's key. */
  public long key() {
    return key;
  }

  /** The id, region first. */
  public String id() {
    return id;
  }

  /** The name; need not be unique. */
  public String name() {
    return name;
  }

  /** Milliseconds since the epoch. */
  public long created() {
    return created;
  }

  /** Milliseconds since the epoch. */
  public long modified() {
    return modified;
  }

  /** What DescribeUserPool answers besides id, name, dates and schema. */
  public ObjectNode settings() {
    return settings;
  }

  /** The attributes users can have. */
  public Schema schema() {
    return schema;
  }

  /** The same pool with more attributes. */
  public Pool withSchema(Schema changed, long at) {
    return new Pool(key, id, name, created, at, settings, changed);
  }

  /** The region that the id names. */
  public String region() {
    return id.substring(0, id.indexOf('_'));
  }

  /** What people sign in with instead of a username: email, phone_number; empty in other kinds. */
  public Set<String> usernameAttributes() {
    return usernameAttributes;
  }

  /** Attributes that are alternatives to the username; empty in other kinds. */
  public Set<String> aliasAttributes() {
    return aliasAttributes;
  }

  /** Whether a change of the attribute waits for its verification. */
  public boolean verifiesBeforeUpdate(String attribute) {
    return verifiedBeforeUpdate.contains(attribute);
  }

  /** The rules for passwords. */
  public PasswordPolicy passwordPolicy() {
    return passwordPolicy;
  }

  /** Attributes to which one-time passwords are sent to sign in with instead of a password. */
  public Set<String> oneTimePasswords() {
    Set<String> factors =
        words(settings.path("Policies").path("SignInPolicy").path("AllowedFirstAuthFactors"));
    Set<String> attributes = new LinkedHashSet<>();
    if (factors.contains("EMAIL_OTP")) {
      attributes.add("email");
    }
    if (factors.contains("SMS_OTP")) {
      attributes.add("phone_number");
    }
    return attributes;
  }

  /** Whether DeleteUserPool must refuse. */
  public boolean deletionProtected() {
    return settings.path("DeletionProtection").asText().equals("ACTIVE");
  }

  /** Whether users cannot recover a password themselves. */
  public boolean recoversByAdministratorOnly() {
    JsonNode mechanisms = settings.path("AccountRecoverySetting").path("RecoveryMechanisms");
    return mechanisms.size() == 1 && mechanisms.get(0).path("Name").asText().equals("admin_only");
  }

  /** A username or alias as this pool compares and shows it. */
  public String fold(String text) {
    return caseSensitive ? text : text.toLowerCase(Locale.ROOT);
  }

  private static Set<String> words(JsonNode array) {
    Set<String> words = new LinkedHashSet<>();
    for (JsonNode word : array) {
      words.add(word.asText());
    }
    return Set.copyOf(words);
  }
}
