package scimbridge.cognito;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.cognito.PoolFixture.assertRefused;

import java.util.Map;
import org.junit.jupiter.api.Test;
import scimbridge.fault.Fault;
import scimbridge.policy.PoolTraits;

/** What every backend does with the accounts of a pool whose usernames are e-mail addresses. */
public interface EmailPoolContract {

  /** The pool under test, opened for one test. */
  PoolFixture at();

  private String address() {
    return at().fresh("user-") + "@example.org";
  }

  @Test
  default void saysWhatItIs() {
    assertThat(at().pool().describe().kind()).isEqualTo(PoolTraits.Kind.EMAIL);
  }

  @Test
  default void theUsernameIsTheSubAndTheAddressFindsTheAccount() {
    String address = address();

    Outcome outcome = at().create(address, Map.of("email", address, "email_verified", "true"));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Created.class,
            created -> {
              assertThat(created.username()).isEqualTo(created.sub()).isNotEqualTo(address);
              Outcome.Found found = at().found(address);
              assertThat(found.username()).isEqualTo(created.username());
              assertThat(found.attributes())
                  .containsEntry("email", address)
                  .containsEntry("email_verified", "true");
              assertThat(at().found(created.username())).isEqualTo(found);
            });
  }

  @Test
  default void aUsernameThatIsNoAddressIsRefused() {
    assertRefused(at().create(at().fresh("user-"), Map.of()), Fault.Kind.INVALID_VALUE);
  }

  @Test
  default void aTakenAddressIsRefusedWhenCreating() {
    String address = address();
    at().created(address, Map.of("email", address));

    assertRefused(at().create(address, Map.of("email", address)), Fault.Kind.UNIQUENESS);
  }

  @Test
  default void aTakenAddressIsRefusedWhenUpdatingAndStaysWithItsOwner() {
    String taken = address();
    String owner = at().created(taken, Map.of("email", taken));
    String address = address();
    String other = at().created(address, Map.of("email", address));

    assertRefused(
        at().update(other, Map.of("email", taken, "email_verified", "true")),
        Fault.Kind.UNIQUENESS);

    assertThat(at().found(taken).username()).isEqualTo(owner);
    assertThat(at().found(address).username()).isEqualTo(other);
  }

  @Test
  default void aNewAddressFindsTheAccountAndTheOldOneDoesNot() {
    String before = address();
    String after = address();
    String username = at().created(before, Map.of("email", before));

    assertThat(at().update(username, Map.of("email", after, "email_verified", "true")))
        .isEqualTo(new Outcome.Done());

    assertThat(at().found(after).username()).isEqualTo(username);
    assertThat(at().get(before)).isEqualTo(new Outcome.Missing());
    at().delete(after);
  }

  @Test
  default void everyCallTakesTheUsernameThatCognitoMade() {
    String address = address();
    String username = at().created(address, Map.of("email", address));
    String group = at().group();

    assertThat(at().confirm(username)).isEqualTo(new Outcome.Done());
    assertThat(at().add(username, group)).isEqualTo(new Outcome.Done());
    at().settlesIn(username, group);
    assertThat(at().disable(username)).isEqualTo(new Outcome.Done());
    assertThat(at().found(username).enabled()).isFalse();
    assertThat(at().delete(username)).isEqualTo(new Outcome.Done());
    assertThat(at().get(address)).isEqualTo(new Outcome.Missing());
  }
}
