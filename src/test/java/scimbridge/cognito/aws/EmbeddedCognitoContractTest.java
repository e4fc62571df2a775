package scimbridge.cognito.aws;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import scimbridge.cognito.AccountContract;
import scimbridge.cognito.AliasPoolContract;
import scimbridge.cognito.EmailPoolContract;
import scimbridge.cognito.GroupContract;
import scimbridge.cognito.ListingContract;
import scimbridge.cognito.PoolFixture;
import scimbridge.emulator.EmbeddedCognito;
import scimbridge.emulator.EmulatorSettings;

/** The contract on the Cognito that we wrote. */
class EmbeddedCognitoContractTest {
  private static EmbeddedCognito emulator;
  private PoolFixture pool;

  @BeforeAll
  static void start() throws IOException {
    emulator = EmbeddedCognito.start(EmulatorSettings.inMemory());
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  @AfterEach
  void close() {
    if (pool != null) {
      pool.close();
    }
  }

  @Nested
  class PlainPool implements AccountContract, GroupContract, ListingContract {
    @BeforeEach
    void open() {
      pool = new Backend(emulator.endpoint()).plainPool();
    }

    @Override
    public PoolFixture at() {
      return pool;
    }
  }

  @Nested
  class EmailPool implements EmailPoolContract {
    @BeforeEach
    void open() {
      pool = new Backend(emulator.endpoint()).emailPool();
    }

    @Override
    public PoolFixture at() {
      return pool;
    }
  }

  @Nested
  class AliasPool implements AliasPoolContract {
    @BeforeEach
    void open() {
      pool = new Backend(emulator.endpoint()).aliasPool();
    }

    @Override
    public PoolFixture at() {
      return pool;
    }
  }
}
