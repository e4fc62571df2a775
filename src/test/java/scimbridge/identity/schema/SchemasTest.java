package scimbridge.identity.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.types.AttributeDefinition;
import com.unboundid.scim2.common.types.SchemaResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.filter.ScimFilter;

/** The schemas that the server starts with, and the names in them. */
class SchemasTest {
  private static final Schemas SCHEMAS = Schemas.bundled();
  private static final String LOCKER =
      """
      {"id":"urn:example:params:scim:schemas:locker:1.0:User","name":"Locker","attributes":[
        {"name":"locker","type":"integer","multiValued":false,"required":false,
         "mutability":"readWrite","returned":"default"}]}
      """;

  @TempDir Path folder;

  @Test
  void areThoseOfTheRfcAndTheBridgesOwn() {
    assertThat(SCHEMAS.all().stream().map(SchemaResource::getId))
        .containsExactly(
            Schemas.USER, Schemas.GROUP, Schemas.ENTERPRISE_USER, Schemas.PROVISIONING_USER);
    assertThat(SCHEMAS.core(ResourceType.GROUP).getId()).isEqualTo(Schemas.GROUP);
    assertThat(SCHEMAS.extensions(ResourceType.USER).stream().map(SchemaResource::getId))
        .containsExactly(Schemas.ENTERPRISE_USER, Schemas.PROVISIONING_USER);
    assertThat(SCHEMAS.extensions(ResourceType.GROUP)).isEmpty();
  }

  @Test
  void lieBesideTheProgramToo() throws IOException {
    Path source = Path.of("scim-schemas");
    assertThat(Schemas.load(source).all()).hasSize(SCHEMAS.all().size());
    try (Stream<Path> files = Files.list(source)) {
      assertThat(files).hasSize(SCHEMAS.all().size());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          USER  | userName           | STRING    | false | true  | false | READ_WRITE | DEFAULT | SERVER
          USER  | password           | STRING    | false | false | false | WRITE_ONLY | NEVER   | NONE
          USER  | active             | BOOLEAN   | false | false | false | READ_WRITE | DEFAULT | NONE
          USER  | name               | COMPLEX   | false | false | false | READ_WRITE | DEFAULT | NONE
          USER  | emails             | COMPLEX   | true  | false | false | READ_WRITE | DEFAULT | NONE
          USER  | emails.primary     | BOOLEAN   | false | false | false | READ_WRITE | DEFAULT | NONE
          USER  | photos.value       | REFERENCE | false | false | false | READ_WRITE | DEFAULT | NONE
          USER  | x509Certificates.value | BINARY | false | false | false | READ_WRITE | DEFAULT | NONE
          USER  | groups             | COMPLEX   | true  | false | false | READ_ONLY  | DEFAULT | NONE
          USER  | groups.$ref        | REFERENCE | false | false | false | READ_ONLY  | DEFAULT | NONE
          USER  | id                 | STRING    | false | false | true  | READ_ONLY  | ALWAYS  | SERVER
          USER  | externalId         | STRING    | false | false | true  | READ_WRITE | DEFAULT | NONE
          USER  | meta.created       | DATETIME  | false | false | true  | READ_ONLY  | DEFAULT | NONE
          USER  | manager            | COMPLEX   | false | false | false | READ_WRITE | DEFAULT | NONE
          USER  | manager.displayName | STRING   | false | false | false | READ_ONLY  | DEFAULT | NONE
          USER  | accounts           | COMPLEX   | true  | false | false | READ_ONLY  | DEFAULT | NONE
          USER  | accounts.lastSeen  | DATETIME  | false | false | false | READ_ONLY  | DEFAULT | NONE
          USER  | accounts.since     | DATETIME  | false | false | false | READ_ONLY  | DEFAULT | NONE
          GROUP | displayName        | STRING    | false | true  | false | READ_WRITE | DEFAULT | NONE
          GROUP | members            | COMPLEX   | true  | false | false | READ_WRITE | DEFAULT | NONE
          GROUP | members.value      | STRING    | false | false | false | IMMUTABLE  | DEFAULT | NONE
          """)
  void haveTheCharacteristicsOfTheRfc(
      ResourceType type,
      String path,
      AttributeDefinition.Type valueType,
      boolean multiValued,
      boolean required,
      boolean caseExact,
      AttributeDefinition.Mutability mutability,
      AttributeDefinition.Returned returned,
      AttributeDefinition.Uniqueness uniqueness) {
    AttributeDefinition definition = SCHEMAS.find(type, path).orElseThrow();

    assertThat(definition.getType()).isEqualTo(valueType);
    assertThat(definition.isMultiValued()).isEqualTo(multiValued);
    assertThat(definition.isRequired()).isEqualTo(required);
    assertThat(definition.isCaseExact()).isEqualTo(caseExact);
    assertThat(definition.getMutability()).isEqualTo(mutability);
    assertThat(definition.getReturned()).isEqualTo(returned);
    assertThat(definition.getUniqueness()).isIn(uniqueness, null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          USERNAME                                                        | userName
          Name.FAMILYname                                                 | name.familyName
          emails.$REF                                                     |
          urn:ietf:params:scim:schemas:core:2.0:User:userName             | userName
          URN:IETF:params:scim:schemas:core:2.0:user:NAME.givenname       | name.givenName
          urn:ietf:params:scim:schemas:core:2.0:User:meta.created         | meta.created
          urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:Department | urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department
          urn:ietf:params:scim:schemas:extension:enterprise:2.0User:manager.VALUE | urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value
          manager.value                                                   | urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value
          urn:ietf:params:scim:schemas:extension:enterprise:2.0:User      |
          urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:     |
          urn:ietf:params:scim:schemas:core:2.0:Group:displayName         |
          name.familyName.x                                               |
          shoeSize                                                        |
          .                                                               |
          members                                                         |
          """)
  void resolveNamesWithoutRegardToCase(String name, String expected) {
    assertThat(SCHEMAS.resolve(ResourceType.USER, name).map(AttributePath::toString).orElse(null))
        .isEqualTo(expected);
  }

  @Test
  void resolveTheSdksPathsAndLeaveTheirFiltersOut() throws Exception {
    var path =
        com.unboundid.scim2.common.Path.fromString(
            Schemas.USER + ":Emails[type eq \"work\"].Value");

    assertThat(SCHEMAS.resolve(ResourceType.USER, path))
        .contains(AttributePath.of("emails").sub("value"));
  }

  @Test
  void recogniseExtensionsByTheirUrn() {
    assertThat(
            SCHEMAS.extensionUrn(
                ResourceType.USER, Schemas.ENTERPRISE_USER.toUpperCase(Locale.ROOT)))
        .contains(Schemas.ENTERPRISE_USER);
    assertThat(
            SCHEMAS.extensionUrn(
                ResourceType.USER, "urn:ietf:params:scim:schemas:extension:enterprise:2.0User"))
        .contains(Schemas.ENTERPRISE_USER);
    assertThat(SCHEMAS.extensionUrn(ResourceType.GROUP, Schemas.ENTERPRISE_USER)).isEmpty();
    assertThat(SCHEMAS.extensionUrn(ResourceType.USER, Schemas.USER)).isEmpty();
  }

  @Test
  void areExtendedByAFolder() throws IOException {
    Files.writeString(folder.resolve("locker.json"), LOCKER);

    Schemas extended = Schemas.load(folder);

    assertThat(extended.all()).hasSize(5);
    assertThat(extended.find(ResourceType.USER, "locker").orElseThrow().getType())
        .isEqualTo(AttributeDefinition.Type.INTEGER);
  }

  @Test
  void areReplacedByAFileOfTheSameUrn() throws IOException {
    String group = Files.readString(Path.of("scim-schemas/core-group.json"));
    Files.writeString(folder.resolve("group.json"), group.replace("\"Group\"", "\"Team\""));

    assertThat(Schemas.load(folder).core(ResourceType.GROUP).getName()).isEqualTo("Team");
  }

  @Test
  void requireTheNameOfAGroupEvenIfTheDocumentOfTheRfcDoesNot() throws IOException {
    String group = Files.readString(Path.of("scim-schemas/core-group.json"));
    Files.writeString(
        folder.resolve("group.json"), group.replace("\"required\": true", "\"required\": false"));
    Normalizer normalizer = new Normalizer(Schemas.load(folder));

    assertThatThrownBy(
            () ->
                normalizer.normalize(
                    ResourceType.GROUP,
                    JsonNodeFactory.instance.objectNode(),
                    Normalizer.Mode.LENIENT))
        .hasMessage("displayName is required");
  }

  @Test
  void refuseTwoFilesOfOneUrn() throws IOException {
    Files.writeString(folder.resolve("a.json"), LOCKER);
    Files.writeString(folder.resolve("b.json"), LOCKER.replace("locker:1.0", "LOCKER:1.0"));

    assertThatThrownBy(() -> Schemas.load(folder))
        .isInstanceOf(Fault.class)
        .hasMessageContainingAll("b.json", "same id", "a.json");
  }

  @Test
  void refuseAnExtensionThatPromisesUniqueness() throws IOException {
    Files.writeString(
        folder.resolve("a.json"),
        LOCKER.replace("\"required\":", "\"uniqueness\":\"server\",\"required\":"));

    assertThatThrownBy(() -> Schemas.load(folder)).hasMessageContainingAll("a.json", "unique");
  }

  @Test
  void refuseAnExtensionOfNothingKnown() throws IOException {
    Files.writeString(folder.resolve("a.json"), LOCKER.replace("1.0:User", "1.0:Device"));

    assertThatThrownBy(() -> Schemas.load(folder)).hasMessageContainingAll("a.json", ":User");
  }

  @Test
  void refuseAFolderThatIsNotThere() {
    assertThatThrownBy(() -> Schemas.load(folder.resolve("gone")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("gone");
  }

  @ParameterizedTest
  @ValueSource(strings = {"core-user.json", "core-group.json"})
  void refuseToBeWithoutACoreSchema(String missing) throws IOException {
    String other = missing.equals("core-user.json") ? "core-group.json" : "core-user.json";
    SchemaFile only = SchemaFile.parse(other, Files.readString(Path.of("scim-schemas", other)));

    assertThatThrownBy(() -> Schemas.of(List.of(only)))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "userName,nick,lacks the attribute userName",
    "password,secret,lacks the attribute password"
  })
  void refuseACoreSchemaWithoutWhatTheProgramNeeds(String name, String other, String reason)
      throws IOException {
    String user = Files.readString(Path.of("scim-schemas/core-user.json"));
    Files.writeString(
        folder.resolve("mine.json"), user.replace("\"" + name + "\"", "\"" + other + "\""));

    assertThatThrownBy(() -> Schemas.load(folder)).hasMessageContainingAll("mine.json", reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"okta", "okta.prod-1_x"})
  void haveTheAttributesOfAnApp(String name) {
    AppId app = new AppId(name);
    CustomAttribute tier =
        new CustomAttribute(
            "tier", CustomAttribute.Type.STRING, true, false, false, List.of("gold"), null);
    String urn = "urn:scimbridge:params:scim:schemas:extension:app:" + name + ":2.0:User";

    Schemas extended = SCHEMAS.with(app, List.of(tier));

    assertThat(extended.all()).hasSize(5);
    assertThat(extended.requires(ResourceType.USER, urn)).isTrue();
    assertThat(extended.requires(ResourceType.USER, Schemas.ENTERPRISE_USER)).isFalse();
    assertThat(extended.resolve(ResourceType.USER, "TIER"))
        .contains(new AttributePath(urn, "tier", null));
    assertThat(extended.resolve(ResourceType.USER, urn + ":tier"))
        .contains(new AttributePath(urn, "tier", null));
    assertThat(ScimFilter.parse(urn + ":tier eq \"x\"", ResourceType.USER, extended)).isNotNull();
    assertThat(SCHEMAS.with(app, List.of())).isSameAs(SCHEMAS);
    assertThat(SCHEMAS.resolve(ResourceType.USER, "tier")).isEmpty();
  }

  @Test
  void refuseAFileInThePlaceOfTheAttributesOfAnApp() throws IOException {
    Files.writeString(
        folder.resolve("a.json"),
        LOCKER.replaceFirst(
            "urn:[^\"]+", "urn:scimbridge:params:scim:schemas:extension:app:okta:2.0:User"));

    assertThatThrownBy(() -> Schemas.load(folder))
        .hasMessageContainingAll("a.json", "attribute add");
  }

  @Test
  void bindTheValuesThatAnAdministratorLists() throws IOException {
    Files.writeString(
        folder.resolve("locker.json"),
        LOCKER
            .replace("\"integer\"", "\"string\"")
            .replace("\"mutability\"", "\"canonicalValues\": [\"small\"], \"mutability\""));
    Normalizer normalizer = new Normalizer(Schemas.load(folder));

    assertThatThrownBy(
            () -> normalizer.normalize(ResourceType.USER, locker("big"), Normalizer.Mode.LENIENT))
        .hasMessageEndingWith(":locker must be one of small");
    assertThat(
            normalizer
                .normalize(ResourceType.USER, locker("SMALL"), Normalizer.Mode.LENIENT)
                .attributes()
                .toJson())
        .contains("\"small\"");
  }

  private static ObjectNode locker(String value) {
    ObjectNode user = JsonNodeFactory.instance.objectNode().put("userName", "a");
    user.putObject("urn:example:params:scim:schemas:locker:1.0:User").put("locker", value);
    return user;
  }
}
