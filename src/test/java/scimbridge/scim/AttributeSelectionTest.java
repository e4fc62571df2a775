package scimbridge.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.App;

/** What is returned, by what the request asks for and by what the schemas say. */
class AttributeSelectionTest {
  private static final String URN = "urn:example:params:scim:schemas:extension:test:2.0:User";
  private static final String RESOURCE =
      """
      {"schemas":["core"],"id":"1","userName":"ada","title":"t",
       "name":{"familyName":"f","givenName":"g"},
       "emails":[{"value":"a@b","type":"work"},{"value":"c@d"}],
       "%s":{"badge":"b","secret":"s","costly":"c","plain":"p","box":{"serial":"1","size":"2"}}}"""
          .formatted(URN);

  @TempDir static Path folder;

  private static Schemas schemas() throws IOException {
    String box =
        attribute("serial", "string", "always", "")
            + ","
            + attribute("size", "string", "default", "");
    Files.writeString(
        folder.resolve("test.json"),
        """
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Schema"],"id":"%s","name":"Test",
         "description":"For this test.","attributes":[%s]}"""
            .formatted(
                URN,
                String.join(
                    ",",
                    attribute("badge", "string", "always", ""),
                    attribute("secret", "string", "never", ""),
                    attribute("costly", "string", "request", ""),
                    attribute("plain", "string", "default", ""),
                    attribute("box", "complex", "default", ",\"subAttributes\":[" + box + "]"))));
    return Schemas.load(folder);
  }

  private static String attribute(String name, String type, String returned, String more) {
    return """
        {"name":"%s","type":"%s","returned":"%s","description":"x","multiValued":false,
         "required":false,"caseExact":false,"mutability":"%s","uniqueness":"none"%s}"""
        .formatted(
            name, type, returned, returned.equals("never") ? "writeOnly" : "readWrite", more);
  }

  private static AttributeSelection selection(Map<String, String> parameters, String body)
      throws IOException {
    ObjectNode message = body.isEmpty() ? null : (ObjectNode) new ObjectMapper().readTree(body);
    Schemas schemas = schemas();
    return AttributeSelection.of(
        new ScimRequest(
            App.withDefaults(new AppId("app"), List.of(new PoolId("pool"))),
            schemas,
            "token",
            "request",
            "http://x",
            parameters,
            null,
            null,
            message,
            null),
        Schemas.USER,
        List.of(URN, Schemas.ENTERPRISE_USER),
        ReturnedRules.of(schemas, ResourceType.USER));
  }

  private static JsonNode shown(AttributeSelection selection) throws IOException {
    return selection.apply((ObjectNode) new ObjectMapper().readTree(RESOURCE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          attributes         | userName          | {"schemas":["core"],"id":"1","userName":"ada","EXT":{"badge":"b"}}
          attributes         | name.familyname   | {"schemas":["core"],"id":"1","name":{"familyName":"f"},"EXT":{"badge":"b"}}
          attributes         | emails.type       | {"schemas":["core"],"id":"1","emails":[{"type":"work"}],"EXT":{"badge":"b"}}
          attributes         | EXT               | {"schemas":["core"],"id":"1","EXT":{"badge":"b","plain":"p","box":{"serial":"1","size":"2"}}}
          attributes         | EXT:costly        | {"schemas":["core"],"id":"1","EXT":{"badge":"b","costly":"c"}}
          attributes         | EXT:secret        | {"schemas":["core"],"id":"1","EXT":{"badge":"b"}}
          attributes         | EXT:box.size      | {"schemas":["core"],"id":"1","EXT":{"badge":"b","box":{"serial":"1","size":"2"}}}
          attributes         | nothing           | {"schemas":["core"],"id":"1","EXT":{"badge":"b"}}
          excludedAttributes | id,title,name,emails,userName,EXT | {"schemas":["core"],"id":"1","EXT":{"badge":"b"}}
          excludedAttributes | title,name,emails,userName.x,EXT:badge,EXT:plain,EXT:box.serial | {"schemas":["core"],"id":"1","userName":"ada","EXT":{"badge":"b","box":{"serial":"1","size":"2"}}}
          """)
  void followsTheRequestAndTheSchemas(String parameter, String names, String expected)
      throws IOException {
    assertThat(shown(selection(Map.of(parameter, names.replace("EXT", URN)), "")))
        .isEqualTo(new ObjectMapper().readTree(expected.replace("EXT", URN)));
  }

  @Test
  void leavesOutWhatIsNeverReturnedOrOnlyOnRequest() throws IOException {
    AttributeSelection everything = selection(Map.of(), "");

    assertThat(everything.isExplicit()).isFalse();
    JsonNode extension = shown(everything).path(URN);
    assertThat(extension.has("secret")).isFalse();
    assertThat(extension.has("costly")).isFalse();
    assertThat(extension.has("plain")).isTrue();
    assertThat(shown(everything).path("emails")).hasSize(2);
  }

  @Test
  void returnsOnRequestWhatTheRequestWrites() throws IOException {
    for (String body :
        List.of(
            "{\"" + URN + "\":{\"Costly\":\"c\"}}",
            "{\"" + URN + ":costly\":\"c\"}",
            "{\"Operations\":[{\"op\":\"add\",\"path\":\"" + URN + ":costly\",\"value\":\"c\"}]}",
            "{\"Operations\":[{\"op\":\"add\",\"value\":{\"" + URN + "\":{\"costly\":1}}}]}")) {
      assertThat(shown(selection(Map.of(), body)).path(URN).has("costly")).as(body).isTrue();
    }
    assertThat(shown(selection(Map.of(), "{\"title\":\"costly\"}")).path(URN).has("costly"))
        .isFalse();
  }

  @Test
  void askedBeforeAnythingIsReadSaysWhatIsWanted() throws IOException {
    assertThat(selection(Map.of("excludedAttributes", "members"), "").wants("members")).isFalse();
    assertThat(selection(Map.of("excludedAttributes", "members.display"), "").wants("members"))
        .isTrue();
    assertThat(selection(Map.of("attributes", "displayName"), "").wants("members")).isFalse();
    assertThat(selection(Map.of("attributes", "MEMBERS.value"), "").wants("members")).isTrue();
    assertThat(selection(Map.of(), "").wants("groups")).isTrue();
  }
}
