package scimbridge.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A page of the documentation that can be carried out. Of its fenced blocks two kinds count:
 *
 * <ul>
 *   <li>{@code yaml NAME} and {@code json NAME}: a file of this name with this content;
 *   <li>{@code console}: commands after {@code $ }, gone on with after {@code > }, each followed by
 *       what it prints. {@code …} stands for anything, alone on a line for any number of lines. A
 *       command without output given may print anything, but has to succeed.
 * </ul>
 */
final class Guide {
  private static final Pattern FILE = Pattern.compile("```(?:yaml|json) (\\S+)");

  private Guide() {}

  /** One thing that the reader does. */
  sealed interface Step {
    /** The line of the page that it begins on. */
    int line();
  }

  /** Writes a file. */
  record WriteFile(int line, String name, String content) implements Step {}

  /** Runs a command and looks at what it prints. */
  record Run(int line, String command, List<String> output) implements Step {
    /** Whether this is what the page says that the command prints. */
    boolean isPrinted(String printed) {
      if (output.isEmpty()) {
        return true;
      }
      String pattern =
          output.stream()
              .map(
                  line ->
                      line.strip().equals("…")
                          ? "(?:.*\\R)*"
                          : Pattern.compile("…")
                                  .splitAsStream(line.stripTrailing() + "\u0000")
                                  .map(part -> Pattern.quote(part.replace("\u0000", "")))
                                  .collect(Collectors.joining(".*"))
                              + "[ \\t]*\\R")
              .collect(Collectors.joining());
      return Pattern.compile(pattern).matcher(printed.stripTrailing() + "\n").matches();
    }
  }

  /** What a reader of the page does, in order. */
  static List<Step> steps(Path page) throws IOException {
    List<Step> steps = new ArrayList<>();
    Iterator<String> lines = Files.readAllLines(page).iterator();
    int number = 0;
    while (lines.hasNext()) {
      String line = lines.next();
      number++;
      var file = FILE.matcher(line);
      if (!line.startsWith("```") || line.equals("```")) {
        continue;
      }
      int begin = number;
      List<String> block = new ArrayList<>();
      for (String inside = lines.next(); !inside.equals("```"); inside = lines.next()) {
        block.add(inside);
        number++;
      }
      number++;
      if (file.matches()) {
        steps.add(new WriteFile(begin, file.group(1), String.join("\n", block) + "\n"));
      } else if (line.equals("```console")) {
        commands(block, begin + 1, steps);
      }
    }
    return steps;
  }

  private static void commands(List<String> block, int first, List<Step> steps) {
    int i = 0;
    while (i < block.size()) {
      int begin = i;
      StringBuilder command = new StringBuilder(block.get(i++).replaceFirst("^\\$ ", ""));
      while (i < block.size() && block.get(i).startsWith("> ")) {
        command.append('\n').append(block.get(i++).substring(2));
      }
      List<String> output = new ArrayList<>();
      while (i < block.size() && !block.get(i).startsWith("$ ")) {
        output.add(block.get(i++));
      }
      while (!output.isEmpty() && output.getLast().isBlank()) {
        output.removeLast();
      }
      steps.add(new Run(first + begin, command.toString(), output));
    }
  }
}
