package scimbridge.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import scimbridge.cognito.aws.AwsPoolSettings;
import scimbridge.cognito.aws.PoolCredentials;
import scimbridge.config.BridgeConfig;
import scimbridge.config.PoolSettings;
import scimbridge.fault.Fault;
import scimbridge.plan.IamActions;
import scimbridge.policy.App;

/** {@code iam-policy}. It reads the configuration only. */
@Command(
    name = "iam-policy",
    mixinStandardHelpOptions = true,
    versionProvider = CommandLineInterface.Version.class,
    description = {
      "Prints the least-privilege IAM policy for an app: exactly the API operations that its rules",
      "can need, pool by pool. Optional, and not among them: cognito-idp:GetProvisionedLimit on '*',",
      "with which the bridge uses request quotas that AWS has raised for the account."
    },
    footer = {
      "",
      "Example:",
      "  ./scim-bridge iam-policy --app entra --account 123456789012 --config bridge.yaml"
    })
final class IamPolicyCommand implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(names = "--app", required = true, paramLabel = "APP", description = "Name of the app.")
  private String app;

  @Option(
      names = "--config",
      defaultValue = "bridge.yaml",
      paramLabel = "FILE",
      description = "Configuration of the bridge (default: ${DEFAULT-VALUE}).")
  private Path config;

  @Option(
      names = "--account",
      paramLabel = "ID",
      description =
          "The AWS account of the pools (default: the account of the role that is assumed, else *,"
              + " which the id of the user pool narrows down to one).")
  private @Nullable String account;

  @Option(
      names = "--listing",
      description =
          "Allow also to list the accounts and groups of the pools, as 'import' and 'reconcile' do"
              + " (default: if the app has a schedule for 'reconcile').")
  private boolean listing;

  IamPolicyCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws JsonProcessingException {
    BridgeConfig bridge = BridgeConfig.read(config, environment);
    App rules =
        bridge.apps().stream()
            .filter(one -> one.id().value().equals(app))
            .findFirst()
            .orElseThrow(
                () ->
                    Fault.of(
                        Fault.Kind.NOT_FOUND,
                        "there is no app '"
                            + app
                            + "' in "
                            + config
                            + "; it has "
                            + String.join(
                                ", ",
                                bridge.apps().stream().map(one -> one.id().value()).toList())));
    ObjectNode policy = JSON.createObjectNode().put("Version", "2012-10-17");
    ArrayNode statements = policy.putArray("Statement");
    for (PoolSettings pool : bridge.pools()) {
      if (rules.pools().contains(pool.rules().id())) {
        statements.add(statement(rules, pool));
      }
    }
    spec.commandLine()
        .getOut()
        .println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(policy));
    spec.commandLine().getOut().flush();
    return 0;
  }

  private ObjectNode statement(App rules, PoolSettings pool) {
    ObjectNode statement =
        JSON.createObjectNode().put("Sid", sid(pool.rules().id().value())).put("Effect", "Allow");
    ArrayNode actions = statement.putArray("Action");
    IamActions.of(rules, pool.rules(), pool.addAttributes(), listing || rules.reconcile().on())
        .forEach(action -> actions.add("cognito-idp:" + action));
    return statement.put("Resource", arn(pool.aws()));
  }

  /** A Sid has letters and digits only. */
  private static String sid(String pool) {
    return "ScimBridge" + pool.replaceAll("[^A-Za-z0-9]", "");
  }

  private String arn(AwsPoolSettings pool) {
    String region = pool.region();
    String partition =
        region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    String owner =
        account != null
            ? account
            : pool.credentials() instanceof PoolCredentials.AssumeRole role
                ? role.accountId()
                : "*";
    return "arn:"
        + partition
        + ":cognito-idp:"
        + region
        + ":"
        + owner
        + ":userpool/"
        + pool.userPoolId();
  }
}
