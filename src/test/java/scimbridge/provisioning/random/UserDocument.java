package scimbridge.provisioning.random;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/** A user as SCIM writes it, and the same as a plain map. */
final class UserDocument {
  private static final ObjectMapper JSON = new ObjectMapper();

  private UserDocument() {}

  static ObjectNode of(Map<String, String> user) {
    ObjectNode document = JSON.createObjectNode();
    document.put("userName", user.get("userName"));
    document.put("active", user.get("active").equals("true"));
    document
        .putObject("name")
        .put("givenName", user.get("givenName"))
        .put("familyName", user.get("familyName"));
    document.put("nickName", user.get("nickName"));
    if (user.containsKey("displayName")) {
      document.put("displayName", user.get("displayName"));
    }
    if (user.containsKey("email")) {
      document
          .putArray("emails")
          .addObject()
          .put("value", user.get("email"))
          .put("type", "work")
          .put("primary", true);
    }
    return document;
  }

  static Map<String, String> read(JsonNode document) {
    Map<String, String> user = new HashMap<>();
    user.put("userName", document.path("userName").asText());
    user.put("active", document.path("active").asText());
    user.put("givenName", document.path("name").path("givenName").asText());
    user.put("familyName", document.path("name").path("familyName").asText());
    user.put("nickName", document.path("nickName").asText());
    if (document.has("displayName")) {
      user.put("displayName", document.path("displayName").asText());
    }
    if (document.has("emails")) {
      user.put("email", document.path("emails").path(0).path("value").asText());
    }
    return user;
  }
}
