package scimbridge.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scimbridge.emulator.Clients.attribute;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;

class DurabilityTest {
  @TempDir Path folder;

  @Test
  void whatWasAnsweredSurvivesAKill() throws IOException {
    Path data = folder.resolve("data");
    Path copy = folder.resolve("copy");
    List<String> names = new ArrayList<>();
    String pool;
    try (EmbeddedCognito emulator = EmbeddedCognito.start(EmulatorSettings.durable(data, 0));
        CognitoIdentityProviderClient cognito = Clients.sdk(emulator.endpoint())) {
      String id = cognito.createUserPool(r -> r.poolName("kept")).userPool().id();
      pool = id;
      for (int i = 0; i < 20; i++) {
        String name = "user-" + i;
        cognito.adminCreateUser(
            r ->
                r.userPoolId(id)
                    .username(name)
                    .messageAction(MessageActionType.SUPPRESS)
                    .userAttributes(attribute("email", name + "@example.com")));
        names.add(name);
      }
      // What a killed process leaves behind is what is in the files now.
      copy(data, copy);
    }
    for (Path left : List.of(copy, data)) {
      try (EmbeddedCognito emulator = EmbeddedCognito.start(EmulatorSettings.durable(left, 0));
          CognitoIdentityProviderClient cognito = Clients.sdk(emulator.endpoint())) {
        List<String> found = new ArrayList<>();
        cognito
            .listUsersPaginator(r -> r.userPoolId(pool).filter("email ^= \"user-\""))
            .users()
            .forEach(u -> found.add(u.username()));
        assertThat(found).containsExactlyInAnyOrderElementsOf(names);
      }
    }
  }

  @Test
  void aPageTokenSurvivesARestart() throws IOException {
    String pool;
    String token;
    try (EmbeddedCognito emulator = EmbeddedCognito.start(EmulatorSettings.durable(folder, 0));
        CognitoIdentityProviderClient cognito = Clients.sdk(emulator.endpoint())) {
      pool = cognito.createUserPool(r -> r.poolName("kept")).userPool().id();
      cognito.createGroup(r -> r.userPoolId(pool).groupName("a"));
      cognito.createGroup(r -> r.userPoolId(pool).groupName("b"));
      token = cognito.listGroups(r -> r.userPoolId(pool).limit(1)).nextToken();
    }
    try (EmbeddedCognito emulator = EmbeddedCognito.start(EmulatorSettings.durable(folder, 0));
        CognitoIdentityProviderClient cognito = Clients.sdk(emulator.endpoint())) {
      assertThat(
              cognito
                  .listGroups(r -> r.userPoolId(pool).limit(1).nextToken(token))
                  .groups()
                  .get(0)
                  .groupName())
          .isEqualTo("b");
    }
  }

  @Test
  void oneFolderIsForOneEmulator() throws IOException {
    EmbeddedCognito first = EmbeddedCognito.start(EmulatorSettings.durable(folder, 0));
    try (first) {
      assertThatThrownBy(() -> EmbeddedCognito.start(EmulatorSettings.durable(folder, 0)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another emulator uses");
    }
  }

  @Test
  void aPortInUseIsTold() throws IOException {
    EmbeddedCognito first = EmbeddedCognito.start(EmulatorSettings.inMemory());
    try (first) {
      int port = first.endpoint().getPort();
      assertThatThrownBy(() -> EmbeddedCognito.start(EmulatorSettings.durable(folder, port)))
          .isInstanceOf(BindException.class);
      // Nothing of the failed start holds the folder.
      EmbeddedCognito.start(EmulatorSettings.durable(folder, 0)).close();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
