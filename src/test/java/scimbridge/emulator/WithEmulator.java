package scimbridge.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.emulator.Clients.attribute;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import scimbridge.emulator.model.Facts;
import scimbridge.testing.SteppedClock;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;

/**
 * An emulator in memory and the AWS SDK on it, for a whole test class; every test makes its own
 * pool.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WithEmulator {
  private static final List<String> ANYWHERE =
      List.of("SerializationException", "connection reset");

  /** AWS must answer something here and declares nothing that fits. */
  private static final List<String> UNDECLARED =
      List.of("AdminAddUserToGroup LimitExceededException");

  SteppedClock clock = new SteppedClock(Instant.parse("2026-11-23T10:00:00.125Z"));
  EmbeddedCognito emulator;
  CognitoIdentityProviderClient cognito;

  @BeforeAll
  void startEmulator() throws IOException {
    emulator = EmbeddedCognito.start(EmulatorSettings.inMemory().withClock(clock));
    cognito = Clients.sdk(emulator.endpoint());
  }

  /**
   * Whatever the tests of the class provoked, no operation may fail in a way that AWS's does not.
   */
  private void checkErrors() {
    for (CallLog.Entry entry : emulator.controls().log().all()) {
      if (entry.error() != null && !UNDECLARED.contains(entry.operation() + " " + entry.error())) {
        List<String> declared = new ArrayList<>(ANYWHERE);
        declared.addAll(Facts.bundled().operation(entry.operation()).errors());
        assertThat(declared).as(entry.operation()).contains(entry.error());
      }
    }
  }

  @AfterAll
  void stopEmulator() {
    try {
      checkErrors();
    } finally {
      cognito.close();
      emulator.close();
    }
  }

  String pool() {
    return pool(request -> {});
  }

  String pool(Consumer<CreateUserPoolRequest.Builder> settings) {
    return cognito.createUserPool(r -> settings.accept(r.poolName("test"))).userPool().id();
  }

  /** Creates a user without an invitation. */
  String user(String pool, String username, AttributeType... attributes) {
    return cognito
        .adminCreateUser(
            r ->
                r.userPoolId(pool)
                    .username(username)
                    .messageAction(MessageActionType.SUPPRESS)
                    .userAttributes(attributes))
        .user()
        .username();
  }

  void update(String pool, String username, AttributeType... attributes) {
    cognito.adminUpdateUserAttributes(
        r -> r.userPoolId(pool).username(username).userAttributes(attributes));
  }

  Map<String, String> attributes(String pool, String username) {
    return map(cognito.adminGetUser(r -> r.userPoolId(pool).username(username)).userAttributes());
  }

  static Map<String, String> map(List<AttributeType> attributes) {
    Map<String, String> map = new LinkedHashMap<>();
    attributes.forEach(a -> map.put(a.name(), a.value()));
    return map;
  }

  List<String> search(String pool, String filter) {
    List<String> names = new ArrayList<>();
    cognito
        .listUsersPaginator(r -> r.userPoolId(pool).filter(filter))
        .users()
        .forEach(u -> names.add(u.username()));
    return names;
  }

  void group(String pool, String name) {
    cognito.createGroup(r -> r.userPoolId(pool).groupName(name));
  }

  static AttributeType verifiedEmail() {
    return attribute("email_verified", "true");
  }
}
