package scimbridge.cli;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code attribute add}, {@code attribute list}, {@code attribute remove}. */
@Command(
    name = "attribute",
    mixinStandardHelpOptions = true,
    versionProvider = CommandLineInterface.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Adds, lists and removes attributes that one app has of its own.",
    footer = {
      "",
      "Works beside a running server and without one.",
      "",
      "Example:",
      "  ./scim-bridge attribute add --app entra --name tier --values \"gold;silver\" --config"
          + " bridge.yaml"
    })
final class AttributeCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  @Command(
      name = "add",
      description = {
        "Adds an attribute to the app's users, or changes the one with this name. It can be used",
        "at once, under the URN that is printed.",
        "Where 'addAttributes: true' is configured for a pool, it is added there too; else the",
        "command to do so is printed. An attribute of a pool can never be removed, and there can",
        "be 50."
      },
      footer = {
        "",
        "Example:",
        "  ./scim-bridge attribute add --app entra --name tier --values \"gold;silver;bronze\"",
        "  ./scim-bridge attribute add --app entra --name score --type number --pool-attribute off"
      })
  static final class Add extends AppCommand {
    @Option(names = "--name", required = true, paramLabel = "NAME", description = "Its name.")
    private String name;

    @Option(
        names = "--values",
        paramLabel = "LIST",
        description = "The only values that it may have, with ';' between them.")
    private @Nullable String values;

    @Option(
        names = "--type",
        paramLabel = "TYPE",
        description = "string, number, boolean or dateTime (default: string).")
    private @Nullable String type;

    @Option(names = "--required", description = "Every user must have a value.")
    private boolean required;

    @Option(
        names = "--multi-valued",
        description = "It may have several values; Cognito gets them as a JSON array.")
    private boolean multiValued;

    @Option(names = "--case-exact", description = "Letter case matters.")
    private boolean caseExact;

    @Option(
        names = "--pool-attribute",
        paramLabel = "ATTRIBUTE",
        description = "Cognito attribute that it becomes, or off (default: custom:NAME).")
    private @Nullable String poolAttribute;

    Add(Services services, Map<String, String> environment) {
      super(services, environment);
    }

    @Override
    public Integer call() {
      Map<String, String> arguments = new HashMap<>();
      arguments.put("name", name);
      put(arguments, "values", values);
      put(arguments, "type", type);
      put(arguments, "poolAttribute", poolAttribute);
      put(arguments, "required", required ? "" : null);
      put(arguments, "multiValued", multiValued ? "" : null);
      put(arguments, "caseExact", caseExact ? "" : null);
      return run("attribute add", arguments);
    }

    private static void put(Map<String, String> arguments, String key, @Nullable String value) {
      if (value != null) {
        arguments.put(key, value);
      }
    }
  }

  @Command(
      name = "list",
      description = "Lists the attributes that an app has of its own.",
      footer = {"", "Example:", "  ./scim-bridge attribute list --app entra --config bridge.yaml"})
  static final class List extends AppCommand {
    List(Services services, Map<String, String> environment) {
      super(services, environment);
    }

    @Override
    public Integer call() {
      return run("attribute list", Map.of());
    }
  }

  @Command(
      name = "remove",
      description = {
        "Removes an attribute. Users keep their values until they are next changed; accounts in",
        "Cognito, where an attribute can never be removed, keep them for good."
      },
      footer = {
        "",
        "Example:",
        "  ./scim-bridge attribute remove --app entra --name tier --config bridge.yaml"
      })
  static final class Remove extends AppCommand {
    @Option(names = "--name", required = true, paramLabel = "NAME", description = "Its name.")
    private String name;

    Remove(Services services, Map<String, String> environment) {
      super(services, environment);
    }

    @Override
    public Integer call() {
      return run("attribute remove", Map.of("name", name));
    }
  }
}
