package scimbridge.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CognitoLocalTest {
  @TempDir Path folder;

  @Test
  void itAnswersUntilItIsClosed() throws Exception {
    CognitoLocal started = CognitoLocal.start(folder);
    try (started) {
      HttpResponse<String> health =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(started.endpoint().resolve("/health")).build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(health.body()).contains("true");
    }
  }
}
