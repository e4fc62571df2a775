package scimbridge.scim.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ToleranceTest {
  @ParameterizedTest
  @EnumSource
  void theDocumentationNamesItAndSaysWhetherStrictAppsGetIt(Tolerance tolerance) throws Exception {
    String line =
        Files.readAllLines(Path.of("docs/scim.md")).stream()
            .filter(row -> row.startsWith("| `" + tolerance.name() + "` |"))
            .findFirst()
            .orElse("");

    assertThat(line).isNotEmpty();
    assertThat(line.endsWith("| yes |")).isEqualTo(tolerance.appliesTo(true));
  }
}
