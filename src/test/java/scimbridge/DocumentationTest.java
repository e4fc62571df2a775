package scimbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import scimbridge.cli.CommandLineInterface;

/** What the documents point at is there: files, headings, test classes, commands, packages. */
class DocumentationTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern TEST_CLASS = Pattern.compile("`(\\w+(?:Test|IT|Contract))`");
  private static final Pattern COMMAND = Pattern.compile("\\./scim-bridge ([a-z][a-z-]*)");
  private static final Pattern SUBCOMMAND = Pattern.compile("^ {2}([a-z]\\S*) {2,}\\S.*");
  private static final Pattern PACKAGES = Pattern.compile("(?m)^\\| (`[^|]+) \\|");

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(Path.of("README.md")));
    for (String folder : List.of("docs", "conformance-tests")) {
      try (Stream<Path> files = Files.list(Path.of(folder))) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
      }
    }
    assertThat(documents).hasSizeGreaterThan(10);
    return documents;
  }

  private static String prose(Path document) throws IOException {
    return CODE_BLOCK.matcher(Files.readString(document)).replaceAll("");
  }

  /** The anchors of a document, made as GitHub makes them from headings. */
  private static Set<String> anchors(Path document) throws IOException {
    return HEADING
        .matcher(prose(document))
        .results()
        .map(heading -> heading.group(1).replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1"))
        .map(text -> text.strip().toLowerCase(Locale.ROOT))
        .map(text -> text.replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> dead = new ArrayList<>();
    int links = 0;
    for (Path document : documents()) {
      for (MatchResult link : LINK.matcher(prose(document)).results().toList()) {
        String to = link.group(1);
        if (to.matches("[a-z]+:.*")) {
          continue;
        }
        links++;
        String[] parts = to.split("#", 2);
        Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
        if (!Files.exists(target) || (parts.length == 2 && !anchors(target).contains(parts[1]))) {
          dead.add(document + ": " + to);
        }
      }
    }
    assertThat(dead).isEmpty();
    assertThat(links).isGreaterThan(30);
  }

  @Test
  void everyTestThatIsNamedIsThere() throws IOException {
    Set<String> tests = new TreeSet<>();
    for (String folder : List.of("src/test/java", "conformance-tests/src/test/java")) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".java"))
            .forEach(name -> tests.add(name.substring(0, name.length() - ".java".length())));
      }
    }
    Set<String> named = new TreeSet<>();
    for (Path document : documents()) {
      TEST_CLASS.matcher(prose(document)).results().forEach(test -> named.add(test.group(1)));
    }
    assertThat(named).hasSizeGreaterThan(40).isSubsetOf(tests);
  }

  @Test
  void everyCommandIsShownAndThere() throws IOException {
    List<String> commands = new ArrayList<>();
    StringWriter help = new StringWriter();
    assertThat(
            CommandLineInterface.run(
                new Wiring(Clock.systemUTC()),
                Map.of(),
                new PrintWriter(help, true),
                new PrintWriter(help, true),
                "--help"))
        .isZero();
    help.toString()
        .lines()
        .map(SUBCOMMAND::matcher)
        .filter(Matcher::matches)
        .forEach(command -> commands.add(command.group(1)));
    Set<String> shown = new TreeSet<>();
    for (Path document : documents()) {
      COMMAND
          .matcher(Files.readString(document))
          .results()
          .forEach(command -> shown.add(command.group(1)));
    }
    // And no command is a secret.
    assertThat(shown).hasSizeGreaterThan(10).containsExactlyInAnyOrderElementsOf(commands);
  }

  @Test
  void thePackagesOfTheReadmeAreThoseThereAre() throws IOException {
    Set<String> told =
        PACKAGES
            .matcher(Files.readString(Path.of("README.md")))
            .results()
            .flatMap(row -> Stream.of(row.group(1).replace("`", "").split(", ")))
            .collect(Collectors.toSet());
    try (Stream<Path> folders = Files.list(Path.of("src/main/java/scimbridge"))) {
      assertThat(told)
          .containsExactlyInAnyOrderElementsOf(
              folders
                  .filter(Files::isDirectory)
                  .map(folder -> folder.getFileName().toString())
                  .toList());
    }
  }
}
