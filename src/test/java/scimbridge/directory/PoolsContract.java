package scimbridge.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scimbridge.directory.Examples.CUSTOMERS;
import static scimbridge.directory.Examples.STAFF;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import scimbridge.fault.Fault;
import scimbridge.identity.PoolId;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.PoolTraits.AttributeTraits;

/** What {@link Pools} promises. */
public interface PoolsContract extends DirectoryContract {

  @Test
  default void traitsAreReadBackAsTheyWereKept() {
    PoolTraits plain = new PoolTraits(PoolTraits.Kind.PLAIN, true, Map.of());
    PoolTraits email =
        new PoolTraits(
            PoolTraits.Kind.EMAIL,
            false,
            Map.of(
                "custom:level",
                new AttributeTraits("Number", true, false, null, null, "0", "10"),
                "email",
                new AttributeTraits("String", true, true, 0, 2048, null, null)));
    assertThat(traits(STAFF, "eu-west-1_a")).isEmpty();
    write(tx -> tx.pools().keep(STAFF, "eu-west-1_a", plain));
    assertThat(traits(STAFF, "eu-west-1_a")).contains(plain);
    write(tx -> tx.pools().keep(STAFF, "eu-west-1_a", email));
    assertThat(traits(STAFF, "eu-west-1_a")).contains(email);
    assertThat(traits(CUSTOMERS, "eu-west-1_a")).isEmpty();
  }

  @Test
  default void aNameStandsForOneUserPoolOnly() {
    PoolTraits traits = new PoolTraits(PoolTraits.Kind.PLAIN, true, Map.of());
    write(tx -> tx.pools().keep(STAFF, "eu-west-1_a", traits));
    assertThatThrownBy(() -> write(tx -> tx.pools().keep(STAFF, "eu-west-1_b", traits)))
        .isInstanceOfSatisfying(
            Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.INTERNAL))
        .hasMessageContaining("staff");
    assertThat(traits(STAFF, "eu-west-1_b")).isEmpty();
    assertThat(traits(STAFF, "eu-west-1_a")).contains(traits);
  }

  private Optional<PoolTraits> traits(PoolId pool, String userPoolId) {
    return directory().read(tx -> tx.pools().traits(pool, userPoolId));
  }
}
