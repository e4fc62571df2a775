package scimbridge.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scimbridge.directory.Directory;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.fault.Fault;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;

/** What a query may not do: read everything, or go on with a cursor that is not its own. */
class ListLimitsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Map<String, String> UNINDEXED = Map.of("filter", "title pr");

  @TempDir Path folder;
  private Directory directory;
  private ListedDirectory listed;

  @BeforeEach
  void fill() {
    directory = SqlDirectory.sqlite(folder.resolve("store.db"));
    listed = new ListedDirectory(directory);
    listed.fill(new Random(7), 100);
  }

  @AfterEach
  void close() {
    directory.close();
  }

  private JsonNode users(int scanLimit, Instant now, Map<String, String> parameters) {
    return list(listed.lists(ListedDirectory.limits(scanLimit), at(now)), parameters);
  }

  private JsonNode list(ResourceLists lists, Map<String, String> parameters) {
    ScimRequest request = listed.request(parameters);
    return lists
        .list(request, ResourceType.USER, ListedDirectory.selection(request, ResourceType.USER))
        .message()
        .orElseThrow();
  }

  private static Clock at(Instant now) {
    return Clock.fixed(now, ZoneOffset.UTC);
  }

  private static Map<String, String> with(Map<String, String> parameters, String... more) {
    Map<String, String> all = new HashMap<>(parameters);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  private static void refused(Fault.Kind kind, Runnable query) {
    assertThatThrownBy(query::run)
        .isInstanceOfSatisfying(Fault.class, fault -> assertThat(fault.kind()).isEqualTo(kind));
  }

  @Test
  void whatNoIndexAnswersLooksAtSoManyAndNotOneMore() {
    assertThat(users(90, NOON, UNINDEXED).path("totalResults").intValue()).isPositive();
    assertThatThrownBy(() -> users(89, NOON, UNINDEXED))
        .isInstanceOfSatisfying(
            Fault.class,
            fault -> {
              assertThat(fault.kind()).isEqualTo(Fault.Kind.TOO_MANY);
              assertThat(fault.detail())
                  .contains("89", "limits.scanLimit", "userName", "groups.value");
            });
    // The same for an order that no index has; one that an index has looks at no more than a page.
    assertThat(users(90, NOON, Map.of("sortBy", "title")).path("Resources")).hasSize(90);
    refused(Fault.Kind.TOO_MANY, () -> users(89, NOON, Map.of("sortBy", "title")));
    assertThat(users(1, NOON, Map.of("sortBy", "userName")).path("Resources")).hasSize(90);
    assertThat(users(1, NOON, Map.of("filter", "active eq true")).path("Resources")).isNotEmpty();
  }

  @Test
  void aPageByCursorEndsThereAndTheNextOneGoesOn() {
    List<JsonNode> expected = new ArrayList<>();
    users(1000, NOON, UNINDEXED).path("Resources").forEach(expected::add);

    List<JsonNode> found = new ArrayList<>();
    String cursor = "";
    int pages = 0;
    while (cursor != null) {
      JsonNode page = users(10, NOON, with(UNINDEXED, "cursor", cursor));
      assertThat(page.has("totalResults")).isFalse();
      page.path("Resources").forEach(found::add);
      cursor = page.path("nextCursor").textValue();
      pages++;
    }
    assertThat(found).isEqualTo(expected);
    assertThat(pages).isBetween(9, 10);
  }

  @Test
  void aCursorExpires() {
    Duration timeout = ListedDirectory.limits(1).cursorTimeout();
    String cursor = next(users(10, NOON, Map.of("cursor", "", "count", "5")));

    assertThat(users(10, NOON.plus(timeout), Map.of("cursor", cursor)).path("Resources"))
        .isNotEmpty();
    refused(
        Fault.Kind.EXPIRED_CURSOR,
        () -> users(10, NOON.plus(timeout).plusMillis(1), Map.of("cursor", cursor)));
  }

  @Test
  void aCursorWithAnyBitChangedIsNone() {
    String cursor = next(users(10, NOON, Map.of("cursor", "", "count", "5")));
    byte[] bytes = Base64.getUrlDecoder().decode(cursor);
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] changed = bytes.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      String forged = Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
      refused(Fault.Kind.INVALID_CURSOR, () -> users(10, NOON, Map.of("cursor", forged)));
    }
    assertThat(users(10, NOON, Map.of("cursor", cursor)).path("Resources")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "filter, active eq true",
    "sortBy, userName",
    "sortOrder, descending",
    "sortBy, title"
  })
  void aCursorIsBoundToItsQuery(String name, String value) {
    String cursor = next(users(1000, NOON, Map.of("cursor", "", "count", "5")));
    refused(
        Fault.Kind.INVALID_CURSOR, () -> users(1000, NOON, Map.of("cursor", cursor, name, value)));
    // And the other way round.
    String bound = next(users(1000, NOON, Map.of("cursor", "", "count", "5", name, value)));
    refused(Fault.Kind.INVALID_CURSOR, () -> users(1000, NOON, Map.of("cursor", bound)));
  }

  @Test
  void aCursorOutlivesTheServerAndTheResourceItEndedAt() {
    JsonNode all = users(1000, NOON, Map.of("sortBy", "title")).path("Resources");
    JsonNode page = users(1000, NOON, Map.of("sortBy", "title", "cursor", "", "count", "5"));
    String cursor = next(page);
    directory.<Object>write(
        tx -> {
          for (JsonNode shown : page.path("Resources")) {
            tx.resources()
                .delete(
                    ListedDirectory.APP,
                    ResourceType.USER,
                    new ResourceId(shown.path("id").textValue()));
          }
          return null;
        });
    directory.close();
    directory = SqlDirectory.sqlite(folder.resolve("store.db"));
    listed = new ListedDirectory(directory);

    JsonNode rest = users(1000, NOON, Map.of("sortBy", "title", "cursor", cursor));
    assertThat(rest.path("Resources").path(0)).isEqualTo(all.path(5));
    assertThat(rest.path("Resources")).hasSize(85);
  }

  @Test
  void theTotalFollowsWhatComesAndGoes() {
    Set<ResourceType> users = EnumSet.of(ResourceType.USER);
    assertThat(users(1, NOON, Map.of("count", "0")).path("totalResults").intValue())
        .isEqualTo(listed.everything(users).size());
    listed.fill(new Random(8), 50);
    assertThat(users(1, NOON, Map.of("count", "0")).path("totalResults").intValue())
        .isEqualTo(listed.everything(users).size())
        .isEqualTo(135);
  }

  private static String next(JsonNode page) {
    return page.path("nextCursor").textValue();
  }
}
