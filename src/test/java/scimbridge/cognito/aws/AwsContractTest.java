package scimbridge.cognito.aws;

import static org.junit.jupiter.api.Assumptions.abort;

import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import scimbridge.cognito.AccountContract;
import scimbridge.cognito.AliasPoolContract;
import scimbridge.cognito.EmailPoolContract;
import scimbridge.cognito.Gate;
import scimbridge.cognito.GroupContract;
import scimbridge.cognito.ListingContract;
import scimbridge.cognito.PoolFixture;
import scimbridge.cognito.QuotaGate;
import scimbridge.cognito.Sleeper;
import scimbridge.identity.PoolId;

/**
 * The contract on AWS itself, within the default share of its quota. It runs where the environment
 * names a pool made for tests, with the credentials that the AWS SDK finds; each account it makes
 * counts as a monthly active user.
 *
 * <ul>
 *   <li>{@code SCIMBRIDGE_AWS_REGION}
 *   <li>{@code SCIMBRIDGE_AWS_POOL_ID}: sign-in with a username and no aliases
 *   <li>{@code SCIMBRIDGE_AWS_EMAIL_POOL_ID}: sign-in with an e-mail address
 *   <li>{@code SCIMBRIDGE_AWS_ALIAS_POOL_ID}: sign-in with a username, and e-mail address, phone
 *       number and preferred username as aliases
 * </ul>
 */
class AwsContractTest {
  private static final PoolId POOL = new PoolId("aws");
  private static final Gate GATE =
      new QuotaGate(Clock.systemUTC(), Sleeper.REAL, Map.of(POOL, "one account"), Map.of());

  private static PoolFixture open(String variable) {
    return new PoolFixture(
        POOL,
        AwsUserPool.open(
            POOL,
            new AwsPoolSettings(
                environment("SCIMBRIDGE_AWS_REGION"),
                environment(variable),
                null,
                new PoolCredentials.DefaultChain())),
        GATE);
  }

  private static String environment(String variable) {
    String value = System.getenv(variable);
    if (value == null || value.isBlank()) {
      abort("there is no AWS to test with: " + variable + " is not set");
    }
    return value;
  }

  @Nested
  class PlainPool implements AccountContract, GroupContract, ListingContract {
    private PoolFixture pool;

    @BeforeEach
    void open() {
      pool = AwsContractTest.open("SCIMBRIDGE_AWS_POOL_ID");
    }

    @AfterEach
    void close() {
      if (pool != null) {
        pool.close();
      }
    }

    @Override
    public PoolFixture at() {
      return pool;
    }
  }

  @Nested
  class EmailPool implements EmailPoolContract {
    private PoolFixture pool;

    @BeforeEach
    void open() {
      pool = AwsContractTest.open("SCIMBRIDGE_AWS_EMAIL_POOL_ID");
    }

    @AfterEach
    void close() {
      if (pool != null) {
        pool.close();
      }
    }

    @Override
    public PoolFixture at() {
      return pool;
    }
  }

  @Nested
  class AliasPool implements AliasPoolContract {
    private PoolFixture pool;

    @BeforeEach
    void open() {
      pool = AwsContractTest.open("SCIMBRIDGE_AWS_ALIAS_POOL_ID");
    }

    @AfterEach
    void close() {
      if (pool != null) {
        pool.close();
      }
    }

    @Override
    public PoolFixture at() {
      return pool;
    }
  }
}
