package scimbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.admin.AdminClient;
import scimbridge.admin.DataFolder;
import scimbridge.config.BridgeConfig;

/** {@code iam-policy}: a policy document as IAM takes it. */
class IamPolicyCommandTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path config;

  @BeforeEach
  void configure() throws Exception {
    config =
        Files.writeString(
            folder.resolve("bridge.yaml"),
            """
            pools:
              main-staff:
                region: eu-central-1
                userPoolId: eu-central-1_AbCdEfGhI
                credentials:
                  accessKeyId: AKIAEXAMPLE
                  secretAccessKey: do-not-show-this
                  assumeRole: {arn: "arn:aws:iam::210987654321:role/bridge"}
              china:
                region: cn-north-1
                userPoolId: cn-north-1_AbCdEfGhI
                addAttributes: true
              gov:
                region: us-gov-west-1
                userPoolId: us-gov-west-1_AbCdEfGhI
              unused:
                region: us-east-1
                userPoolId: us-east-1_AbCdEfGhI
            apps:
              okta:
                policies: [{for: DEFAULT, pools: [main-staff, china, gov]}]
              entra:
                policies: [{for: DEFAULT, pools: [unused]}]
                reconcile: {every: 7d}
            """);
  }

  private JsonNode policy(String... more) throws Exception {
    out.getBuffer().setLength(0);
    assertThat(run(Stream.concat(Stream.of("--app", "okta"), Stream.of(more)))).isZero();
    return new ObjectMapper().readTree(out.toString());
  }

  private static List<String> texts(JsonNode policy, String member) {
    List<String> texts = new ArrayList<>();
    policy.path("Statement").forEach(one -> texts.add(one.path(member).asText()));
    return texts;
  }

  @Test
  void there_is_one_statement_for_each_pool_of_the_app() throws Exception {
    JsonNode policy = policy();
    assertThat(policy.path("Version").asText()).isEqualTo("2012-10-17");
    assertThat(texts(policy, "Sid"))
        .containsExactly("ScimBridgemainstaff", "ScimBridgechina", "ScimBridgegov");
    assertThat(texts(policy, "Effect")).containsOnly("Allow");
    assertThat(texts(policy, "Resource"))
        .containsExactly(
            "arn:aws:cognito-idp:eu-central-1:210987654321:userpool/eu-central-1_AbCdEfGhI",
            "arn:aws-cn:cognito-idp:cn-north-1:*:userpool/cn-north-1_AbCdEfGhI",
            "arn:aws-us-gov:cognito-idp:us-gov-west-1:*:userpool/us-gov-west-1_AbCdEfGhI");
    for (JsonNode statement : policy.path("Statement")) {
      assertThat(statement.path("Action"))
          .isNotEmpty()
          .allMatch(action -> action.asText().matches("cognito-idp:[A-Z][A-Za-z]+"));
    }
    assertThat(out.toString()).doesNotContain("do-not-show-this");
  }

  @Test
  void the_account_can_be_named() throws Exception {
    assertThat(texts(policy("--account", "123456789012"), "Resource"))
        .allMatch(arn -> arn.contains(":123456789012:userpool/"));
  }

  @Test
  void attributes_may_be_added_only_to_the_pool_that_is_configured_so() throws Exception {
    List<Boolean> adds = new ArrayList<>();
    policy()
        .path("Statement")
        .forEach(
            statement ->
                adds.add(
                    statement
                        .path("Action")
                        .toString()
                        .contains("\"cognito-idp:AddCustomAttributes\"")));
    assertThat(adds).containsExactly(false, true, false);
  }

  @Test
  void listing_is_allowed_when_it_is_asked_for() throws Exception {
    assertThat(policy().toString()).doesNotContain("ListUsers");
    policy("--listing")
        .path("Statement")
        .forEach(
            statement ->
                assertThat(statement.path("Action").toString())
                    .contains(
                        "cognito-idp:ListUsers\"",
                        "cognito-idp:ListGroups\"",
                        "cognito-idp:ListUsersInGroup\""));
  }

  @Test
  void listing_is_allowed_to_an_app_that_is_compared_by_a_schedule() throws Exception {
    out.getBuffer().setLength(0);
    assertThat(run(Stream.of("--app", "entra"))).isZero();
    assertThat(out.toString()).contains("cognito-idp:ListUsers\"");
  }

  @Test
  void an_app_that_is_not_there_is_told_with_those_that_are() {
    assertThat(run(Stream.of("--app", "ping"))).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo("scim-bridge: there is no app 'ping' in " + config + "; it has okta, entra\n");
    assertThat(out.toString()).isEmpty();
  }

  private int run(Stream<String> arguments) {
    return CommandLineInterface.run(
        new OnlyTheFileIsRead(),
        Map.of(),
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        Stream.concat(Stream.of("iam-policy", "--config", config.toString()), arguments)
            .toArray(String[]::new));
  }

  /** Nothing is started for it. */
  private static final class OnlyTheFileIsRead implements Services {
    @Override
    public Bridge bridge(BridgeConfig config, DataFolder held) {
      throw new AssertionError("must not be started");
    }

    @Override
    public Emulator emulator(EmulatorOptions options) {
      throw new AssertionError("must not be started");
    }

    @Override
    public AdminClient.Offline offline(BridgeConfig config, DataFolder held) {
      throw new AssertionError("must not be opened");
    }
  }
}
