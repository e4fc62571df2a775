package scimbridge.cli;

import java.io.PrintWriter;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import scimbridge.admin.TerminalText;
import scimbridge.fault.Fault;

/** The commands, and what becomes of their failures: one clear line each and an exit code. */
public final class CommandLineInterface {
  private static final Logger log = LoggerFactory.getLogger(CommandLineInterface.class);

  private CommandLineInterface() {}

  /**
   * Runs a command. Commands that serve return only when they are stopped.
   *
   * @return the exit code: 0 done, 1 it could not be done, 2 the command line is wrong
   */
  public static int run(
      Services services,
      Map<String, String> environment,
      PrintWriter out,
      PrintWriter err,
      String... arguments) {
    CommandLine top =
        new CommandLine(new Top())
            .addSubcommand(new DemoCommand(services))
            .addSubcommand(new ServeCommand(services, environment))
            .addSubcommand(
                new CommandLine(new TokenCommand())
                    .addSubcommand(new TokenCommand.Create(services, environment))
                    .addSubcommand(new TokenCommand.List(services, environment))
                    .addSubcommand(new TokenCommand.Revoke(services, environment)))
            .addSubcommand(new PlanCommand(services, environment))
            .addSubcommand(new ExplainCommand(services, environment))
            .addSubcommand(new StatusCommand(services, environment))
            .addSubcommand(new RetryCommand(services, environment))
            .addSubcommand(new LogCommand(services, environment))
            .addSubcommand(
                new CommandLine(new GuardCommand(services, environment))
                    .addSubcommand(new GuardCommand.Show(services, environment))
                    .addSubcommand(new GuardCommand.Allow(services, environment))
                    .addSubcommand(new GuardCommand.Discard(services, environment)))
            .addSubcommand(
                new CommandLine(new MappingCommand())
                    .addSubcommand(new MappingCommand.Test(services, environment)))
            .addSubcommand(
                new CommandLine(new AttributeCommand())
                    .addSubcommand(new AttributeCommand.Add(services, environment))
                    .addSubcommand(new AttributeCommand.List(services, environment))
                    .addSubcommand(new AttributeCommand.Remove(services, environment)))
            .addSubcommand(new ImportCommand(services, environment))
            .addSubcommand(new TransferCommand(services, environment))
            .addSubcommand(new ReconcileCommand(services, environment))
            .addSubcommand(new IamPolicyCommand(environment))
            .addSubcommand(new EmulatorCommand(services));
    top.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new CommandSummaries());
    return top.setHelpSectionMap(top.getHelpSectionMap())
        .setUsageHelpWidth(100)
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler(CommandLineInterface::misused)
        .setExecutionExceptionHandler(CommandLineInterface::failed)
        .execute(arguments);
  }

  private static int misused(ParameterException e, String... arguments) {
    CommandLine command = e.getCommandLine();
    String problem = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    if (e instanceof UnmatchedArgumentException unmatched
        && !command.getSubcommands().isEmpty()
        && !unmatched.getUnmatched().getFirst().startsWith("-")) {
      problem = "unknown command '" + unmatched.getUnmatched().getFirst() + "'";
    }
    String name = command.getCommandSpec().qualifiedName();
    say(command.getErr(), problem + "; see '" + name + " --help'");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static int failed(
      Exception e, CommandLine command, CommandLine.ParseResult ignoredResult) {
    if (e instanceof Fault fault) {
      log.debug("The command failed", e);
      fault.detail().lines().forEach(line -> say(command.getErr(), line));
    } else {
      // Not foreseen, so the whole of it is of use; the operator still gets one line at the end.
      log.error("The command failed", e);
      say(command.getErr(), "unexpected failure, see above: " + e.getClass().getSimpleName());
    }
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  private static void say(PrintWriter err, String line) {
    err.println("scim-bridge: " + TerminalText.of(line));
    err.flush();
  }

  @Command(
      name = "scim-bridge",
      versionProvider = Version.class,
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "COMMAND",
      description = "A SCIM 2.0 server that keeps AWS Cognito user pools in step.",
      footer = {
        "",
        "Example: try it in one minute, without an AWS account",
        "  ./scim-bridge demo"
      })
  private static final class Top implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
      throw new ParameterException(spec.commandLine(), "a command is missing");
    }
  }

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = CommandLineInterface.class.getPackage().getImplementationVersion();
      return new String[] {"scim-bridge " + (version == null ? "(not packaged)" : version)};
    }
  }
}
