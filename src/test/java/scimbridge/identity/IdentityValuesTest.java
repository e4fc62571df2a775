package scimbridge.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The values of the model keep their promises. */
class IdentityValuesTest {

  private static ObjectNode document() {
    return JsonNodeFactory.instance.objectNode().put("userName", "Bob").put("active", false);
  }

  private static User user(ObjectNode document) {
    return new User(
        new AppId("a"),
        ResourceId.random(),
        1,
        Instant.EPOCH,
        Instant.EPOCH,
        Attributes.of(document));
  }

  @Test
  void attributesDoNotChange() {
    ObjectNode source = document();
    Attributes attributes = Attributes.of(source);
    source.put("userName", "Eve");
    attributes.toNode().put("userName", "Eve");

    assertThat(attributes.string("userName")).contains("Bob");
    assertThat(attributes).isEqualTo(Attributes.of(document())).isNotEqualTo(Attributes.none());
    assertThat(attributes).hasSameHashCodeAs(Attributes.of(document()));
  }

  @Test
  void attributesShowNoPersonalDataInALog() {
    assertThat(Attributes.of(document()).toString()).doesNotContain("Bob");
    assertThat(user(document()).toString()).doesNotContain("Bob");
  }

  @Test
  void attributesAnswerOnlyForTheTypeAskedFor() {
    Attributes attributes = Attributes.of(document());
    assertThat(attributes.bool("active")).contains(false);
    assertThat(attributes.bool("userName")).isEmpty();
    assertThat(attributes.string("active")).isEmpty();
    assertThat(attributes.string("title")).isEmpty();
  }

  @Test
  void aUserIsActiveUnlessToldOtherwise() {
    assertThat(user(document()).active()).isFalse();
    ObjectNode silent = document();
    silent.remove("active");
    assertThat(user(silent).active()).isTrue();
    assertThat(user(silent).userName()).isEqualTo("Bob");
  }

  @Test
  void aPasswordHidesItself() {
    assertThat(Password.of("s3cret")).hasToString("Password[hidden]");
    assertThat(Password.of("s3cret").reveal()).isEqualTo("s3cret");
  }

  @Test
  void idsAreReadOnlyInTheirCanonicalForm() {
    ResourceId id = ResourceId.random();
    assertThat(ResourceId.parse(id.value())).contains(id);
    assertThat(ResourceId.random()).isNotEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "0B8A1C5E-6F0B-4B52-9F7C-2D6A3F1E8C11",
        "0b8a1c5e-6f0b-4b52-9f7c-2d6a3f1e8c1",
        "0b8a1c5e-6f0b-4b52-9f7c-2d6a3f1e8c1g",
        "0b8a1c5e 6f0b 4b52 9f7c 2d6a3f1e8c11",
        "{b8a1c5e-6f0b-4b52-9f7c-2d6a3f1e8c1}",
        "0b8a1c5e6-f0b-4b52-9f7c-2d6a3f1e8c11",
      })
  void whatNoResourceCanHaveIsNoId(String text) {
    assertThat(ResourceId.parse(text)).isEmpty();
    assertThatThrownBy(() -> new ResourceId(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "a b", "a/b", "\u00e4", ".."})
  void namesOfAppsAndPoolsAreSafeAnywhere(String name) {
    assertThatThrownBy(() -> new AppId(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PoolId(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesOfAppsAndPoolsHaveAtMost64Characters() {
    assertThat(new AppId("a".repeat(64)).value()).hasSize(64);
    assertThat(new PoolId("Pool-1_x.y")).hasToString("Pool-1_x.y");
    assertThatThrownBy(() -> new AppId("a".repeat(65)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PoolId("a".repeat(65)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
