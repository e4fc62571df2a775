package scimbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, with JDKs and a Maven that only say what they were asked. */
class LauncherTest {
  private static final Path LAUNCHER = Path.of("scim-bridge").toAbsolutePath();

  @TempDir private Path top;

  private Path home;
  private Path jdks;
  private Path bin;
  private final Map<String, String> environment = new TreeMap<>();

  @BeforeEach
  void a_checkout_with_a_jar() throws IOException {
    home = Files.createDirectories(top.resolve("check out"));
    Files.copy(LAUNCHER, home.resolve("scim-bridge"));
    executable(home.resolve("scim-bridge"));
    Files.createDirectories(home.resolve("src/main/java"));
    Files.writeString(home.resolve("src/main/java/A.java"), "");
    Files.writeString(home.resolve("pom.xml"), "");
    Files.createDirectories(home.resolve("target"));
    Files.writeString(home.resolve("target/scim-bridge.jar"), "");
    jdks = Files.createDirectories(top.resolve("jvm"));
    bin = Files.createDirectories(top.resolve("bin"));
    environment.put("PATH", bin + ":/usr/bin:/bin");
    environment.put("SCIM_BRIDGE_SEARCH", jdks.toString());
    hide("java");
    hide("mvn");
  }

  @Test
  void the_newest_long_term_release_is_taken() throws Exception {
    for (String version : List.of("1.8.0_412", "17.0.15", "21.0.4", "25.0.3", "26-ea", "11")) {
      jdk(version);
    }
    assertThat(run("--which-jdk").out).isEqualTo(jdks.resolve("jdk-25.0.3") + "\n");
  }

  @Test
  void without_a_long_term_release_the_newest_is_taken() throws Exception {
    jdk("22.0.1");
    jdk("24.0.2");
    jdk("17.0.1");
    assertThat(run("--which-jdk").out).isEqualTo(jdks.resolve("jdk-24.0.2") + "\n");
  }

  @Test
  void what_the_user_chose_goes_first_if_it_is_new_enough() throws Exception {
    jdk("25.0.3");
    Path chosen = jdk("21.0.1");
    environment.put("JAVA_HOME", chosen.toString());
    assertThat(run("--which-jdk").out).isEqualTo(chosen + "\n");
    environment.put("JAVA_HOME", jdk("17.0.15").toString());
    assertThat(run("--which-jdk").out).isEqualTo(jdks.resolve("jdk-25.0.3") + "\n");
    environment.put("JAVA_HOME", "/nowhere");
    assertThat(run("--which-jdk").out).isEqualTo(jdks.resolve("jdk-25.0.3") + "\n");
  }

  @Test
  void java_on_the_path_is_taken_through_its_links() throws Exception {
    jdk("25.0.3");
    Path other = Files.createDirectories(top.resolve("other"));
    Path onPath = jdk(other, "23.0.1");
    link("java", onPath.resolve("bin/java"));
    assertThat(run("--which-jdk").out).isEqualTo(onPath.toRealPath() + "\n");
    link("java", jdk(other, "17.0.1").resolve("bin/java"));
    assertThat(run("--which-jdk").out).isEqualTo(jdks.resolve("jdk-25.0.3") + "\n");
  }

  @Test
  void a_jdk_without_a_release_file_is_asked() throws Exception {
    Path jdk = jdk("21.0.4");
    Files.delete(jdk.resolve("release"));
    assertThat(run("--which-jdk").out).isEqualTo(jdk + "\n");
  }

  @Test
  void no_jdk_is_one_line_that_says_what_to_install() throws Exception {
    jdk("17.0.15");
    Result result = run("demo");
    assertThat(result.code).isEqualTo(1);
    assertThat(result.err.lines())
        .singleElement()
        .asString()
        .startsWith("scim-bridge: no JDK 21 or newer found: install one");
  }

  @Test
  void arguments_and_flags_reach_the_jvm_from_any_folder_and_through_links() throws Exception {
    jdk("25.0.3");
    Path link = top.resolve("link");
    Files.createSymbolicLink(link, Path.of("check out/scim-bridge"));
    for (Path launcher : List.of(home.resolve("scim-bridge"), link)) {
      Result result = run(launcher, "token", "create", "--app", "a b");
      assertThat(result.code).isEqualTo(7);
      assertThat(result.out)
          .contains("--enable-native-access=ALL-UNNAMED")
          .contains("--sun-misc-unsafe-memory-access=allow")
          .contains("-jar|" + home.toRealPath().resolve("target/launcher/scim-bridge.jar"))
          .endsWith("|token|create|--app|a b|\n");
    }
  }

  @Test
  void a_jdk_that_does_not_know_a_flag_is_not_given_it() throws Exception {
    jdk("21.0.4");
    assertThat(run("demo").out).doesNotContain("sun-misc").contains("|demo|");
  }

  @Test
  void a_jar_that_is_missing_or_older_than_its_sources_is_built_and_said_so() throws Exception {
    jdk("25.0.3");
    maven("mkdir -p target; echo x >target/scim-bridge.jar; echo \"$JAVA_HOME $*\" >>built");
    assertThat(run("demo").err).isEmpty();
    Files.setLastModifiedTime(
        home.resolve("src/main/java/A.java"), FileTime.from(Instant.now().minusSeconds(60)));
    for (String jar : List.of("target/scim-bridge.jar", "target/launcher/scim-bridge.jar")) {
      Files.setLastModifiedTime(home.resolve(jar), FileTime.from(Instant.now().minusSeconds(120)));
    }
    Files.setLastModifiedTime(
        home.resolve("pom.xml"), FileTime.from(Instant.now().minusSeconds(180)));
    assertThat(run("demo").err).contains("building target/scim-bridge.jar").contains("built");
    assertThat(run("demo").err).isEmpty();
    Files.delete(home.resolve("target/scim-bridge.jar"));
    Files.delete(home.resolve("target/launcher/scim-bridge.jar"));
    assertThat(run("demo").code).isEqualTo(7);
    assertThat(Files.readAllLines(home.resolve("built")))
        .hasSize(2)
        .allMatch(line -> line.startsWith(jdks.resolve("jdk-25.0.3") + " -q -B"))
        .allMatch(line -> line.endsWith("-Dunchecked package"));
  }

  @Test
  void a_server_that_runs_keeps_its_jar_when_another_is_built() throws Exception {
    jdk("25.0.3");
    run("demo");
    Path jar = home.resolve("target/launcher/scim-bridge.jar");
    Object running = Files.readAttributes(jar, "unix:ino").get("ino");
    maven("mkdir -p target; echo x >target/scim-bridge.jar");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(120)));
    Files.setLastModifiedTime(
        home.resolve("target/scim-bridge.jar"), FileTime.from(Instant.now().minusSeconds(120)));
    assertThat(run("demo").err).contains("built");
    assertThat(Files.readAttributes(jar, "unix:ino").get("ino")).isNotEqualTo(running);
  }

  @Test
  void a_failed_build_starts_nothing() throws Exception {
    jdk("25.0.3");
    maven("echo 'cannot find symbol' >&2; exit 1");
    Files.delete(home.resolve("target/scim-bridge.jar"));
    Result result = run("demo");
    assertThat(result.code).isEqualTo(1);
    assertThat(result.out).isEmpty();
    assertThat(result.err).contains("cannot find symbol").contains("the build failed");
    assertThat(home.resolve("target/.build-lock")).doesNotExist();
  }

  @Test
  void a_missing_maven_is_one_line_that_says_what_to_install() throws Exception {
    jdk("25.0.3");
    Files.delete(home.resolve("target/scim-bridge.jar"));
    // Only what the launcher itself needs, so that a Maven of this machine is not found.
    environment.put("PATH", onlyTools().toString());
    Result result = run("demo");
    assertThat(result.code).isEqualTo(1);
    assertThat(result.err.lines())
        .singleElement()
        .asString()
        .contains("'mvn' is not installed: install Apache Maven");
  }

  @Test
  void launches_at_the_same_time_build_once() throws Exception {
    jdk("25.0.3");
    maven("sleep 1; mkdir -p target; echo x >target/scim-bridge.jar; echo build >>built");
    Files.delete(home.resolve("target/scim-bridge.jar"));
    List<Process> launches = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      launches.add(start(home.resolve("scim-bridge"), "demo"));
    }
    for (Process launch : launches) {
      assertThat(finish(launch).code).isEqualTo(7);
    }
    assertThat(Files.readAllLines(home.resolve("built"))).hasSize(1);
  }

  @Test
  void a_build_that_was_killed_is_in_nobodys_way() throws Exception {
    jdk("25.0.3");
    maven("mkdir -p target; echo x >target/scim-bridge.jar");
    Files.delete(home.resolve("target/scim-bridge.jar"));
    Process gone = new ProcessBuilder("/bin/true").start();
    gone.waitFor();
    Files.createDirectories(home.resolve("target/.build-lock"));
    Files.writeString(home.resolve("target/.build-lock/pid"), gone.pid() + "\n");
    assertThat(run("demo").code).isEqualTo(7);
  }

  private Path jdk(String version) throws IOException {
    return jdk(jdks, version);
  }

  /** A JDK whose java tells its version when asked and its arguments otherwise. */
  private static Path jdk(Path folder, String version) throws IOException {
    Path jdk = folder.resolve("jdk-" + version);
    script(
        jdk.resolve("bin/java"),
        "[ \"$1\" = -version ] && { echo 'openjdk version \""
            + version
            + "\"' >&2; exit 0; }; printf '%s|' \"$@\"; echo; exit 7");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return jdk;
  }

  private void maven(String script) throws IOException {
    Files.deleteIfExists(bin.resolve("mvn"));
    script(bin.resolve("mvn"), script);
  }

  /** Puts something that is too old, or fails, before what this machine has. */
  private void hide(String name) throws IOException {
    script(bin.resolve(name), "echo 'openjdk version \"1.8.0\"' >&2; exit 1");
  }

  private void link(String name, Path target) throws IOException {
    Files.deleteIfExists(bin.resolve(name));
    Files.createSymbolicLink(bin.resolve(name), target);
  }

  private Path onlyTools() throws IOException {
    Path tools = Files.createDirectories(top.resolve("tools"));
    for (String name :
        List.of("sh", "sed", "head", "find", "dirname", "readlink", "mkdir", "rm", "cat", "tr")) {
      for (Path folder : List.of(Path.of("/bin"), Path.of("/usr/bin"))) {
        if (Files.exists(folder.resolve(name)) && !Files.exists(tools.resolve(name))) {
          Files.createSymbolicLink(tools.resolve(name), folder.resolve(name));
        }
      }
    }
    return tools;
  }

  private static void script(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    executable(file);
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Result run(String... arguments) throws Exception {
    return run(home.resolve("scim-bridge"), arguments);
  }

  private Result run(Path launcher, String... arguments) throws Exception {
    return finish(start(launcher, arguments));
  }

  private Process start(Path launcher, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", launcher.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(top.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** The output is a few lines, so it waits in the pipes until the process has ended. */
  private static Result finish(Process process) throws Exception {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(
        process.exitValue(),
        new String(process.getInputStream().readAllBytes()),
        new String(process.getErrorStream().readAllBytes()));
  }

  private record Result(int code, String out, String err) {}
}
