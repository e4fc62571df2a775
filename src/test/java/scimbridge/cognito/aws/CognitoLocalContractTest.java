package scimbridge.cognito.aws;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.AccountContract;
import scimbridge.cognito.EmailPoolContract;
import scimbridge.cognito.GroupContract;
import scimbridge.cognito.ListingContract;
import scimbridge.cognito.PoolFixture;
import scimbridge.testing.CognitoLocal;

/**
 * The contract on cognito-local, the Cognito that we did not write. What it does differently from
 * AWS is aborted below, with the reason.
 */
class CognitoLocalContractTest {
  @TempDir static Path folder;
  private static CognitoLocal emulator;
  private PoolFixture pool;

  @BeforeAll
  static void start() throws IOException {
    emulator = CognitoLocal.start(folder);
  }

  @AfterAll
  static void stop() {
    if (emulator != null) {
      emulator.close();
    }
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

    @Test
    @Override
    public void aGroupIsThereFromItsCreationToItsDeletion() {
      // In a pool that never had a group it answers GetGroup with HTTP 500.
      pool.group();
      GroupContract.super.aGroupIsThereFromItsCreationToItsDeletion();
    }

    @Test
    @Override
    public void aTakenGroupNameIsRefusedAndTheGroupKeepsItsMembers() {
      abort("cognito-local overwrites a group that exists instead of GroupExistsException");
    }

    @Test
    @Override
    public void pagesHoldAtMostSixtyAndTogetherEverything() {
      abort("cognito-local lists everything on one page, whatever the limit");
    }

    @Test
    @Override
    public void aPlaceInAListingThatNobodyGaveOutIsRefused() {
      abort("cognito-local does not look at tokens");
    }

    @Test
    @Override
    public void anIllegalGroupNameIsRefused() {
      abort("cognito-local does not check names");
    }

    @Test
    @Override
    public void anIllegalUsernameIsRefused() {
      abort("cognito-local does not check names");
    }

    @Test
    @Override
    public void anAttributeOutsideTheSchemaIsRefusedWhenCreating() {
      abort("cognito-local checks the schema only on update");
    }

    @Test
    @Override
    public void aPasswordThatThePolicyForbidsIsRefused() {
      abort("cognito-local has no password policy");
    }

    @Test
    @Override
    public void anUpdateOfAnAccountThatIsNotThereIsMissing() {
      abort("cognito-local answers NotAuthorizedException instead of UserNotFoundException");
    }

    @Test
    @Override
    public void signingOutIsDoneWhetherThereAreSessionsOrNot() {
      abort("cognito-local has no AdminUserGlobalSignOut");
    }

    @Test
    @Override
    public void aSignOutOfAnAccountThatIsNotThereIsMissing() {
      abort("cognito-local has no AdminUserGlobalSignOut");
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

    @Test
    @Override
    public void aTakenAddressIsRefusedWhenUpdatingAndStaysWithItsOwner() {
      abort("cognito-local lets two accounts have one e-mail address after an update");
    }
  }
}
