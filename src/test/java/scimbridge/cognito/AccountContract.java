package scimbridge.cognito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static scimbridge.cognito.PoolFixture.assertRefused;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import scimbridge.fault.Fault;
import scimbridge.policy.PoolTraits;

/** What every backend does with the accounts of a pool of kind PLAIN. */
public interface AccountContract {

  /** The pool under test, opened for one test. */
  PoolFixture at();

  @Test
  default void saysWhatItIs() {
    PoolTraits traits = at().pool().describe();

    assertThat(traits.kind()).isEqualTo(PoolTraits.Kind.PLAIN);
    assertThat(traits.attributes()).containsKeys("sub", "email", "given_name", "phone_number");
    assertThat(traits.attributes().get("sub").mutable()).isFalse();
    assertThat(traits.attributes().get("email").mutable()).isTrue();
    assertThat(traits.attributes().get("email").type()).isEqualTo("String");
  }

  @Test
  default void aNewAccountIsFoundAsItWasMade() {
    String username = at().fresh("user-");

    Outcome outcome =
        at().create(
                username,
                Map.of(
                    "given_name",
                    "Zoë",
                    "email",
                    username + "@example.org",
                    "email_verified",
                    "true"));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Created.class,
            created -> {
              assertThat(created.username()).isEqualTo(username);
              Outcome.Found found = at().found(username);
              assertThat(found.username()).isEqualTo(username);
              assertThat(found.sub()).isEqualTo(created.sub()).isNotBlank();
              assertThat(found.attributes())
                  .containsEntry("given_name", "Zoë")
                  .containsEntry("email", username + "@example.org")
                  .containsEntry("email_verified", "true");
              assertThat(found.enabled()).isTrue();
              assertThat(found.status()).isEqualTo("FORCE_CHANGE_PASSWORD");
              assertThat(found.createdAt()).isCloseTo(Instant.now(), within(1, ChronoUnit.HOURS));
            });
  }

  @Test
  default void anAccountIsFoundByItsSubToo() {
    Outcome.Found byName = at().found(at().created());

    assertThat(at().get(byName.sub())).isEqualTo(byName);
  }

  @Test
  default void aPasswordNobodyKnowsConfirmsTheAccount() {
    String username = at().created();

    assertThat(at().confirm(username)).isEqualTo(new Outcome.Done());

    assertThat(at().found(username).status()).isEqualTo("CONFIRMED");
  }

  @Test
  default void aGivenPasswordConfirmsTheAccount() {
    String username = at().created();

    assertThat(at().setPassword(username, "Correct-Horse-7-Battery")).isEqualTo(new Outcome.Done());

    assertThat(at().found(username).status()).isEqualTo("CONFIRMED");
  }

  @Test
  default void aPasswordThatThePolicyForbidsIsRefused() {
    String username = at().created();

    assertRefused(at().setPassword(username, "short"), Fault.Kind.INVALID_VALUE);

    assertThat(at().found(username).status()).isEqualTo("FORCE_CHANGE_PASSWORD");
  }

  @Test
  default void oneUpdateSetsChangesAndDeletesAttributes() {
    String username =
        at().created(at().fresh("user-"), Map.of("given_name", "Ada", "nickname", "a"));

    assertThat(
            at().update(
                    username, Map.of("given_name", "Ida", "nickname", "", "family_name", "Low")))
        .isEqualTo(new Outcome.Done());

    assertThat(at().found(username).attributes())
        .containsEntry("given_name", "Ida")
        .containsEntry("family_name", "Low")
        .doesNotContainKey("nickname");
  }

  @Test
  default void deletingAnAttributeThatIsNotThereIsDone() {
    String username = at().created();
    assertThat(at().update(username, Map.of("nickname", ""))).isEqualTo(new Outcome.Done());
  }

  @Test
  default void anAttributeOutsideTheSchemaIsRefusedWhenCreating() {
    String username = at().fresh("user-");

    assertRefused(at().create(username, Map.of("custom:nowhere", "x")), Fault.Kind.INVALID_VALUE);

    assertThat(at().get(username)).isEqualTo(new Outcome.Missing());
  }

  @Test
  default void anAttributeOutsideTheSchemaIsRefusedWhenUpdatingAndNothingOfTheUpdateIsDone() {
    String username = at().created();

    assertRefused(
        at().update(username, Map.of("given_name", "Ada", "custom:nowhere", "x")),
        Fault.Kind.INVALID_VALUE);

    assertThat(at().found(username).attributes()).doesNotContainKey("given_name");
  }

  @Test
  default void anIllegalUsernameIsRefused() {
    assertRefused(at().create(at().fresh("two words "), Map.of()), Fault.Kind.INVALID_VALUE);
    assertRefused(at().create("x".repeat(129), Map.of()), Fault.Kind.INVALID_VALUE);
  }

  @Test
  default void namesAndValuesMayBeOfAnyScript() {
    String username = at().fresh("Ünï.çødé+漢字-ﬁ-🦊-");
    Map<String, String> attributes =
        Map.of("name", "Παῦλος 山田 🦊 \"'<>&", "nickname", "ï".repeat(1_000));

    assertThat(at().created(username, attributes)).isEqualToIgnoringCase(username);

    assertThat(at().found(username).attributes()).containsAllEntriesOf(attributes);
  }

  @Test
  default void disablingAndEnablingMayBeRepeatedAndKeepTheRest() {
    String username = at().created(at().fresh("user-"), Map.of("given_name", "Ada"));

    assertThat(at().disable(username)).isEqualTo(new Outcome.Done());
    assertThat(at().disable(username)).isEqualTo(new Outcome.Done());
    assertThat(at().found(username).enabled()).isFalse();
    assertThat(at().found(username).attributes()).containsEntry("given_name", "Ada");

    assertThat(at().enable(username)).isEqualTo(new Outcome.Done());
    assertThat(at().enable(username)).isEqualTo(new Outcome.Done());
    assertThat(at().found(username).enabled()).isTrue();
  }

  @Test
  default void signingOutIsDoneWhetherThereAreSessionsOrNot() {
    String username = at().created();
    assertThat(at().signOut(username)).isEqualTo(new Outcome.Done());
    at().disable(username);
    assertThat(at().signOut(username)).isEqualTo(new Outcome.Done());
  }

  @Test
  default void aTakenUsernameIsRefusedAndItsAccountIsLeftAlone() {
    String username = at().created(at().fresh("user-"), Map.of("given_name", "Ada"));
    Outcome.Found before = at().found(username);

    assertRefused(at().create(username, Map.of("given_name", "Eve")), Fault.Kind.UNIQUENESS);

    assertThat(at().found(username)).isEqualTo(before);
  }

  @Test
  default void aDeletedAccountIsGoneAndItsNameIsFree() {
    String username = at().created();
    String sub = at().found(username).sub();

    assertThat(at().delete(username)).isEqualTo(new Outcome.Done());
    assertThat(at().delete(username)).as("deleting what is gone").isEqualTo(new Outcome.Done());
    assertThat(at().get(username)).isEqualTo(new Outcome.Missing());

    at().created(username, Map.of());
    assertThat(at().found(username).sub()).isNotEqualTo(sub);
  }

  @Test
  default void anAccountThatIsNotThereIsMissing() {
    String nobody = at().fresh("nobody-");

    assertThat(at().get(nobody)).isEqualTo(new Outcome.Missing());
    assertThat(at().enable(nobody)).isEqualTo(new Outcome.Missing());
    assertThat(at().disable(nobody)).isEqualTo(new Outcome.Missing());
    assertThat(at().confirm(nobody)).isEqualTo(new Outcome.Missing());
    assertThat(at().groups(nobody)).isEqualTo(new Outcome.Missing());
  }

  @Test
  default void anUpdateOfAnAccountThatIsNotThereIsMissing() {
    assertThat(at().update(at().fresh("nobody-"), Map.of("given_name", "Ada")))
        .isEqualTo(new Outcome.Missing());
  }

  @Test
  default void aSignOutOfAnAccountThatIsNotThereIsMissing() {
    assertThat(at().signOut(at().fresh("nobody-"))).isEqualTo(new Outcome.Missing());
  }
}
