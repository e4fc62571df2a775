package scimbridge.identity.filter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import scimbridge.identity.AppId;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.schema.Schemas;

/** Resources to filter. */
final class Samples {
  static final Schemas SCHEMAS = Schemas.bundled();
  static final ResourceId USER_ID = new ResourceId("0b8a1c5e-6f0b-4b52-9f7c-2d6a3f1e8c11");
  static final ResourceId GROUP_ID = new ResourceId("5f9f2a80-1d7e-4b8f-8f3a-9a4c1b2d3e4f");
  static final ResourceId OTHER_ID = new ResourceId("aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee");
  static final AppId APP = new AppId("entra");
  static final Instant CREATED = Instant.parse("2026-01-31T10:00:00Z");
  static final Instant MODIFIED = Instant.parse("2026-02-01T00:00:00.500Z");

  /** Most of what a user can have. */
  static final User BARBARA =
      user(
          """
          {"userName":"Bjensen@Example.com","externalId":"Ext-7","displayName":"Babs Jensen",
           "name":{"familyName":"Jensen","givenName":"Barbara"},"title":"",
           "emails":[{"value":"Babs@Example.com","type":"work","primary":true},
                     {"value":"babs@home.example","type":"home"}],
           "addresses":[{"type":"work","country":"US","locality":"Hollywood"}],
           "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
             {"department":"Tours","employeeNumber":"701984","manager":{"value":"26118915"}}}
          """);

  /** A user of whom only the name is known. */
  static final User MINIMAL = user("{\"userName\":\"minimal\"}");

  static final User INACTIVE = user("{\"userName\":\"gone\",\"active\":false}");

  static final Group TOURS = group("{\"displayName\":\"Tour Guides\",\"externalId\":\"Group-1\"}");

  private Samples() {}

  static User user(String json) {
    return new User(APP, USER_ID, 3, CREATED, MODIFIED, Attributes.of((ObjectNode) json(json)));
  }

  static Group group(String json) {
    return new Group(APP, GROUP_ID, 1, CREATED, MODIFIED, Attributes.of((ObjectNode) json(json)));
  }

  static JsonNode json(String text) {
    try {
      return JsonMapper.builder().build().readTree(text);
    } catch (JsonProcessingException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  static final Derived DERIVED =
      new Derived() {
        @Override
        public Collection<GroupReference> groups() {
          return List.of(new GroupReference(GROUP_ID, "Tour Guides"));
        }

        @Override
        public Collection<Member> members() {
          return List.of(new Member(USER_ID, ResourceType.USER));
        }

        @Override
        public JsonNode provisioning() {
          return json("{\"accounts\":[{\"pool\":\"main\",\"state\":\"refused\"}]}");
        }
      };
}
