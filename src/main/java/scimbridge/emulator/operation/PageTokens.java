package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.protocol.Sealer;

/**
 * Tokens that continue a listing. A token holds the position, is good for one hour, and only for a
 * call whose other members are the same.
 */
final class PageTokens {
  private static final long LIFETIME_MILLIS = Duration.ofHours(1).toMillis();
  private static final List<String> TOKEN_MEMBERS = List.of("NextToken", "PaginationToken");

  private final Sealer sealer;

  PageTokens(Sealer sealer) {
    this.sealer = sealer;
  }

  /** Where a listing continues. */
  record Position(String value, long id) {
    static final Position START = new Position("", 0);
  }

  /** The token for what comes after a position. */
  String issue(Call call, String value, long id) {
    ObjectNode content = Json.object();
    content.put("value", value);
    content.put("id", id);
    content.put("until", call.nowMillis() + LIFETIME_MILLIS);
    return sealer.seal(query(call), content);
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
    ObjectNode content = sealer.open(query(call), token);
    if (content == null || call.nowMillis() > content.path("until").asLong()) {
      throw CognitoError.invalidParameter(
          "Paging marker " + token + " is invalid for request " + call.requestId());
    }
    return new Position(content.path("value").asText(), content.path("id").asLong());
  }

  /** Everything about the call but the token; members may come in any order. */
  private static String query(Call call) {
    return call.input().properties().stream()
        .filter(entry -> !TOKEN_MEMBERS.contains(entry.getKey()))
        .map(entry -> entry.getKey() + "=" + Json.text(entry.getValue()))
        .sorted()
        .collect(Collectors.joining("\n", call.operation() + "\n", ""));
  }
}
