package scimbridge.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.directory.Audit.Call;
import scimbridge.directory.Audit.Change;
import scimbridge.directory.Audit.Entry;
import scimbridge.directory.Audit.Subject;
import scimbridge.directory.Tokens.Token;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;

/** {@code log}, on a real store and through a real socket. */
class LogCommandsTest {
  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final AppId OKTA = new AppId("okta");
  private static final AppId ENTRA = new AppId("entra");
  private static final ResourceId ANN = new ResourceId("2819c223-7f76-453a-919d-413861904646");

  @TempDir Path folder;
  private SqlDirectory directory;
  private AdminCommands commands;

  @BeforeEach
  void open() {
    directory = SqlDirectory.sqlite(folder.resolve("bridge.db"));
    commands = new AdminCommands();
    new LogCommands(
            directory,
            Clock.fixed(NOON, ZoneOffset.UTC),
            duration -> new Semaphore(0).tryAcquire(1, TimeUnit.MILLISECONDS),
            new AppNames(Set.of(OKTA, ENTRA)))
        .addTo(commands);
  }

  @AfterEach
  void close() {
    directory.close();
  }

  @Test
  void aRecordIsOneLineAndWhatBelongsToItIndented() {
    append(
        entry(NOON, OKTA, "user.update", "rejected", "The e-mail address is taken.")
            .in(new PoolId("customers"))
            .changing(List.of(new Change("title", null, "Dr."), new Change("nickName", "A", null)))
            .doing(
                List.of("set title of account 'ann' in pool customers", "sign out 'ann'"),
                List.of(
                    new Call(
                        "AdminUpdateUserAttributes",
                        "set title of account 'ann' in pool customers",
                        "refused",
                        "No.",
                        41))));

    assertThat(log())
        .containsExactly(
            "2026-11-25T12:00:00.000Z  okta  rejected  user.update  in customers"
                + "  Ann (2819c223-7f76-453a-919d-413861904646)  by 0123456789abcdef  request r-1",
            "    why: The e-mail address is taken.",
            "    title: (none) -> Dr.",
            "    nickName: A -> (none)",
            "    AdminUpdateUserAttributes: set title of account 'ann' in pool customers: refused"
                + " (No.), 41 ms",
            "    planned: sign out 'ann'");
  }

  @Test
  void aRecordAsJsonHasTheFieldsThatAreDocumented() throws Exception {
    append(
        entry(NOON, OKTA, "user.update", "accepted", "customers: policy DEFAULT")
            .in(new PoolId("customers"))
            .changing(List.of(new Change("title", null, "Dr.")))
            .doing(
                List.of("set title"),
                List.of(
                    new Call("AdminUpdateUserAttributes", "set title", "lost", "timeout", 41))));

    assertThat(log("json", "true"))
        .singleElement()
        .satisfies(
            line ->
                assertThat(json(line))
                    .isEqualTo(
                        json(
                            """
                            {"at":"2026-11-25T12:00:00.000Z","app":"okta","actor":"0123456789abcdef",
                             "action":"user.update","type":"User",
                             "id":"2819c223-7f76-453a-919d-413861904646","name":"Ann",
                             "pool":"customers","result":"accepted","failed":true,
                             "why":"customers: policy DEFAULT",
                             "changes":[{"path":"title","new":"Dr."}],
                             "plan":["set title"],
                             "calls":[{"operation":"AdminUpdateUserAttributes","does":"set title",
                                       "outcome":"lost","why":"timeout","millis":41}],
                             "request":"r-1"}
                            """)));
    append(new Entry(NOON, OKTA, "worker", "audit.leave", null, "rejected", "", ""));
    assertThat(json(log("json", "true").getLast()))
        .isEqualTo(
            json(
                """
                {"at":"2026-11-25T12:00:00.000Z","app":"okta","actor":"worker","action":"audit.leave",
                 "result":"rejected","failed":true}
                """));
  }

  @Test
  void theNewestComeLastAndSoManyAsAreAskedFor() {
    for (int i = 0; i < 450; i++) {
      append(entry(NOON.minusSeconds(450 - i), OKTA, "number." + i, "accepted", ""));
    }

    assertThat(actions()).hasSize(100).first().isEqualTo("number.350");
    assertThat(actions()).last().isEqualTo("number.449");
    assertThat(actions("limit", "2")).containsExactly("number.448", "number.449");
    assertThat(actions("limit", "100000")).hasSize(450);
    assertThat(actions("since", "10s")).hasSize(10);
    assertThat(actions("since", "1h")).hasSize(450);
    assertThat(actions("since", "2026-11-25T11:59:58Z")).hasSize(2);
    assertThat(actions("since", "2026-11-25T13:59:58+02:00")).hasSize(2);
    assertThat(actions("since", "2026-11-25")).hasSize(450);
    assertThat(actions("since", "10s", "limit", "3")).hasSize(3);
    assertThat(actions("since", "2s", "limit", "30")).hasSize(2);
  }

  @Test
  void oneAppNeverShowsAnothersNorOneUserAnothers() {
    append(
        entry(NOON, OKTA, "user.create", "accepted", ""),
        entry(NOON, ENTRA, "user.create.elsewhere", "accepted", ""),
        about(OKTA, "user.create.bob", new Subject(ResourceType.USER, ResourceId.random(), "bob")),
        about(OKTA, "user.refused", new Subject(ResourceType.USER, null, "ANN")),
        about(OKTA, "renamed", new Subject(ResourceType.USER, ANN, "ann.lee")),
        entry(NOON, OKTA, "account.converge", "refused", ""));

    assertThat(actions("app", "entra")).containsExactly("user.create.elsewhere");
    assertThat(actions("app", "okta")).doesNotContain("user.create.elsewhere").hasSize(5);
    assertThat(actions("app", "okta", "user", "ann"))
        .containsExactly("user.create", "user.refused", "renamed", "account.converge");
    assertThat(actions("app", "okta", "user", ANN.value()))
        .containsExactly("user.create", "renamed", "account.converge");
    assertThat(actions("user", "bob")).containsExactly("user.create.bob");
    assertThat(actions("failed", "true")).containsExactly("account.converge");
    assertThat(log("user", "nobody")).containsExactly("no records");
    assertThat(log("user", "nobody", "json", "true")).isEmpty();
  }

  @Test
  void anAppThatIsNotConfiguredAnyMoreStillHasItsRecords() {
    append(entry(NOON, new AppId("former"), "user.create", "accepted", ""));

    assertThat(actions("app", "former")).containsExactly("user.create");
    assertThatThrownBy(() -> log("app", "never"))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("there is no app 'never'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yesterday",
        "1w",
        "-1h",
        "2026-13-01",
        "99999999999h",
        "",
        "+999999999-12-31T23:59:59Z"
      })
  void aTimeThatIsNoneIsSaid(String since) {
    assertThatThrownBy(() -> log("since", since))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("such as 15m");
  }

  @Test
  void aNameCannotMoveTheCursor() {
    append(
        about(
            OKTA,
            "user.create",
            new Subject(ResourceType.USER, ANN, "\u001b[2Jann\r\nroot\u202e")));

    assertThat(log()).hasSize(1);
    assertThat(log().getFirst()).doesNotContain("\u001b", "\r", "\u202e").contains("ann");
    assertThat(log("json", "true")).singleElement().asString().contains("\\u202e");
  }

  @Test
  void aTokenIsCalledByItsName() throws Exception {
    directory.write(
        tx -> {
          tx.tokens()
              .insert(new Token("0123456789abcdef", OKTA, "Okta, production", "hash", NOON, null));
          return true;
        });
    append(entry(NOON, OKTA, "user.update", "accepted", ""));

    assertThat(log().getFirst()).contains("  by 0123456789abcdef (Okta, production)  request");
    assertThat(json(log("json", "true").getFirst()).path("token").asText())
        .isEqualTo("Okta, production");
  }

  @Test
  void oneThatCannotBeReadIsToldInItsPlaceAndTheOthersAreShown() throws Exception {
    append(
        entry(NOON, OKTA, "first", "accepted", ""),
        entry(NOON.plusMillis(7), OKTA, "damaged", "accepted", ""),
        entry(NOON.plusSeconds(1), OKTA, "last", "accepted", ""));
    tamper("UPDATE audit SET parts = '{\"of\":\"a newer version\"}' WHERE action = 'damaged'");

    List<String> lines = log("app", "okta");
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).contains("  first  ");
    assertThat(lines.get(1))
        .isEqualTo(
            "record 2 of 2026-11-25T12:00:00.007Z cannot be read: a newer version of the bridge"
                + " wrote it, or it is damaged");
    assertThat(lines.get(2)).contains("  last  ");
    assertThat(json(log("json", "true").get(1)))
        .isEqualTo(
            json(
                """
                {"at":"2026-11-25T12:00:00.007Z","record":2,"unreadable":true}
                """));

    tamper("UPDATE audit SET pool = 'no such name'");
    assertThat(log("app", "okta")).as("nothing can be read").hasSize(3);
    assertThat(log("user", "ann")).hasSize(3);
  }

  private void tamper(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("bridge.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void followingNeedsAServer() {
    assertThatThrownBy(() -> log("follow", "true"))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("no server runs");
  }

  @Test
  void followingShowsWhatComesAndEndsWithTheServer() throws Exception {
    append(entry(NOON.minusSeconds(60), OKTA, "before", "accepted", ""));
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Thread client;
    try (DataFolder data = DataFolder.lock(folder);
        AdminSocket socket = AdminSocket.open(data, commands)) {
      assertThat(socket).isNotNull();
      client = Thread.ofVirtual().start(() -> follow(data, lines));
      assertThat(next(lines)).contains("\"before\"");
      append(entry(NOON, OKTA, "first", "accepted", ""));
      assertThat(next(lines)).contains("\"first\"");
      // Written by a server whose clock is behind, or in a transaction that took longer.
      append(
          entry(NOON.minusSeconds(3), OKTA, "late", "accepted", ""),
          entry(NOON.minusSeconds(3), ENTRA, "foreign", "accepted", ""));
      assertThat(next(lines)).contains("\"late\"");
      append(entry(NOON, OKTA, "second", "accepted", ""));
      assertThat(next(lines)).contains("\"second\"");
    }
    assertThat(client.join(Duration.ofSeconds(60))).isTrue();
    assertThat(lines).isEmpty();
  }

  private void follow(DataFolder data, BlockingQueue<String> lines) {
    new AdminClient(data.path(), none -> null)
        .run("log", Map.of("app", "okta", "follow", "true", "json", "true"), lines::add);
  }

  @Test
  void whoeverGoesAwayWhileFollowingIsNotServedAnyMore() throws Exception {
    BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    AdminCommands watched = new AdminCommands();
    watched.add(
        "log",
        (arguments, out) -> {
          try {
            commands.run("log", arguments, out);
          } finally {
            ended.add("ended");
          }
        });
    append(entry(NOON, OKTA, "before", "accepted", ""));
    try (DataFolder data = DataFolder.lock(folder);
        AdminSocket socket = AdminSocket.open(data, watched)) {
      assertThat(socket).isNotNull();
      Thread client =
          Thread.ofVirtual()
              .start(
                  () ->
                      new AdminClient(data.path(), none -> null)
                          .run(
                              "log",
                              Map.of("follow", "true"),
                              line -> {
                                throw new IllegalStateException("gone");
                              }));
      client.join();

      assertThat(next(ended)).isEqualTo("ended");
    }
  }

  private static String next(BlockingQueue<String> lines) throws InterruptedException {
    String line = lines.poll(60, TimeUnit.SECONDS);
    assertThat(line).isNotNull();
    return line;
  }

  private void append(Entry... entries) {
    directory.<Boolean>write(
        tx -> {
          List.of(entries).forEach(tx.audit()::append);
          return true;
        });
  }

  private static Entry entry(Instant at, AppId app, String action, String result, String detail) {
    Subject ann = new Subject(ResourceType.USER, ANN, "Ann");
    return new Entry(at, app, "0123456789abcdef", action, ann, result, detail, "r-1");
  }

  private static Entry about(AppId app, String action, Subject subject) {
    return new Entry(NOON, app, "worker", action, subject, "accepted", "", "");
  }

  private List<String> log(String... arguments) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      map.put(arguments[i], arguments[i + 1]);
    }
    List<String> out = new ArrayList<>();
    commands.run("log", map, out::add);
    return out;
  }

  private List<String> actions(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("json", "true"));
    return log(all.toArray(String[]::new)).stream()
        .map(line -> json(line).path("action").asText())
        .toList();
  }

  private static JsonNode json(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
