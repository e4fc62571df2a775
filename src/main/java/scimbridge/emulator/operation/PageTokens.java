package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.protocol.Json;

/**
 * Tokens that continue a listing. A token holds the position, is good for one hour, and only for a
 * call whose other members are the same; it is signed, so nothing about it can be made up.
 */
final class PageTokens {
  private static final long LIFETIME_MILLIS = Duration.ofHours(1).toMillis();
  private static final int SIGNATURE_BYTES = 16;
  private static final List<String> TOKEN_MEMBERS = List.of("NextToken", "PaginationToken");

  private final SecretKeySpec key;

  PageTokens(byte[] key) {
    this.key = new SecretKeySpec(key, "HmacSHA256");
  }

  /** The token for what comes after a position. */
  String issue(Call call, String value, long id) {
    ObjectNode content = Json.object();
    content.put("value", value);
    content.put("id", id);
    content.put("until", call.nowMillis() + LIFETIME_MILLIS);
    byte[] payload = Json.bytes(content);
    byte[] signature = sign(call, payload);
    byte[] token = Arrays.copyOf(signature, SIGNATURE_BYTES + payload.length);
    System.arraycopy(payload, 0, token, SIGNATURE_BYTES, payload.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** Where a listing continues. */
  record Position(String value, long id) {
    static final Position START = new Position("", 0);
  }

  /**
   * Reads the token of a call.
   *
   * @param token null for a listing that begins
   * @throws CognitoError when it is not one of ours, expired, or from another query
   */
  Position read(Call call, @Nullable String token) {
    if (token == null) {
      return Position.START;
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      throw invalid(call, token);
    }
    if (bytes.length <= SIGNATURE_BYTES) {
      throw invalid(call, token);
    }
    byte[] payload = Arrays.copyOfRange(bytes, SIGNATURE_BYTES, bytes.length);
    byte[] signature = Arrays.copyOf(bytes, SIGNATURE_BYTES);
    if (!MessageDigest.isEqual(signature, sign(call, payload))) {
      throw invalid(call, token);
    }
    ObjectNode content = Json.parseOwn(new String(payload, StandardCharsets.UTF_8));
    if (call.nowMillis() > content.path("until").asLong()) {
      throw invalid(call, token);
    }
    return new Position(content.path("value").asText(), content.path("id").asLong());
  }

  private byte[] sign(Call call, byte[] payload) {
    ObjectNode query = call.input().deepCopy().remove(TOKEN_MEMBERS);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update(call.operation().getBytes(StandardCharsets.UTF_8));
      // Members may come in any order.
      query.properties().stream()
          .map(entry -> entry.getKey() + "=" + Json.text(entry.getValue()) + "\n")
          .sorted()
          .forEach(line -> mac.update(line.getBytes(StandardCharsets.UTF_8)));
      return Arrays.copyOf(mac.doFinal(payload), SIGNATURE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CognitoError invalid(Call call, String token) {
    return CognitoError.invalidParameter(
        "Paging marker " + token + " is invalid for request " + call.requestId());
  }
}
