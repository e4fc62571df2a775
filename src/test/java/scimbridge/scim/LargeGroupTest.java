package scimbridge.scim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.directory.Directory;
import scimbridge.directory.Examples;
import scimbridge.directory.Lease;
import scimbridge.directory.Progress;
import scimbridge.directory.Transaction;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.identity.AppId;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.scim.EdgeClient.Answer;

/**
 * Many member operations in one PATCH on a large group: it costs what the operations cost, in each
 * form in which clients send them, and never what the group costs.
 */
class LargeGroupTest {
  private static final AppId APP = new AppId("lenient");
  private static final int BATCH = 1000;

  /** Promised on a quiet machine is far less; a test has to pass on a busy one. */
  private static final Duration GENEROUS = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void aThousandOperationsOnTenThousandMembers() throws Exception {
    changeMembers(10_000, 1_000);
  }

  @Test
  @Tag("full")
  void tenThousandOperationsOnAHundredThousandMembers() throws Exception {
    changeMembers(100_000, 10_000);
  }

  private void changeMembers(int size, int operations) throws Exception {
    CountedPorts ports = new CountedPorts(SqlDirectory.sqlite(folder.resolve("bridge.db")));
    Directory directory = ports.directory();
    List<ResourceId> members = users(directory, "in", size);
    List<ResourceId> others = users(directory, "out", operations);
    Group group = group(directory, members);
    try (RunningEdge edge = RunningEdge.start(directory)) {
      EdgeClient client = new EdgeClient(edge, "lenient");
      Set<ResourceId> with = new HashSet<>(members);
      with.addAll(others);
      for (Form form : Form.values()) {
        Map<String, Long> one = patch(ports, client, group, form, others.subList(0, 1));
        Map<String, Long> all = patch(ports, client, group, form, others);

        assertThat(membersOf(directory, group))
            .as("%s", form)
            .isEqualTo(form.adds ? with : Set.copyOf(members));
        assertThat(all)
            .as("what %d operations ask of the store, as one does: %s", operations, form)
            .isEqualTo(one)
            .doesNotContainKey("Members.of");
      }
    }
  }

  /** Sends one PATCH and tells what it asked of the store. */
  private static Map<String, Long> patch(
      CountedPorts ports, EdgeClient client, Group group, Form form, List<ResourceId> members) {
    String body = form.of.apply(members.stream().map(ResourceId::value).toList());
    ports.reset();
    long begun = System.nanoTime();
    Answer answer = client.patch("/Groups/" + group.id(), body);
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(204);
    assertThat(took).as("%s of %d members", form, members.size()).isLessThan(GENEROUS);
    if (members.size() > 1000) {
      System.out.printf("%s of %,d members: %d ms%n", form, members.size(), took.toMillis());
    }
    Map<String, Long> calls = ports.calls();
    // The worker looks at single users beside the request, as often as it gets round to it.
    calls.keySet().removeIf(name -> name.startsWith("Resources.user"));
    return calls;
  }

  /** In the order in which they follow each other: what one adds, the next removes. */
  private enum Form {
    ADD_MANY_AT_ONCE(true, ids -> operation("add", "members", values(ids))),
    REMOVE_LISTED(false, ids -> operation("Remove", "members", values(ids))),
    ADD_ONE_BY_ONE(true, ids -> each(ids, id -> operation("add", "members", values(List.of(id))))),
    REMOVE_BY_FILTER(
        false,
        ids ->
            each(ids, id -> operation("remove", "members[value eq \\\"" + id + "\\\"]", "null")));

    private final boolean adds;
    private final Function<List<String>, String> of;

    Form(boolean adds, Function<List<String>, String> of) {
      this.adds = adds;
      this.of = of;
    }

    private static String operation(String op, String path, String value) {
      return "{\"op\":\"%s\",\"path\":\"%s\",\"value\":%s}".formatted(op, path, value);
    }

    private static String values(List<String> ids) {
      return "[" + each(ids, "{\"value\":\"%s\"}"::formatted) + "]";
    }

    private static String each(List<String> ids, Function<String, String> text) {
      return ids.stream().map(text).collect(Collectors.joining(","));
    }
  }

  private static List<ResourceId> users(Directory directory, String name, int count) {
    List<ResourceId> ids = new ArrayList<>();
    for (int from = 0; from < count; from += BATCH) {
      int first = from;
      List<User> batch = new ArrayList<>();
      for (int i = first; i < Math.min(count, first + BATCH); i++) {
        batch.add(Examples.user(APP, name + "-" + i));
      }
      directory.<Boolean>write(
          tx -> {
            batch.forEach(user -> insert(tx, user));
            return true;
          });
      batch.forEach(user -> ids.add(user.id()));
    }
    return ids;
  }

  /** A user whose account is there, so that the worker has nothing to do beside the requests. */
  private static void insert(Transaction tx, User user) {
    tx.resources().insert(user);
    tx.accounts()
        .insert(Examples.account(user, new PoolId("customers"), Progress.IN_STEP, Lease.NONE));
  }

  private static Group group(Directory directory, List<ResourceId> members) {
    Group group = Examples.group(APP, "large");
    directory.<Boolean>write(
        tx -> {
          tx.resources().insert(group);
          tx.members()
              .add(
                  APP,
                  group.id(),
                  members.stream().map(id -> new Member(id, ResourceType.USER)).toList());
          return true;
        });
    return group;
  }

  private static Set<ResourceId> membersOf(Directory directory, Group group) {
    return directory.read(
        tx ->
            tx.members().of(APP, group.id()).stream().map(Member::id).collect(Collectors.toSet()));
  }
}
