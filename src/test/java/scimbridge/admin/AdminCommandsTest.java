package scimbridge.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.directory.Audit;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;

/** Commands beside a running server and without one, over real sockets and real locks. */
class AdminCommandsTest {
  private static final Map<String, String> ENTRA = Map.of("app", "entra");

  @TempDir private Path top;

  private final TokenStore store = new TokenStore();
  private final AccessTokens tokens = new AccessTokens(store, Clock.systemUTC());
  private final List<String> out = new ArrayList<>();
  private int opened;

  @Test
  void without_a_server_a_command_runs_in_process_and_lets_go_of_everything() {
    Path data = top.resolve("new/data");
    client(data).run("token create", ENTRA, out::add);
    assertThat(tokens.verify(out.getFirst())).isPresent();
    assertThat(opened).isEqualTo(1);
    assertThat(store.open()).isFalse();
    DataFolder.lock(data).close();
  }

  @Test
  void beside_a_server_the_server_runs_it() {
    try (DataFolder folder = DataFolder.lock(top);
        AdminSocket socket = AdminSocket.open(folder, commands())) {
      client(top).run("token create", ENTRA, out::add);
      client(top).run("token list", ENTRA, out::add);
      assertThat(tokens.verify(out.getFirst())).isPresent();
      assertThat(out.get(1)).contains(out.getFirst().substring(6, 22)).endsWith("valid");
      String id = out.get(1).substring(0, 16);
      client(top).run("token revoke", Map.of("app", "entra", "id", id), out::add);
      assertThat(tokens.verify(out.getFirst())).isEmpty();
      assertThat(opened).isZero();
      assertThat(socket).isNotNull();
    }
    assertThat(store.audited())
        .extracting(Audit.Entry::action, Audit.Entry::actor)
        .containsExactly(
            tuple("token.create", "administrator " + System.getProperty("user.name")),
            tuple("token.revoke", "administrator " + System.getProperty("user.name")));
    assertThat(store.audited().toString()).doesNotContain(out.getFirst().substring(23));
  }

  @Test
  void what_goes_wrong_in_the_server_is_said_to_the_operator() {
    AdminCommands commands =
        commands()
            .add(
                "defect",
                (arguments, lines) -> {
                  throw new IllegalStateException("secret of the server");
                });
    try (DataFolder folder = DataFolder.lock(top);
        AdminSocket socket = AdminSocket.open(folder, commands)) {
      assertThat(socket).isNotNull();
      assertThatThrownBy(() -> client(top).run("token create", Map.of("app", "okta"), out::add))
          .isInstanceOf(Fault.class)
          .hasMessage("there is no app 'okta'; configured: entra");
      assertThatThrownBy(() -> client(top).run("dance", ENTRA, out::add))
          .isInstanceOf(Fault.class)
          .hasMessageContaining("does not know 'dance'");
      assertThatThrownBy(() -> client(top).run("defect", ENTRA, out::add))
          .isInstanceOf(Fault.class)
          .hasMessage("internal error; the server's log has the reason");
      client(top).run("token list", ENTRA, out::add);
      assertThat(out).containsExactly("no tokens");
    }
  }

  @Test
  void only_the_owner_can_reach_the_socket() throws IOException {
    Path data = top.resolve("data");
    try (DataFolder folder = DataFolder.lock(data);
        AdminSocket socket = AdminSocket.open(folder, commands())) {
      assertThat(socket).isNotNull();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
          .isEqualTo("rwx------");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(data.resolve("admin.sock"))))
          .isEqualTo("rw-------");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(data.resolve("bridge.lock"))))
          .isEqualTo("rw-------");
    }
    assertThat(data.resolve("admin.sock")).doesNotExist();
  }

  @Test
  void a_socket_that_a_dead_server_left_is_in_nobodys_way() throws IOException {
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(top.resolve("admin.sock")));
    }
    assertThat(top.resolve("admin.sock")).exists();
    client(top).run("token create", ENTRA, out::add);
    assertThat(opened).isEqualTo(1);
    try (DataFolder folder = DataFolder.lock(top);
        AdminSocket socket = AdminSocket.open(folder, commands())) {
      assertThat(socket).isNotNull();
      client(top).run("token list", ENTRA, out::add);
      assertThat(opened).isEqualTo(1);
    }
  }

  @Test
  void a_folder_too_deep_for_a_socket_works_all_the_same() throws IOException {
    Path deep = top.resolve("d".repeat(100)).resolve("e".repeat(100));
    for (int start = 0; start < 2; start++) {
      try (DataFolder folder = DataFolder.lock(deep);
          AdminSocket socket = AdminSocket.open(folder, commands())) {
        assertThat(socket).isNotNull();
        client(deep).run("token create", ENTRA, out::add);
      }
    }
    assertThat(out).hasSize(2);
    assertThat(opened).isZero();
    Path elsewhere = Path.of(Files.readString(deep.resolve("admin.sock.path")));
    assertThat(elsewhere).doesNotExist();
    Files.deleteIfExists(elsewhere.getParent());
  }

  @Test
  void a_second_holder_of_a_folder_is_told_who_has_it() {
    try (DataFolder folder = DataFolder.lock(top)) {
      assertThatThrownBy(() -> DataFolder.lock(folder.path()))
          .isInstanceOf(Fault.class)
          .hasMessage(
              "the data folder "
                  + top
                  + " is in use by another server (process "
                  + ProcessHandle.current().pid()
                  + ") or command; stop it, or try again when it is done");
      assertThatThrownBy(() -> client(top).run("token list", ENTRA, out::add))
          .isInstanceOf(Fault.class)
          .hasMessageContaining("in use by another server");
      assertThat(opened).isZero();
    }
  }

  @Test
  void a_folder_that_cannot_be_made_is_one_clear_line() throws IOException {
    Path file = Files.writeString(top.resolve("file"), "");
    assertThatThrownBy(() -> DataFolder.lock(file.resolve("data")))
        .isInstanceOf(Fault.class)
        .hasMessageStartingWith(
            "the data folder " + file.resolve("data") + " cannot be written to");
  }

  @Test
  void rubbish_on_the_socket_harms_nobody() throws IOException {
    try (DataFolder folder = DataFolder.lock(top);
        AdminSocket socket = AdminSocket.open(folder, commands())) {
      assertThat(socket).isNotNull();
      for (String rubbish : List.of("\n", "{}\n", "x".repeat(100_000), "[1]\n", "")) {
        try (SocketChannel channel =
            SocketChannel.open(UnixDomainSocketAddress.of(top.resolve("admin.sock")))) {
          channel.write(ByteBuffer.wrap(rubbish.getBytes(StandardCharsets.UTF_8)));
          channel.shutdownOutput();
          while (channel.read(ByteBuffer.allocate(100)) >= 0) {
            // Whatever it answers, it must come to an end.
          }
        } catch (IOException e) {
          // Cut off while writing: fine as well.
        }
      }
      client(top).run("token list", ENTRA, out::add);
      assertThat(out).containsExactly("no tokens");
    }
  }

  private AdminCommands commands() {
    AdminCommands commands = new AdminCommands();
    new TokenCommands(tokens, new AppNames(Set.of(new AppId("entra")))).addTo(commands);
    return commands;
  }

  private AdminClient client(Path folder) {
    return new AdminClient(
        folder,
        locked -> {
          opened++;
          return new AdminClient.Offline() {
            @Override
            public AdminCommands commands() {
              return AdminCommandsTest.this.commands();
            }

            @Override
            public void close() {
              store.close();
            }
          };
        });
  }
}
