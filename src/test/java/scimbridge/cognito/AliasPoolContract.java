package scimbridge.cognito;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.cognito.PoolFixture.assertRefused;

import java.util.Map;
import org.junit.jupiter.api.Test;
import scimbridge.fault.Fault;
import scimbridge.policy.PoolTraits;

/** What every backend does with the accounts of a pool in which verified attributes sign in too. */
public interface AliasPoolContract {

  /** The pool under test, opened for one test. */
  PoolFixture at();

  private String address() {
    return at().fresh("user-") + "@example.org";
  }

  private String withAddress(String address) {
    return at().created(at().fresh("user-"), Map.of("email", address, "email_verified", "true"));
  }

  @Test
  default void saysWhatItIs() {
    PoolTraits traits = at().pool().describe();

    assertThat(traits.kind()).isEqualTo(PoolTraits.Kind.ALIAS);
    assertThat(traits.aliases())
        .containsExactlyInAnyOrder("email", "phone_number", "preferred_username");
  }

  @Test
  default void aVerifiedAddressFindsTheAccountAndAnotherOneDoesNot() {
    String address = address();
    String username = withAddress(address);

    assertThat(at().found(address).username()).isEqualTo(username);
    String doubtful = address();
    at().created(at().fresh("user-"), Map.of("email", doubtful));
    assertThat(at().get(doubtful)).isEqualTo(new Outcome.Missing());
  }

  @Test
  default void aTakenAliasIsRefusedWhenCreatingAndStaysWithItsOwner() {
    String address = address();
    String owner = withAddress(address);

    assertRefused(
        at().create(at().fresh("user-"), Map.of("email", address, "email_verified", "true")),
        Fault.Kind.UNIQUENESS);

    assertThat(at().found(address).username()).isEqualTo(owner);
  }

  /** The reason why a plan asks who has an alias before it updates one. */
  @Test
  default void anUpdateTakesAnAliasFromItsOwnerWithoutAWord() {
    String address = address();
    String owner = withAddress(address);
    String other = at().created();

    assertThat(at().update(other, Map.of("email", address, "email_verified", "true")))
        .isEqualTo(new Outcome.Done());

    assertThat(at().found(address).username()).isEqualTo(other);
    assertThat(at().found(owner).attributes()).containsEntry("email_verified", "false");
  }

  @Test
  default void aPreferredUsernameIsGivenAfterCreationAndSignsIn() {
    String username = at().created();
    String preferred = at().fresh("name-");
    assertThat(at().confirm(username)).isEqualTo(new Outcome.Done());

    assertThat(at().update(username, Map.of("preferred_username", preferred)))
        .isEqualTo(new Outcome.Done());

    assertThat(at().found(preferred).username()).isEqualTo(username);
  }

  @Test
  default void aUsernameOfTheFormOfAnAliasIsRefused() {
    assertRefused(at().create(address(), Map.of()), Fault.Kind.INVALID_VALUE);
  }
}
