package scimbridge.emulator.pool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.protocol.Json;

/**
 * What a password must be like.
 *
 * @param historySize how many former passwords may not come back
 * @param temporaryDays days that a temporary password is good for
 */
public record PasswordPolicy(
    int minimumLength,
    boolean upper,
    boolean lower,
    boolean numbers,
    boolean symbols,
    int historySize,
    int temporaryDays) {
  private static final String SYMBOLS = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-";
  private static final PasswordPolicy DEFAULT = new PasswordPolicy(8, true, true, true, true, 0, 7);

  static PasswordPolicy fromJson(JsonNode json) {
    if (!json.isObject()) {
      return DEFAULT;
    }
    int days = json.path("TemporaryPasswordValidityDays").asInt(0);
    return new PasswordPolicy(
        json.path("MinimumLength").asInt(8),
        json.path("RequireUppercase").asBoolean(),
        json.path("RequireLowercase").asBoolean(),
        json.path("RequireNumbers").asBoolean(),
        json.path("RequireSymbols").asBoolean(),
        json.path("PasswordHistorySize").asInt(0),
        days == 0 ? 7 : days);
  }

  /** As DescribeUserPool shows it. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("MinimumLength", minimumLength);
    json.put("RequireUppercase", upper);
    json.put("RequireLowercase", lower);
    json.put("RequireNumbers", numbers);
    json.put("RequireSymbols", symbols);
    if (historySize > 0) {
      json.put("PasswordHistorySize", historySize);
    }
    json.put("TemporaryPasswordValidityDays", temporaryDays);
    return json;
  }

  /**
   * Checks a password.
   *
   * @throws CognitoError {@code InvalidPasswordException}, naming the first rule that is broken
   */
  public void check(String password) {
    if (password.length() < minimumLength) {
      throw refused("Password not long enough");
    }
    if (upper && password.chars().noneMatch(c -> c >= 'A' && c <= 'Z')) {
      throw refused("Password must have uppercase characters");
    }
    if (lower && password.chars().noneMatch(c -> c >= 'a' && c <= 'z')) {
      throw refused("Password must have lowercase characters");
    }
    if (numbers && password.chars().noneMatch(c -> c >= '0' && c <= '9')) {
      throw refused("Password must have numeric characters");
    }
    if (symbols && password.chars().noneMatch(c -> SYMBOLS.indexOf(c) >= 0)) {
      throw refused("Password must have symbol characters");
    }
  }

  /**
   * Checks that a password is not one of the last ones.
   *
   * @param history hashes, newest first
   * @throws CognitoError {@code PasswordHistoryPolicyViolationException}
   */
  public void refuseFormer(String password, List<String> history) {
    for (String former : history.subList(0, Math.min(historySize, history.size()))) {
      if (PasswordHash.matches(password, former)) {
        throw CognitoError.of(
            "PasswordHistoryPolicyViolationException", "Password has previously been used.");
      }
    }
  }

  private static CognitoError refused(String why) {
    return CognitoError.of(
        "InvalidPasswordException", "Password did not conform with policy: " + why);
  }
}
