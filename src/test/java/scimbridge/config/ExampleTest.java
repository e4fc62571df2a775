package scimbridge.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example tells the truth: about every key, and about every default. */
class ExampleTest {
  private static final Path EXAMPLE = Path.of("bridge.example.yaml");
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "USER_POOL_ID", "eu-central-1_AbCdEf123",
          "AWS_SECRET_KEY", "secret",
          "AWS_TOKEN", "token",
          "EXTERNAL_ID", "external-1");

  @TempDir private Path folder;

  @Test
  void it_is_valid_as_it_is() throws Exception {
    assertThat(read(lines())).isNotNull();
  }

  @Test
  void the_defaults_in_it_are_the_defaults() throws Exception {
    List<String> uncommented =
        lines().map(line -> line.endsWith("# example") ? line : uncomment(line)).toList();
    assertThat(uncommented).isNotEqualTo(lines().toList());
    assertThat(read(uncommented.stream()))
        .usingRecursiveComparison()
        .ignoringFieldsMatchingRegexes(".*\\.mapping")
        .isEqualTo(read(lines()));
  }

  @Test
  void every_key_is_in_it_and_every_key_in_it_is_one() throws Exception {
    Files.writeString(folder.resolve("password"), "secret");
    Files.createDirectory(folder.resolve("scim-schemas"));
    String all =
        lines()
            .map(ExampleTest::uncomment)
            .map(line -> line.replace("/run/secrets/scim-db-password", "password"))
            .collect(Collectors.joining("\n"));
    Path file = Files.writeString(folder.resolve("all.yaml"), all);
    Document bound = Binding.bound(file, ENVIRONMENT);
    // What cannot be together is the only thing wrong with everything at once.
    assertThat(bound.problems.fault().detail().lines())
        .singleElement()
        .asString()
        .contains("store: either 'file' or 'postgres', not both");
    assertThat(bound.known).isEqualTo(keys(all));
  }

  /** The keys of the text by their indentation, names that are chosen replaced by a star. */
  private static TreeSet<String> keys(String text) {
    TreeSet<String> keys = new TreeSet<>();
    String[] parents = new String[20];
    for (String line : text.lines().toList()) {
      String plain = line.replaceFirst("- (?=\\w)", "  ");
      if (plain.matches(" *[A-Za-z]+:( .*)?")) {
        int depth = (plain.length() - plain.stripLeading().length()) / 2;
        Arrays.fill(parents, depth, parents.length, null);
        parents[depth] = plain.strip().replaceFirst(":.*", "");
        String path =
            Stream.of(parents)
                .limit(depth + 1L)
                .filter(p -> p != null)
                .collect(Collectors.joining("."));
        keys.add(
            path.replaceFirst("^(pools|apps)\\.\\w+", "$1.*")
                .replaceFirst("(\\.mapping)\\.\\w+", "$1.*")
                .replace("..", "."));
      }
    }
    keys.removeIf(key -> key.endsWith(".*"));
    return keys;
  }

  private static Stream<String> lines() throws IOException {
    return Files.readAllLines(EXAMPLE).stream();
  }

  /** Prose has one space after its '#'; a key that is commented out has none, or is deeper. */
  private static String uncomment(String line) {
    return line.replaceFirst("^( *)#(?=(  )*(- )?[A-Za-z]+:)", "$1");
  }

  private BridgeConfig read(Stream<String> lines) throws IOException {
    Path file = folder.resolve("bridge.yaml");
    Files.writeString(file, lines.collect(Collectors.joining("\n")));
    return BridgeConfig.read(file, ENVIRONMENT);
  }
}
