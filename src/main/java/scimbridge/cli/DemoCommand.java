package scimbridge.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import scimbridge.admin.AccessTokens;
import scimbridge.admin.DataFolder;

@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = CommandLineInterface.Version.class,
    description = {
      "Runs the bridge with an embedded Cognito, a sample pool and one app, on the loopback",
      "address. No AWS account, no configuration. A second start finds everything as it was."
    },
    footer = {
      "",
      "Example:",
      "  ./scim-bridge demo",
      "  ./scim-bridge demo --port 9000 --data /tmp/trial"
    })
final class DemoCommand implements Callable<Integer> {
  private final Services services;

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      defaultValue = "8400",
      paramLabel = "N",
      description = "Port of the SCIM service; 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--cognito-port",
      defaultValue = "8401",
      paramLabel = "N",
      description = "Port of the embedded Cognito; 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int cognitoPort;

  @Option(
      names = "--data",
      defaultValue = "data/demo",
      paramLabel = "DIR",
      description = "Folder for everything that is kept (default: ${DEFAULT-VALUE}).")
  private Path data;

  @Option(
      names = "--quotas",
      arity = "0..1",
      defaultValue = "0",
      fallbackValue = "1",
      paramLabel = "FACTOR",
      description = "Let the embedded Cognito enforce AWS's request rates, multiplied by FACTOR.")
  private double quotaFactor;

  DemoCommand(Services services) {
    this.services = services;
  }

  @Override
  public Integer call() throws Exception {
    Foreground.run(this::start);
    return 0;
  }

  private void start(Foreground foreground) {
    DataFolder folder = foreground.add(DataFolder.lock(data));
    Services.Emulator cognito =
        foreground.add(
            services.emulator(
                new Services.EmulatorOptions(
                    Services.EmulatorOptions.LOOPBACK,
                    cognitoPort,
                    data.resolve("cognito"),
                    quotaFactor)));
    String userPoolId = cognito.samplePool(Demo.REGION);
    Services.Bridge bridge =
        foreground.add(
            services.bridge(Demo.config(data, port, cognito.endpoint(), userPoolId), folder));
    DemoEnv env = new DemoEnv(data);
    Map<String, String> values = new LinkedHashMap<>();
    values.put("SCIM_URL", bridge.scimUrl().toString());
    values.put("SCIM_TOKEN", token(bridge.tokens(), env.read().get("SCIM_TOKEN")));
    values.put("COGNITO_ENDPOINT", cognito.endpoint().toString());
    values.put("COGNITO_CONTROL_KEY", cognito.controlKey());
    values.put(DemoEnv.USER_POOL_ID, userPoolId);
    values.put("AWS_REGION", Demo.REGION);
    // Version 1 of the AWS command line, which Debian has, reads only this one.
    values.put("AWS_DEFAULT_REGION", Demo.REGION);
    values.put("AWS_ACCESS_KEY_ID", Demo.ACCESS_KEY_ID);
    values.put("AWS_SECRET_ACCESS_KEY", Demo.SECRET_ACCESS_KEY);
    env.write(values);
    greet(values, env.file());
  }

  /** The token of an earlier start, as long as it is valid. */
  private static String token(AccessTokens tokens, @Nullable String earlier) {
    return Optional.ofNullable(earlier)
        .filter(token -> tokens.verify(token).filter(t -> t.app().equals(Demo.APP)).isPresent())
        .orElseGet(() -> tokens.issue(Demo.APP));
  }

  private void greet(Map<String, String> values, Path file) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        """
        The bridge is running; Ctrl-C stops it.

          SCIM base URL     %1$s
          Bearer token      %2$s
          Cognito endpoint  %3$s
          User pool         %4$s
          For scripts       %7$s

        Create a user:

          curl -sS %1$s/Users \\
            -H 'Authorization: Bearer %2$s' \\
            -H 'Content-Type: application/scim+json' \\
            -d '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada","name":{"givenName":"Ada","familyName":"Lovelace"},"emails":[{"value":"ada@example.com","type":"work","primary":true}],"active":true}'

        See the account in Cognito:

          AWS_ACCESS_KEY_ID=%6$s AWS_SECRET_ACCESS_KEY=%6$s aws --region %5$s --endpoint-url %3$s \\
            cognito-idp admin-get-user --user-pool-id %4$s --username ada
        """,
        values.get("SCIM_URL"),
        values.get("SCIM_TOKEN"),
        values.get("COGNITO_ENDPOINT"),
        values.get(DemoEnv.USER_POOL_ID),
        values.get("AWS_REGION"),
        Demo.ACCESS_KEY_ID,
        file);
    out.flush();
  }
}
