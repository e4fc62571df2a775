package scimbridge.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.testing.CognitoLocal;

/**
 * The embedded Cognito and one that this project did not write get the same calls. Where they
 * differ, {@code differences.txt} says who is right and where AWS says so.
 */
class HonestyTest {
  private static final int MOST_DIFFERENCES = 40;

  @TempDir Path folder;

  @Test
  void everyDifferenceFromCognitoLocalHasASource() throws IOException {
    Map<String, Function<ComparedTarget, Object>> calls = ComparedCalls.all();
    Map<String, String> differences = new LinkedHashMap<>();
    try (CognitoLocal local = CognitoLocal.start(folder);
        EmbeddedCognito embedded = EmbeddedCognito.start(EmulatorSettings.inMemory());
        ComparedTarget ours = new ComparedTarget(embedded.endpoint());
        ComparedTarget theirs = new ComparedTarget(local.endpoint())) {
      calls.forEach(
          (name, call) -> {
            String our = ours.outcome(call);
            String their = theirs.outcome(call);
            if (!our.equals(their)) {
              differences.put(name, "embedded: " + our + "\n  cognito-local: " + their);
            }
          });
    }
    System.out.printf(
        "Honesty: %d calls, %d differences, %.1f %% agree%n",
        calls.size(),
        differences.size(),
        100.0 * (calls.size() - differences.size()) / calls.size());
    assertThat(calls).hasSizeGreaterThanOrEqualTo(150);
    assertThat(differences).hasSizeLessThanOrEqualTo(MOST_DIFFERENCES);
    Map<String, String> explained = explanations();
    differences.forEach(
        (name, what) -> assertThat(explained).as(name + "\n  " + what).containsKey(name));
    assertThat(differences.keySet()).containsAll(explained.keySet());
  }

  /** Name of the call to the reason. */
  private static Map<String, String> explanations() throws IOException {
    Map<String, String> explanations = new LinkedHashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                HonestyTest.class.getResourceAsStream("differences.txt"),
                StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] fields = line.split(" \\| ", -1);
          assertThat(fields).as(line).hasSize(4);
          explanations.put(fields[0], fields[3]);
        }
      }
    }
    return explanations;
  }
}
