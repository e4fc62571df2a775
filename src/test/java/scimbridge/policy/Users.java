package scimbridge.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import scimbridge.identity.AppId;
import scimbridge.identity.Attributes;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.policy.PoolTraits.AttributeTraits;
import scimbridge.policy.PoolTraits.Kind;

/** Users and pools for the tests of this package and those below it. */
public final class Users {
  public static final ResourceId ID = new ResourceId("7d1f6f7e-2b5c-4b64-9a7b-111111111111");

  private Users() {}

  /** A user with the attributes of a JSON document in which quotes may be single. */
  public static User user(String json) {
    try {
      ObjectNode document = (ObjectNode) new ObjectMapper().readTree(json.replace('\'', '"'));
      return new User(
          new AppId("hr"), ID, 1, Instant.EPOCH, Instant.EPOCH, Attributes.of(document));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A pool with the standard attributes as Cognito makes them. */
  public static PoolTraits traits(Kind kind) {
    return traits(kind, false, Map.of());
  }

  /** A pool with some attributes that are not as usual. */
  public static PoolTraits traits(
      Kind kind, boolean caseSensitive, Map<String, AttributeTraits> other) {
    Map<String, AttributeTraits> attributes = new HashMap<>();
    for (String name :
        ("address email family_name given_name locale middle_name name nickname phone_number"
                + " picture preferred_username profile website zoneinfo")
            .split(" ")) {
      attributes.put(name, text(2048));
    }
    attributes.putAll(other);
    return new PoolTraits(kind, caseSensitive, attributes);
  }

  /** A mutable String attribute. */
  public static AttributeTraits text(int maxLength) {
    return new AttributeTraits("String", true, false, 0, maxLength, null, null);
  }
}
