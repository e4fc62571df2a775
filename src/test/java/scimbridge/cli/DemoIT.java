package scimbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar as an operator runs it: real processes, signals and exit codes. */
class DemoIT {
  private static final Path JAR =
      Path.of(System.getProperty("scimbridge.jar", "target/scim-bridge.jar")).toAbsolutePath();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir private Path top;

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void kill() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void a_trial_survives_a_kill_with_token_pool_and_people() throws Exception {
    Path data = top.resolve("trial");
    Process first = demo(data);
    Map<String, String> before = env(data, first);
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("demo.env"))))
        .isEqualTo("rw-------");
    assertThat(post(before).statusCode()).isEqualTo(201);
    awaitInStep(before);
    first.destroyForcibly().waitFor();
    Process status = java("status", "--data", data.toString());
    assertThat(new String(status.getInputStream().readAllBytes()).lines())
        .contains("  accounts: 1 in step, 0 pending, 0 refused, 0 held")
        .noneMatch(line -> line.contains("never reached"));
    assertThat(status.waitFor()).isZero();
    Process second = demo(data);
    Map<String, String> after = env(data, second);
    assertThat(after.get("SCIM_TOKEN")).isEqualTo(before.get("SCIM_TOKEN"));
    assertThat(after.get("USER_POOL_ID")).isEqualTo(before.get("USER_POOL_ID"));
    assertThat(post(after).statusCode()).isEqualTo(409);
  }

  @Test
  void a_token_can_be_made_beside_the_server_and_a_second_server_cannot_start() throws Exception {
    Path data = top.resolve("trial");
    Map<String, String> env = env(data, demo(data));
    Process create = java("token", "create", "--app", "demo", "--data", data.toString());
    String token = new String(create.getInputStream().readAllBytes()).strip();
    assertThat(create.waitFor()).isZero();
    assertThat(list(env.get("SCIM_URL"), token)).isEqualTo(200);
    String id = token.substring("scimb_".length(), "scimb_".length() + 16);
    assertThat(
            java("token", "revoke", "--app", "demo", "--id", id, "--data", data.toString())
                .waitFor())
        .isZero();
    assertThat(list(env.get("SCIM_URL"), token)).isEqualTo(401);
    Process second = demo(data);
    assertThat(new String(second.getErrorStream().readAllBytes()).lines())
        .singleElement()
        .asString()
        .contains("is in use by another server (process ");
    assertThat(second.waitFor()).isEqualTo(1);
  }

  @Test
  void a_port_in_use_is_a_clear_line() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      Process demo =
          java(
              "demo", "--port", port, "--cognito-port", "0", "--data", top.resolve("d").toString());
      assertThat(new String(demo.getErrorStream().readAllBytes()))
          .contains("scim-bridge: 127.0.0.1:" + port + ": the port is in use by another program");
      assertThat(demo.waitFor()).isEqualTo(1);
    }
  }

  @Test
  void a_termination_signal_stops_it_within_ten_seconds() throws Exception {
    boolean inTime = false;
    // Something else may keep the machine busy.
    for (int i = 0; i < 3 && !inTime; i++) {
      inTime = stopsWithinTenSeconds(top.resolve("trial-" + i));
    }
    assertThat(inTime).isTrue();
  }

  private boolean stopsWithinTenSeconds(Path data) throws Exception {
    Process demo = demo(data);
    Map<String, String> env = env(data, demo);
    assertThat(list(env.get("SCIM_URL"), env.get("SCIM_TOKEN"))).isEqualTo(200);
    demo.destroy();
    boolean inTime = demo.waitFor(10, TimeUnit.SECONDS);
    assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(data.resolve("admin.sock")).doesNotExist();
    return inTime;
  }

  /** In Turkish the small letter of "I" is another one, and names of headers are compared so. */
  @Test
  void a_stale_version_is_refused_whatever_language_the_machine_speaks() throws Exception {
    Path data = top.resolve("trial");
    Process turkish =
        java(
            List.of("-Duser.language=tr", "-Duser.country=TR"),
            "demo",
            "--port",
            "0",
            "--cognito-port",
            "0",
            "--data",
            data.toString());
    Map<String, String> env = env(data, turkish);
    HttpResponse<String> made = post(env);
    assertThat(made.statusCode()).isEqualTo(201);

    HttpRequest stale =
        HttpRequest.newBuilder(URI.create(made.headers().firstValue("Location").orElseThrow()))
            .header("Authorization", "Bearer " + env.get("SCIM_TOKEN"))
            .header("Content-Type", "application/scim+json")
            .header("If-Match", "W/\"7\"")
            .PUT(BodyPublishers.ofString("{\"userName\":\"ada\",\"displayName\":\"Ada\"}"))
            .build();

    assertThat(CLIENT.send(stale, BodyHandlers.ofString()).statusCode()).isEqualTo(412);
  }

  private Process demo(Path data) throws IOException {
    return java("demo", "--port", "0", "--cognito-port", "0", "--data", data.toString());
  }

  private Process java(String... arguments) throws IOException {
    return java(List.of(), arguments);
  }

  private Process java(List<String> options, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).directory(top.toFile()).start();
    started.add(process);
    return process;
  }

  /** What the demo tells scripts, once it says that it runs; by then the file is written. */
  private static Map<String, String> env(Path data, Process demo) throws IOException {
    assertThat(demo.inputReader().readLine()).startsWith("The bridge is running");
    return new DemoEnv(data).read();
  }

  private static HttpResponse<String> post(Map<String, String> env) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(env.get("SCIM_URL") + "/Users"))
            .header("Authorization", "Bearer " + env.get("SCIM_TOKEN"))
            .header("Content-Type", "application/scim+json")
            .POST(
                BodyPublishers.ofString(
                    "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],"
                        + "\"userName\":\"ada\",\"emails\":[{\"value\":\"ada@example.com\"}]}"))
            .build(),
        BodyHandlers.ofString());
  }

  /** A busy machine may have answered before the account was made. */
  private static void awaitInStep(Map<String, String> env) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!users(env.get("SCIM_URL"), env.get("SCIM_TOKEN")).body().contains("\"inStep\"")) {
      assertThat(System.nanoTime()).as("in step in time").isLessThan(deadline);
      LockSupport.parkNanos(50_000_000);
    }
  }

  private static int list(String url, String token) throws Exception {
    return users(url, token).statusCode();
  }

  private static HttpResponse<String> users(String url, String token) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(url + "/Users"))
            .header("Authorization", "Bearer " + token)
            .build(),
        BodyHandlers.ofString());
  }
}
