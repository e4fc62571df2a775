package scimbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.admin.AdminClient;
import scimbridge.admin.DataFolder;
import scimbridge.config.BridgeConfig;
import scimbridge.fault.Fault;

/** What the operator reads: help, one clear line for each mistake, exit codes. */
class CommandLineInterfaceTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void every_command_has_help_with_an_example() {
    List<List<String>> commands = new ArrayList<>(List.of(List.of()));
    for (int i = 0; i < commands.size(); i++) {
      List<String> command = commands.get(i);
      out.getBuffer().setLength(0);
      String[] arguments =
          Stream.concat(command.stream(), Stream.of("--help")).toArray(String[]::new);
      assertThat(run(arguments)).as(command.toString()).isZero();
      assertThat(out.toString())
          .startsWith("Usage: " + ("scim-bridge " + String.join(" ", command)).strip())
          .contains("Example");
      for (String below : commandsIn(out.toString())) {
        commands.add(Stream.concat(command.stream(), Stream.of(below)).toList());
      }
    }
    assertThat(commands)
        .contains(
            List.of("serve"), List.of("transfer"), List.of("token", "create"), List.of("attribute"))
        .hasSizeGreaterThan(17);
  }

  @Test
  void the_list_of_commands_has_whole_sentences() {
    assertThat(run("--help")).isZero();
    String list =
        out.toString()
            .lines()
            .dropWhile(line -> !line.equals("Commands:"))
            .skip(1)
            .takeWhile(line -> !line.isBlank())
            .map(line -> line.matches(" {2}\\S.*") ? "\n" + line.strip() : " " + line.strip())
            .collect(Collectors.joining());

    assertThat(list.lines().skip(1))
        .hasSizeGreaterThan(14)
        .allMatch(line -> line.endsWith("."))
        .anyMatch(line -> line.matches("retry +Has accounts .* that are backing off .*\\."));
  }

  @Test
  void an_example_can_be_pasted_where_the_program_was_cloned() {
    run("status", "--help");
    assertThat(out.toString()).contains("\n  ./scim-bridge status --config bridge.yaml\n");
  }

  /** What a help lists under "Commands:". */
  private static List<String> commandsIn(String help) {
    return help.lines()
        .dropWhile(line -> !line.equals("Commands:"))
        .skip(1)
        .takeWhile(line -> !line.isBlank())
        .filter(line -> line.matches(" {2}\\S.*"))
        .map(line -> line.strip().split(" ")[0])
        .toList();
  }

  @Test
  void the_version_is_told() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).startsWith("scim-bridge ");
  }

  @Test
  void a_wrong_command_line_is_one_line_and_exit_code_2() {
    wrong("unknown command 'dance'; see 'scim-bridge --help'", "dance");
    wrong("a command is missing; see 'scim-bridge --help'");
    wrong("unknown command 'make'; see 'scim-bridge token --help'", "token", "make");
    wrong("Missing required option: '--config=FILE'; see 'scim-bridge serve --help'", "serve");
    wrong("Unknown option: '--prot'; see 'scim-bridge demo --help'", "demo", "--prot");
    wrong(
        "Invalid value for option '--port': 'x' is not an int; see 'scim-bridge demo --help'",
        "demo",
        "--port",
        "x");
  }

  @Test
  void what_cannot_be_done_is_one_line_and_exit_code_1() throws Exception {
    Path data = folder.resolve("data");
    assertThat(run("demo", "--data", data.toString())).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("scim-bridge: port 1 is in use\n");
    // Nothing is held any more by what failed to start.
    DataFolder.lock(data).close();
  }

  @Test
  void all_problems_of_a_configuration_are_told_line_by_line() throws Exception {
    Path file = Files.writeString(folder.resolve("bridge.yaml"), "colour: blue\npools: 1\n");
    assertThat(run("serve", "--config", file.toString())).isEqualTo(1);
    assertThat(err.toString().lines())
        .hasSizeGreaterThan(2)
        .allMatch(line -> line.startsWith("scim-bridge: " + file + ":"));
  }

  @Test
  void a_configuration_can_be_checked_without_starting_anything() {
    String example = "bridge.example.yaml";
    assertThat(run("serve", "--check", "--config", example)).isZero();
    assertThat(out.toString()).isEqualTo(example + ": no problems found\n");
  }

  @Test
  void a_token_command_without_server_and_store_says_what_to_do() {
    assertThat(run("token", "list", "--app", "demo", "--data", folder.toString())).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "scim-bridge: no server runs on "
                + folder
                + " and there is no database in it; use --config\n");
    err.getBuffer().setLength(0);
    Path missing = folder.resolve("missing");
    assertThat(run("token", "list", "--app", "demo", "--data", missing.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("there is no data folder " + missing);
    assertThat(missing).doesNotExist();
  }

  private void wrong(String line, String... arguments) {
    err.getBuffer().setLength(0);
    assertThat(run(arguments)).as(line).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("scim-bridge: " + line + "\n");
  }

  private int run(String... arguments) {
    return CommandLineInterface.run(
        new NothingStarts(),
        Map.of("USER_POOL_ID", "eu-central-1_AbCdEf123"),
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        arguments);
  }

  /** Services of which none can be had. */
  private static final class NothingStarts implements Services {
    @Override
    public Bridge bridge(BridgeConfig config, DataFolder held) {
      throw new AssertionError("must not be started");
    }

    @Override
    public Emulator emulator(EmulatorOptions options) {
      throw Fault.of(Fault.Kind.BUSY, "port 1 is in use");
    }

    @Override
    public AdminClient.Offline offline(BridgeConfig config, DataFolder held) {
      throw Fault.of(Fault.Kind.INTERNAL, "the store is broken");
    }
  }
}
