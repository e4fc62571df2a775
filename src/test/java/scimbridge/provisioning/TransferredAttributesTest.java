package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ConnectedApps.ENTRA;
import static scimbridge.provisioning.ConnectedApps.OKTA;
import static scimbridge.provisioning.ConnectedApps.STAFF;
import static scimbridge.provisioning.ConnectedApps.app;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.cognito.Sleeper;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.fault.Fault;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.filter.Narrowing;
import scimbridge.identity.schema.CustomAttribute;
import scimbridge.identity.schema.CustomAttribute.Type;
import scimbridge.identity.schema.Schemas;
import scimbridge.provisioning.Transferring.Order;
import scimbridge.testing.PostgresServer;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SchemaAttributeType;

/** A transfer takes along the attributes of the app's own, and what users have of them. */
class TransferredAttributesTest {
  private static final CustomAttribute TIER =
      attribute("tier", Type.STRING, false, "custom:tier", "gold", "silver");

  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();
  private ConnectedApps bridge;
  private ConnectedApps.Client okta;
  private ConnectedApps.Client entra;

  @BeforeEach
  void start() {
    bridge = new ConnectedApps(folder, app(OKTA, STAFF), app(ENTRA, STAFF));
    okta = bridge.client(OKTA);
    entra = bridge.client(ENTRA);
    bridge
        .cognito(STAFF)
        .addCustomAttributes(
            request ->
                request
                    .userPoolId(bridge.userPoolId(STAFF))
                    .customAttributes(
                        SchemaAttributeType.builder()
                            .name("tier")
                            .attributeDataType("String")
                            .mutable(true)
                            .build()));
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  private static CustomAttribute attribute(
      String name,
      Type type,
      boolean multiValued,
      @Nullable String poolAttribute,
      String... values) {
    return new CustomAttribute(
        name, type, false, multiValued, false, List.of(values), poolAttribute);
  }

  private User create(String userName, String own) {
    return okta.create(
        attributes(
            "{\"userName\":\"%s\",\"%s\":%s}".formatted(userName, CustomAttribute.urn(OKTA), own)));
  }

  private void transfer(boolean dryRun, boolean skip) {
    bridge.engine.transferring().run(new Order(OKTA, ENTRA, dryRun, skip), said::add);
  }

  private String document(User user) {
    return bridge.directory.<String>read(
        tx -> tx.resources().user(ENTRA, user.id()).orElseThrow().attributes().toJson());
  }

  private static String moved(String userName, String own) {
    return "{\"userName\":\"%s\",\"%s\":%s}".formatted(userName, CustomAttribute.urn(ENTRA), own);
  }

  private String tierInPool(String username) {
    return bridge
        .cognito(STAFF)
        .adminGetUser(r -> r.userPoolId(bridge.userPoolId(STAFF)).username(username))
        .userAttributes()
        .stream()
        .filter(attribute -> attribute.name().equals("custom:tier"))
        .map(AttributeType::value)
        .findFirst()
        .orElse("none");
  }

  private long usersOfOkta() {
    return bridge.directory.<Long>read(
        tx -> tx.resources().count(OKTA, ResourceType.USER, new Narrowing.Everything()));
  }

  private void theyMove() {
    bridge.engine.attributes().add(OKTA, TIER);
    assertThat(bridge.engine.attributes().of(ENTRA)).isEmpty();
    User ann = create("ann", "{\"tier\":\"gold\"}");
    User bob = okta.create("bob");
    assertThat(tierInPool("ann")).isEqualTo("gold");
    bridge.emulator.controls().resetCalls();

    transfer(false, false);

    eventually("reviewed", () -> entra.inStep(ann) && entra.inStep(bob));
    assertThat(bridge.emulator.controls().calls()).isEmpty();
    assertThat(said).first().isEqualTo("Attributes of 'okta': tier");
    assertThat(bridge.engine.attributes().of(ENTRA)).containsExactly(TIER);
    assertThat(document(ann)).isEqualTo(moved("ann", "{\"tier\":\"gold\"}"));
    assertThat(document(bob)).doesNotContain(":app:");
    assertThat(tierInPool("ann")).isEqualTo("gold");
    entra.replace(ann.id(), attributes(moved("ann", "{\"tier\":\"silver\"}")));
    assertThat(tierInPool("ann")).isEqualTo("silver");
  }

  @Test
  void theyMoveWithoutACall() {
    theyMove();
  }

  @Test
  void theyMoveWithoutACallOnPostgresToo() {
    PostgresServer.Database database = PostgresServer.newDatabase();
    bridge.restartOn(
        SqlDirectory.postgres(database.jdbcUrl(), database.user(), database.password(), 8));
    theyMove();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void whatStoppedInTheMiddleIsCompletedAndNothingIsAddedMeanwhile(int lines) {
    bridge.engine.attributes().add(OKTA, TIER);
    User ann = create("ann", "{\"tier\":\"gold\"}");
    User bob = create("bob", "{\"tier\":\"silver\"}");
    bridge.emulator.controls().resetCalls();
    assertThatThrownBy(() -> transferUntil(lines)).isInstanceOf(Crash.class);
    bridge.restart(app(OKTA, STAFF), app(ENTRA, STAFF));
    CustomAttribute late = attribute("late", Type.NUMBER, false, null);
    for (Runnable change :
        List.<Runnable>of(
            () -> bridge.engine.attributes().add(ENTRA, late),
            () -> bridge.engine.attributes().remove(OKTA, "tier"))) {
      assertThat(catchThrowableOfType(Fault.class, change::run).kind()).isEqualTo(Fault.Kind.BUSY);
    }

    transfer(false, false);

    eventually("reviewed", () -> entra.inStep(ann) && entra.inStep(bob));
    assertThat(document(ann)).isEqualTo(moved("ann", "{\"tier\":\"gold\"}"));
    assertThat(document(bob)).isEqualTo(moved("bob", "{\"tier\":\"silver\"}"));
    assertThat(bridge.emulator.controls().calls()).isEmpty();
  }

  @Test
  void oneThatDiffersStopsEverythingEvenWhereConflictsAreSkipped() {
    AppAttributes own = bridge.engine.attributes();
    own.add(OKTA, TIER);
    own.add(OKTA, attribute("level", Type.NUMBER, false, null));
    own.add(OKTA, attribute("marks", Type.STRING, true, null));
    own.add(OKTA, attribute("rank", Type.STRING, false, "custom:rank"));
    own.add(OKTA, attribute("same", Type.STRING, false, null, "a", "b"));
    own.add(ENTRA, attribute("TIER", Type.STRING, false, null, "gold"));
    own.add(ENTRA, attribute("level", Type.STRING, false, null));
    own.add(ENTRA, attribute("marks", Type.STRING, false, null));
    own.add(ENTRA, attribute("grade", Type.STRING, false, "custom:rank"));
    own.add(ENTRA, attribute("same", Type.STRING, false, null, "b", "a"));
    create("ann", "{\"tier\":\"gold\"}");
    List<String> conflicts =
        List.of(
            "attribute 'level' differs in 'okta' and 'entra': type number and string",
            "attribute 'marks' differs in 'okta' and 'entra': several values and one",
            "attribute 'rank' of 'okta' and attribute 'grade' of 'entra' both become custom:rank",
            "attribute 'tier' differs in 'okta' and 'entra': values gold; silver and gold");

    transfer(true, false);
    assertThat(said.subList(0, said.size() - 2)).isEqualTo(conflicts);
    assertThat(said.get(said.size() - 2))
        .isEqualTo("Attributes of 'okta': level, marks, rank, same, tier");
    assertThat(said.getLast())
        .isEqualTo(
            "Would move 1 users and 0 groups from 'okta' to 'entra'. Nothing moves while attributes"
                + " of the apps' own stand against each other.");
    said.clear();
    Fault fault = catchThrowableOfType(Fault.class, () -> transfer(false, true));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.UNIQUENESS);
    assertThat(said).isEqualTo(conflicts);
    assertThat(usersOfOkta()).isEqualTo(1);
    assertThat(own.of(ENTRA)).hasSize(5);
    okta.create("bob");
  }

  @Test
  void moreThanAnAppCanHaveStopEverything() {
    for (int i = 0; i < 26; i++) {
      bridge.engine.attributes().add(OKTA, attribute("a" + i, Type.STRING, false, null));
      bridge.engine.attributes().add(ENTRA, attribute("b" + i, Type.STRING, false, null));
    }

    assertThat(catchThrowableOfType(Fault.class, () -> transfer(false, false)).kind())
        .isEqualTo(Fault.Kind.UNIQUENESS);
    assertThat(said)
        .containsExactly(
            "'entra' would have 52 attributes of its own, more than the 50 that an app can have");
  }

  @Test
  void theOtherAppsSpellingIsTakenAndWhatWasRemovedBecomesNothingElse() {
    bridge.engine.attributes().add(OKTA, TIER);
    bridge.engine.attributes().add(OKTA, attribute("shoe", Type.STRING, false, null));
    User ann = create("ann", "{\"tier\":\"gold\",\"shoe\":\"left\"}");
    User bob = create("bob", "{\"shoe\":\"right\"}");
    bridge.engine.attributes().remove(OKTA, "shoe");
    bridge
        .engine
        .attributes()
        .add(ENTRA, attribute("Tier", Type.STRING, false, "custom:tier", "silver", "gold"));
    bridge.engine.attributes().add(ENTRA, attribute("shoe", Type.NUMBER, false, null));

    transfer(false, false);

    assertThat(document(ann)).isEqualTo(moved("ann", "{\"Tier\":\"gold\"}"));
    assertThat(document(bob)).isEqualTo("{\"userName\":\"bob\"}");
    eventually("reviewed", () -> entra.inStep(ann));
    assertThat(tierInPool("ann")).isEqualTo("gold");
  }

  /** Piece by piece of one user, by a process that ends after some lines. */
  private void transferUntil(int lines) {
    Consumer<String> out =
        line -> {
          said.add(line);
          if (said.size() == lines) {
            throw new Crash();
          }
        };
    Setting setting =
        new Setting(
            bridge.directory,
            Map.of(),
            new UserPools(
                bridge.directory,
                new KnownSchemas(bridge.directory, Schemas.bundled(), Clock.systemUTC()),
                List.of()),
            new UnlimitedGate(),
            Clock.systemUTC(),
            Sleeper.REAL,
            "test");
    new Transferring(setting, () -> true, app -> {}, 1)
        .run(new Order(OKTA, ENTRA, false, false), out);
  }

  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }
}
