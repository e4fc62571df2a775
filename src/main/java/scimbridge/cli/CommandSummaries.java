package scimbridge.cli;

import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.IHelpSectionRenderer;

/**
 * The list of commands in a help: each with the first sentence of its description. The library's
 * own list has the first line, which ends in the middle of a sentence.
 */
final class CommandSummaries implements IHelpSectionRenderer {
  private static final int INDENT = 2;
  private static final int GAP = 2;

  @Override
  public String render(Help help) {
    int names =
        INDENT
            + GAP
            + help.subcommands().keySet().stream().mapToInt(String::length).max().orElse(0);
    int width = help.commandSpec().usageMessage().width();
    TextTable table =
        TextTable.forColumns(
            help.colorScheme(),
            new Column(names, INDENT, Overflow.SPAN),
            new Column(width - names, 0, Overflow.WRAP));
    help.subcommands().forEach((name, command) -> table.addRowValues(name, summary(command)));
    return table.toString();
  }

  private static String summary(Help command) {
    String all = String.join(" ", command.commandSpec().usageMessage().description());
    int end = all.indexOf(". ");
    return end < 0 ? all : all.substring(0, end + 1);
  }
}
