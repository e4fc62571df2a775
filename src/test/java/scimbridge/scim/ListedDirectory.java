package scimbridge.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import scimbridge.directory.Directory;
import scimbridge.identity.AppId;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.App;

/** A directory full of generated people and groups, and queries on it without HTTP. */
final class ListedDirectory {
  static final AppId APP = new AppId("listed");
  static final String ENTERPRISE = Schemas.ENTERPRISE_USER;

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final List<String> WORDS = List.of("ada", "Ada", "bo", "Bob", "cleo", "d", "E");

  private final Directory directory;
  private final Schemas schemas = Schemas.bundled();
  private final App app = App.withDefaults(APP, List.of(new PoolId("pool")));

  ListedDirectory(Directory directory) {
    this.directory = directory;
  }

  /**
   * Adds users and a group for every ten, with values from a small world, so that many are equal.
   */
  void fill(Random random, int users) {
    List<User> people = new ArrayList<>();
    for (int i = 0; i < users; i++) {
      people.add(user(APP, random, i));
    }
    directory.<Object>write(
        tx -> {
          people.forEach(tx.resources()::insert);
          // Another app has the same people: none of them may be seen.
          tx.resources().insert(user(new AppId("other"), random, 1));
          for (int i = 0; i < users / 10; i++) {
            Group group = group(random, i);
            tx.resources().insert(group);
            tx.members()
                .add(
                    APP,
                    group.id(),
                    List.of(
                        new Member(one(random, people).id(), ResourceType.USER),
                        new Member(one(random, people).id(), ResourceType.USER)));
          }
          for (int i = 0; i < users / 10; i++) {
            User gone = people.remove(random.nextInt(people.size()));
            tx.members().leaveAll(APP, gone.id());
            tx.resources().delete(APP, ResourceType.USER, gone.id());
          }
          return null;
        });
  }

  private static User user(AppId app, Random random, int i) {
    ObjectNode user = JsonNodeFactory.instance.objectNode();
    user.put("userName", one(random, WORDS) + i);
    maybe(random, user, "externalId");
    maybe(random, user, "displayName");
    maybe(random, user, "title");
    if (random.nextBoolean()) {
      user.put("active", random.nextBoolean());
    }
    if (random.nextBoolean()) {
      maybe(random, user.putObject("name"), "familyName");
      if (user.path("name").isEmpty()) {
        user.remove("name");
      }
    }
    if (random.nextInt(3) > 0) {
      ArrayNode emails = user.putArray("emails");
      for (int e = random.nextInt(3); e >= 0; e--) {
        ObjectNode email = emails.addObject().put("value", one(random, WORDS) + "@x" + e);
        maybe(random, email, "type");
        if (e == 0 && random.nextBoolean()) {
          email.put("primary", true);
        }
      }
    }
    if (random.nextBoolean()) {
      user.putObject(ENTERPRISE).put("department", one(random, WORDS));
    }
    Instant created = START.plusMillis(random.nextInt(20));
    return new User(
        app,
        ResourceId.random(),
        1,
        created,
        created.plusMillis(random.nextInt(20)),
        Attributes.of(user));
  }

  private static Group group(Random random, int i) {
    ObjectNode group = JsonNodeFactory.instance.objectNode();
    group.put("displayName", one(random, WORDS) + i);
    maybe(random, group, "externalId");
    return new Group(APP, ResourceId.random(), 1, START, START, Attributes.of(group));
  }

  private static void maybe(Random random, ObjectNode node, String name) {
    if (random.nextBoolean()) {
      node.put(name, one(random, WORDS));
    }
  }

  static <T> T one(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  ResourceLists lists(ScimLimits limits, Clock clock) {
    ResourceReader reader =
        new ResourceReader(directory, new ProvisioningExtension((user, pool) -> List.of()));
    return new ResourceLists(
        directory, reader, new Cursors(directory, clock, limits.cursorTimeout()), limits);
  }

  ScimRequest request(Map<String, String> parameters) {
    return new ScimRequest(
        app, schemas, "token", "request", "http://x/scim/v2", parameters, null, null, null, null);
  }

  /** Every resource of the types as a client sees it. */
  List<JsonNode> everything(Set<ResourceType> types) {
    ResourceLists lists = lists(limits(Integer.MAX_VALUE), Clock.systemUTC());
    List<JsonNode> all = new ArrayList<>();
    for (ResourceType type : types) {
      ScimRequest request = request(Map.of("count", "100000"));
      lists
          .list(request, type, selection(request, type))
          .message()
          .orElseThrow()
          .path("Resources")
          .forEach(all::add);
    }
    return all;
  }

  static ScimLimits limits(int scanLimit) {
    ScimLimits defaults = ScimLimits.DEFAULT;
    return new ScimLimits(
        defaults.maxJsonDepth(),
        100_000,
        100_000,
        100,
        defaults.maxPatchOperations(),
        defaults.maxMembers(),
        defaults.maxBulkOperations(),
        defaults.maxPayloadSize(),
        scanLimit,
        defaults.cursorTimeout());
  }

  static AttributeSelection selection(ScimRequest request, ResourceType type) {
    return new Intake(ScimLimits.DEFAULT, new scimbridge.scim.dialect.UnknownNames())
        .selection(request, type);
  }
}
