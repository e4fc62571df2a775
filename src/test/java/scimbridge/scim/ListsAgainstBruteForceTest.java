package scimbridge.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.scim.ListedDirectory.one;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import scimbridge.directory.Directory;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.identity.ResourceType;
import scimbridge.testing.PostgresServer;

/**
 * Random filters, orders and pages on real stores give what looking at everything gives: the same
 * results, in the order asked for, each once, whichever way they are paged.
 */
class ListsAgainstBruteForceTest {
  private static final int QUERIES = 250;
  private static final Set<ResourceType> USERS = EnumSet.of(ResourceType.USER);
  private static final Set<ResourceType> GROUPS = EnumSet.of(ResourceType.GROUP);

  /** What can be sorted by, and where it is; of a list the primary element counts, or the first. */
  private static final Map<String, List<String>> SORTED_BY =
      Map.of(
          "userName", List.of("userName"),
          "externalId", List.of("externalId"),
          "displayName", List.of("displayName"),
          "name.familyName", List.of("name", "familyName"),
          "title", List.of("title"),
          "emails", List.of("emails", "value"),
          "emails.value", List.of("emails", "value"),
          "active", List.of("active"),
          "meta.created", List.of("meta", "created"),
          "meta.lastModified", List.of("meta", "lastModified"));

  @TempDir static Path folder;

  static Stream<Arguments> stores() {
    return Stream.of(
        Arguments.of("SQLite", 1L), Arguments.of("SQLite", 2L), Arguments.of("PostgreSQL", 3L));
  }

  private static Directory open(String store, long seed) {
    if (store.equals("SQLite")) {
      return SqlDirectory.sqlite(folder.resolve("store" + seed + ".db"));
    }
    PostgresServer.Database database = PostgresServer.newDatabase();
    return SqlDirectory.postgres(database.jdbcUrl(), database.user(), database.password(), 4);
  }

  @ParameterizedTest
  @MethodSource("stores")
  void agree(String store, long seed) {
    Random random = new Random(seed);
    try (Directory directory = open(store, seed)) {
      ListedDirectory listed = new ListedDirectory(directory);
      listed.fill(random, 150);
      List<JsonNode> users = listed.everything(USERS);
      List<JsonNode> groups = listed.everything(GROUPS);
      assertThat(users).hasSize(135);
      assertThat(groups).hasSize(15);
      List<String> userIds = users.stream().map(ListsAgainstBruteForceTest::id).toList();
      List<String> groupIds = groups.stream().map(ListsAgainstBruteForceTest::id).toList();
      int found = 0;
      for (int i = 0; i < QUERIES; i++) {
        boolean ofUsers = random.nextInt(4) > 0;
        GeneratedFilter filter =
            ofUsers
                ? GeneratedFilter.ofUsers(random, 3, groupIds)
                : GeneratedFilter.ofGroups(random, 3, userIds);
        List<JsonNode> expected =
            (ofUsers ? users : groups).stream().filter(filter.meaning()).toList();
        found += expected.size();
        Map<String, String> query = new HashMap<>(Map.of("filter", filter.text()));
        if (random.nextInt(8) == 0) {
          query.remove("filter");
          expected = ofUsers ? users : groups;
        }
        String sortBy = null;
        if (random.nextBoolean()) {
          sortBy =
              ofUsers
                  ? one(random, SORTED_BY.keySet().stream().sorted().toList())
                  : one(random, List.of("displayName", "externalId", "meta.lastModified"));
          query.put("sortBy", sortBy);
          query.put("sortOrder", one(random, List.of("ascending", "descending")));
        }
        ResourceType type = ofUsers ? ResourceType.USER : ResourceType.GROUP;
        check(listed, type, query, expected, random);
      }
      assertThat(found).as("else it would prove nothing").isGreaterThan(1000);
    }
  }

  private static void check(
      ListedDirectory listed,
      ResourceType type,
      Map<String, String> query,
      List<JsonNode> expected,
      Random random) {
    int pageSize = 1 + random.nextInt(60);
    List<JsonNode> byIndex = byIndex(listed, type, query, pageSize, expected.size());
    same(query, byIndex, expected);
    // Sorting needs all; without it a page may end early and the next one goes on.
    int scanLimit = query.containsKey("sortBy") ? 1_000 : 1 + random.nextInt(200);
    List<JsonNode> byCursor = byCursor(listed, type, query, pageSize, scanLimit, expected.size());
    same(query, byCursor, expected);
    if (query.containsKey("sortBy")) {
      inOrder(query, byIndex);
      inOrder(query, byCursor);
    }
  }

  private static List<JsonNode> byIndex(
      ListedDirectory listed,
      ResourceType type,
      Map<String, String> query,
      int pageSize,
      int expected) {
    ResourceLists lists = listed.lists(ListedDirectory.limits(1_000), Clock.systemUTC());
    List<JsonNode> all = new ArrayList<>();
    do {
      Map<String, String> parameters = new HashMap<>(query);
      parameters.put("startIndex", String.valueOf(all.size() + 1));
      parameters.put("count", String.valueOf(pageSize));
      JsonNode page = page(listed, lists, type, parameters);
      assertThat(page.path("totalResults").intValue()).as("%s", query).isEqualTo(expected);
      assertThat(page.path("Resources"))
          .as("%s", query)
          .hasSize(Math.min(pageSize, expected - all.size()));
      page.path("Resources").forEach(all::add);
    } while (all.size() < expected);
    return all;
  }

  private static List<JsonNode> byCursor(
      ListedDirectory listed,
      ResourceType type,
      Map<String, String> query,
      int pageSize,
      int scanLimit,
      int expected) {
    ResourceLists lists = listed.lists(ListedDirectory.limits(scanLimit), Clock.systemUTC());
    List<JsonNode> all = new ArrayList<>();
    String cursor = "";
    while (cursor != null) {
      Map<String, String> parameters = new HashMap<>(query);
      parameters.put("cursor", cursor);
      parameters.put("count", String.valueOf(pageSize));
      JsonNode page = page(listed, lists, type, parameters);
      assertThat(page.path("totalResults").asInt(expected)).as("%s", query).isEqualTo(expected);
      assertThat(page.path("Resources").size()).isLessThanOrEqualTo(pageSize);
      page.path("Resources").forEach(all::add);
      cursor = page.path("nextCursor").textValue();
    }
    return all;
  }

  private static JsonNode page(
      ListedDirectory listed,
      ResourceLists lists,
      ResourceType type,
      Map<String, String> parameters) {
    ScimRequest request = listed.request(parameters);
    return lists
        .list(request, type, ListedDirectory.selection(request, type))
        .message()
        .orElseThrow();
  }

  private static void same(
      Map<String, String> query, List<JsonNode> found, List<JsonNode> expected) {
    assertThat(found.stream().map(ListsAgainstBruteForceTest::id))
        .as("%s", query)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            expected.stream().map(ListsAgainstBruteForceTest::id).toList());
  }

  private static void inOrder(Map<String, String> query, List<JsonNode> found) {
    String sortBy = query.get("sortBy");
    Comparator<String> ascending = Comparator.nullsLast(Comparator.naturalOrder());
    Comparator<String> order =
        query.get("sortOrder").equals("descending") ? ascending.reversed() : ascending;
    assertThat(found.stream().map(resource -> key(resource, sortBy)).toList())
        .as("%s", query)
        .isSortedAccordingTo(order);
  }

  private static String key(JsonNode resource, String sortBy) {
    JsonNode value = resource;
    for (String name : SORTED_BY.get(sortBy)) {
      if (value.isArray()) {
        JsonNode first = value.path(0);
        for (JsonNode element : value) {
          first = element.path("primary").asBoolean() ? element : first;
        }
        value = first;
      }
      value = value.path(name);
    }
    if (value.isMissingNode()) {
      return null;
    }
    if (sortBy.startsWith("meta.")) {
      // The shortest form of a time leaves out a fraction of zero.
      return value.asText().replaceFirst("(:\\d\\d)Z", "$1.000Z");
    }
    return sortBy.equals("externalId") ? value.asText() : value.asText().toLowerCase(Locale.ROOT);
  }

  private static String id(JsonNode resource) {
    return resource.path("id").textValue();
  }
}
