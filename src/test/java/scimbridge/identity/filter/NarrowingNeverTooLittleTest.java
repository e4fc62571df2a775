package scimbridge.identity.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.identity.Attributes;
import scimbridge.identity.Member;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;

/** Random filters over random users: the index may select too much and never too little. */
class NarrowingNeverTooLittleTest {
  private static final List<String> TEXTS =
      List.of(
          "a",
          "A",
          "b",
          "ab",
          "Ab",
          "",
          "stra\u00dfe",
          "STRASSE",
          "\u00e9",
          "e\u0301",
          "x".repeat(511),
          "x".repeat(512),
          "x".repeat(513),
          "x".repeat(600),
          "X".repeat(511) + "\ud83d\ude00y",
          "\uDBFF\uDFFF",
          "\uDBFF\uDFFFa",
          "\uDBFF\uDFFE");
  private static final List<String> INSTANTS =
      List.of(
          "2026-01-31T10:00:00Z",
          "2026-01-31T11:00:00+01:00",
          "2026-02-01T00:00:00.5Z",
          "2026-02-01T00:00:00.5004Z",
          "2026-02-01T00:00:00.499Z",
          "2026-02-01T00:00:00.501Z",
          "+999999999-12-31T23:59:59Z",
          "-999999999-01-01T00:00:00Z");
  private static final List<ResourceId> IDS =
      List.of(Samples.USER_ID, Samples.GROUP_ID, Samples.OTHER_ID);
  private static final List<String> PATHS =
      List.of(
          "userName",
          "externalId",
          "displayName",
          "emails",
          "emails.value",
          "emails.type",
          "name.familyName",
          "name.givenName",
          "title",
          "department");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void selectsAllThatTheFilterSelects(long seed) {
    Random random = new Random(seed);
    int selected = 0;
    int exact = 0;
    for (int i = 0; i < 600; i++) {
      String text = filter(random, 3);
      ScimFilter filter =
          ScimFilter.parse(text, ResourceType.USER, Samples.SCHEMAS, Integer.MAX_VALUE);
      for (int j = 0; j < 8; j++) {
        User user = user(random);
        Derived derived = groups(random);
        boolean matches = filter.matches(user, derived);
        boolean narrowed = Narrowings.selects(filter.narrowing(), user, derived);
        if (matches) {
          selected++;
          assertThat(narrowed).as("%s for %s", text, user.attributes().toJson()).isTrue();
        }
        if (filter.exact()) {
          exact++;
          assertThat(narrowed).as("%s for %s", text, user.attributes().toJson()).isEqualTo(matches);
        }
      }
    }
    // Else the test would prove nothing.
    assertThat(selected).isGreaterThan(200);
    assertThat(exact).isGreaterThan(200);
  }

  private static String filter(Random random, int depth) {
    int shape = depth == 0 ? random.nextInt(8) : random.nextInt(13);
    return switch (shape) {
      case 7 ->
          one(random, List.of("meta.created", "meta.lastModified"))
              + one(random, List.of(" eq ", " ne ", " gt ", " ge ", " lt ", " le "))
              + "\""
              + one(random, INSTANTS)
              + "\"";
      case 0, 1, 2 -> comparison(random, one(random, PATHS));
      case 3 ->
          one(random, List.of("id", "groups", "groups.value")) + " eq \"" + one(random, IDS) + "\"";
      case 4 -> "active " + one(random, List.of("eq", "ne")) + " " + random.nextBoolean();
      case 5 ->
          one(random, List.of("id", "meta.created", "active", "emails", "meta.resourceType"))
              + " pr";
      case 6 -> "meta.resourceType eq \"" + one(random, List.of("User", "Group", "user")) + "\"";
      case 8 -> "not (" + filter(random, depth - 1) + ")";
      case 9, 10 -> "(" + filter(random, depth - 1) + ") and " + filter(random, depth - 1);
      case 11 -> filter(random, depth - 1) + " or " + filter(random, depth - 1);
      default ->
          "emails["
              + comparison(random, one(random, List.of("value", "type")))
              + one(random, List.of(" and ", " or "))
              + comparison(random, one(random, List.of("value", "type")))
              + "]";
    };
  }

  private static String comparison(Random random, String path) {
    String operator =
        one(random, List.of("eq", "eq", "eq", "sw", "sw", "ne", "co", "ew", "gt", "le", "pr"));
    return operator.equals("pr")
        ? path + " pr"
        : path + " " + operator + " \"" + one(random, TEXTS) + "\"";
  }

  private static User user(Random random) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("userName", one(random, TEXTS));
    for (String name : List.of("externalId", "displayName", "title")) {
      if (random.nextBoolean()) {
        document.put(name, one(random, TEXTS));
      }
    }
    if (random.nextBoolean()) {
      document.put("active", random.nextBoolean());
    }
    if (random.nextBoolean()) {
      document.putObject("name").put("familyName", one(random, TEXTS));
    }
    if (random.nextInt(3) > 0) {
      ArrayNode emails = document.putArray("emails");
      for (int i = random.nextInt(3); i >= 0; i--) {
        emails.addObject().put("value", one(random, TEXTS)).put("type", one(random, TEXTS));
      }
    }
    return new User(
        Samples.APP,
        one(random, IDS),
        1,
        Samples.CREATED,
        Samples.MODIFIED,
        Attributes.of(document));
  }

  private static Derived groups(Random random) {
    List<GroupReference> groups =
        random.nextBoolean() ? List.of() : List.of(new GroupReference(one(random, IDS), "g"));
    return new Derived() {
      @Override
      public Collection<GroupReference> groups() {
        return groups;
      }

      @Override
      public Collection<Member> members() {
        return List.of();
      }

      @Override
      public JsonNode provisioning() {
        return MissingNode.getInstance();
      }
    };
  }

  private static <T> T one(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
