package scimbridge.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import scimbridge.directory.Examples;
import scimbridge.directory.sql.CountedSqlite;
import scimbridge.emulator.fault.FaultRule;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.filter.Narrowing;
import scimbridge.policy.App;
import scimbridge.scim.RunningEdge;

/** A bridge in this process, what it counts, and the requests it is sent. */
final class Bridge implements AutoCloseable {
  private static final AppId APP = new AppId("lenient");
  private static final String HEADERS =
      "Authorization: Bearer " + APP.value() + "\r\nContent-Type: application/scim+json\r\n";
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
  private static final int BATCH = 1_000;

  private final CountedSqlite store;
  private final RunningEdge edge;

  private Bridge(CountedSqlite store) throws IOException {
    this.store = store;
    this.edge = RunningEdge.start(store.directory(), App.DEFAULT_WAIT);
  }

  static Bridge on(Path file) throws IOException {
    return new Bridge(CountedSqlite.open(file));
  }

  /** What was written and called so far. */
  record Counts(long transactions, long commits, long cognitoCalls) {}

  Counts counts() {
    return new Counts(
        store.transactions(),
        store.commits(),
        edge.cognito().calls().values().stream().mapToLong(Long::longValue).sum());
  }

  URI url() {
    return edge.url();
  }

  /** From now on Cognito answers so late. */
  void slowDown(Duration latency) {
    edge.cognito().addFault(FaultRule.latency(latency));
  }

  /** Puts users into the store; they have no account, so nothing is called for them. */
  void seed(int users) {
    for (int from = 0; from < users; from += BATCH) {
      int first = from;
      store
          .directory()
          .<Boolean>write(
              tx -> {
                for (int i = first; i < Math.min(users, first + BATCH); i++) {
                  tx.resources().insert(Examples.user(APP, seeded(i)));
                }
                return true;
              });
    }
  }

  /** The userName of a seeded user, who are numbered from 0. */
  static String seeded(int number) {
    return "user-" + number;
  }

  /** The ids of the first users. */
  List<String> users(int count) {
    return store
        .directory()
        .read(
            tx -> tx.resources().page(APP, ResourceType.USER, new Narrowing.Everything(), 0, count))
        .stream()
        .map(user -> user.id().value())
        .toList();
  }

  /** Makes a group and tells its id. */
  String group(Connection connection, String name) throws IOException {
    Connection.Answer answer =
        connection.send(
            post(
                "/Groups",
                "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],"
                    + "\"displayName\":\"%s\"}".formatted(name)));
    Matcher id = ID.matcher(answer.text());
    assertThat(id.find()).as(answer.text()).isTrue();
    return id.group(1);
  }

  byte[] get(String path) {
    return request("GET", path, "");
  }

  byte[] post(String path, String body) {
    return request("POST", path, body);
  }

  byte[] join(String group, Collection<String> members) {
    String values =
        members.stream()
            .map(member -> "{\"value\":\"" + member + "\"}")
            .collect(Collectors.joining(",", "[", "]"));
    return patch(group, "{\"op\":\"add\",\"path\":\"members\",\"value\":" + values + "}");
  }

  byte[] leave(String group, String member) {
    return patch(
        group, "{\"op\":\"remove\",\"path\":\"members[value eq \\\"" + member + "\\\"]\"}");
  }

  /** Changes a group by these operations. */
  byte[] patch(String group, String operation) {
    return request(
        "PATCH",
        "/Groups/" + group,
        "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":["
            + operation
            + "]}");
  }

  private byte[] request(String method, String path, String body) {
    return Connection.request(method, url().getRawPath() + path, HEADERS, body);
  }

  @Override
  public void close() {
    edge.close();
  }
}
