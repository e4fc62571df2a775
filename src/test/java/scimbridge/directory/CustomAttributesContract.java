package scimbridge.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import scimbridge.identity.schema.CustomAttribute;
import scimbridge.identity.schema.CustomAttribute.Type;

/** What {@link CustomAttributes} promises. */
public interface CustomAttributesContract extends DirectoryContract {

  @Test
  default void attributesAreKeptAsTheyAreByAppAndName() {
    CustomAttribute tier = attribute("tier", Type.STRING, "custom:tier", "gold", "Ünübertroffen");
    CustomAttribute level = attribute("Level", Type.NUMBER, null);
    CustomAttribute foreign = attribute("tier", Type.BOOLEAN, "custom:other");
    write(
        tx -> {
          assertThat(tx.customAttributes().put(OKTA, tier)).isFalse();
          assertThat(tx.customAttributes().put(OKTA, level)).isFalse();
          assertThat(tx.customAttributes().put(ENTRA, foreign)).isFalse();
        });
    directory()
        .read(
            tx -> {
              assertThat(tx.customAttributes().of(OKTA)).containsExactly(level, tier);
              assertThat(tx.customAttributes().of(ENTRA)).containsExactly(foreign);
              return null;
            });
  }

  @Test
  default void anAttributeOfTheSameNameTakesItsPlace() {
    CustomAttribute now = attribute("TIER", Type.NUMBER, "custom:tier");
    write(
        tx -> {
          tx.customAttributes().put(OKTA, attribute("tier", Type.STRING, "custom:tier", "gold"));
          assertThat(tx.customAttributes().put(OKTA, now)).isTrue();
          assertThat(tx.customAttributes().of(OKTA)).containsExactly(now);
        });
  }

  @Test
  default void whatWasRemovedIsGoneAndRememberedAndCanComeBack() {
    CustomAttribute tier = attribute("tier", Type.STRING, null);
    write(
        tx -> {
          tx.customAttributes().put(OKTA, tier);
          assertThat(tx.customAttributes().remove(ENTRA, "tier")).isFalse();
          assertThat(tx.customAttributes().remove(OKTA, "none")).isFalse();
          assertThat(tx.customAttributes().remove(OKTA, "TIER")).isTrue();
          assertThat(tx.customAttributes().remove(OKTA, "tier")).isFalse();
          assertThat(tx.customAttributes().of(OKTA)).isEmpty();
          assertThat(tx.customAttributes().put(OKTA, tier)).isTrue();
          assertThat(tx.customAttributes().of(OKTA)).containsExactly(tier);
        });
  }

  @Test
  default void anAppGetsThoseOfAnotherThatItHasNotAndKeepsItsOwn() {
    CustomAttribute tier = attribute("tier", Type.STRING, "custom:tier", "gold");
    CustomAttribute again = attribute("again", Type.NUMBER, null);
    CustomAttribute own = attribute("Level", Type.BOOLEAN, "custom:own");
    write(
        tx -> {
          CustomAttributes attributes = tx.customAttributes();
          attributes.put(OKTA, tier);
          attributes.put(OKTA, again);
          attributes.put(OKTA, attribute("level", Type.NUMBER, null));
          attributes.put(OKTA, attribute("gone", Type.NUMBER, null));
          attributes.remove(OKTA, "gone");
          attributes.put(ENTRA, own);
          attributes.put(ENTRA, attribute("again", Type.BOOLEAN, null));
          attributes.remove(ENTRA, "again");
          for (int time = 0; time < 2; time++) {
            attributes.copy(OKTA, ENTRA);
            assertThat(attributes.of(ENTRA)).containsExactly(again, own, tier);
          }
          assertThat(attributes.of(OKTA)).hasSize(3);
          assertThat(attributes.put(ENTRA, attribute("gone", Type.STRING, null))).isTrue();
        });
  }

  private static CustomAttribute attribute(
      String name, Type type, @Nullable String poolAttribute, String... values) {
    return new CustomAttribute(name, type, true, false, true, List.of(values), poolAttribute);
  }
}
