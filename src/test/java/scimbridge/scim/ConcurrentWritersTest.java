package scimbridge.scim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.directory.Directory;
import scimbridge.directory.Examples;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.identity.AppId;
import scimbridge.identity.User;
import scimbridge.scim.EdgeClient.Answer;

/** Writers of one resource who know nothing of each other, and send no {@code If-Match}. */
class ConcurrentWritersTest {
  private static final int WRITERS = 8;
  private static final int ADDITIONS = 200;

  /** Who may become a member; they have no account, for only the additions are looked at here. */
  private static final List<String> users = new ArrayList<>();

  @TempDir private static Path folder;

  private static RunningEdge edge;
  private static EdgeClient client;

  @BeforeAll
  static void start() throws Exception {
    Directory directory = SqlDirectory.sqlite(folder.resolve("bridge.db"));
    directory.<Boolean>write(
        tx -> {
          users.clear();
          for (int i = 0; i < WRITERS * ADDITIONS; i++) {
            User user = Examples.user(new AppId("lenient"), "member-" + i);
            tx.resources().insert(user);
            users.add(user.id().value());
          }
          return true;
        });
    edge = RunningEdge.start(directory);
    client = new EdgeClient(edge, "lenient");
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  private static void allTogether(BiConsumer<Integer, Integer> addition) throws Exception {
    try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<?>> done = new ArrayList<>();
      for (int w = 0; w < WRITERS; w++) {
        int writer = w;
        done.add(
            writers.submit(
                () -> {
                  for (int i = 0; i < ADDITIONS; i++) {
                    addition.accept(writer, i);
                  }
                }));
      }
      for (Future<?> writer : done) {
        writer.get();
      }
    }
  }

  @Test
  void noMemberIsLost() throws Exception {
    String group = client.created("/Groups", "{\"displayName\":\"written by many\"}");

    allTogether(
        (writer, i) -> {
          String value = "{\"value\":\"" + users.get(writer * ADDITIONS + i) + "\"}";
          Answer answer =
              client.patch(
                  "/Groups/" + group,
                  "{\"op\":\"add\",\"path\":\"members\",\"value\":[" + value + "]}");
          assertThat(answer.status()).isEqualTo(204);
        });

    Answer all = client.get("/Groups/" + group);
    assertThat(all.body().path("members").findValuesAsText("value"))
        .containsExactlyInAnyOrderElementsOf(users);
    assertThat(all.header("ETag")).isEqualTo("W/\"" + (WRITERS * ADDITIONS + 1) + "\"");
  }

  @Test
  void noValueIsLost() throws Exception {
    String user = client.created("/Users", "{\"userName\":\"written-by-many\"}");
    List<String> values = new ArrayList<>();
    for (int w = 0; w < WRITERS; w++) {
      for (int i = 0; i < ADDITIONS; i++) {
        values.add("%d-%d@example.com".formatted(w, i));
      }
    }

    allTogether(
        (writer, i) -> {
          Answer answer =
              client.patch(
                  "/Users/" + user + "?attributes=id",
                  "{\"op\":\"add\",\"path\":\"emails\",\"value\":[{\"value\":\"%d-%d@example.com\"}]}"
                      .formatted(writer, i));
          assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        });

    Answer all = client.get("/Users/" + user);
    assertThat(all.body().path("emails").findValuesAsText("value"))
        .containsExactlyInAnyOrderElementsOf(values);
    assertThat(all.header("ETag")).isEqualTo("W/\"" + (WRITERS * ADDITIONS + 1) + "\"");
  }
}
