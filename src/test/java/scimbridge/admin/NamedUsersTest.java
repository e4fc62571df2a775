package scimbridge.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.directory.Account;
import scimbridge.directory.Directory;
import scimbridge.directory.Lease;
import scimbridge.directory.Progress;
import scimbridge.directory.sql.SqlDirectory;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;

/** Whom an administrator may name. */
class NamedUsersTest {
  private static final AppId OKTA = new AppId("okta");
  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  @Test
  void whoWasDeletedIsNamedByIdAsLongAsAnAccountIsLeft(@TempDir Path folder) {
    ResourceId gone = ResourceId.random();
    try (Directory directory = SqlDirectory.sqlite(folder.resolve("bridge.db"))) {
      NamedUsers users = new NamedUsers(directory);
      assertThatThrownBy(() -> users.withAccounts(OKTA, gone.value()))
          .isInstanceOf(Fault.class)
          .hasMessageContaining("has no user with the userName or SCIM id");

      directory.write(
          tx -> {
            tx.accounts()
                .insert(
                    Account.vacant(
                        OKTA,
                        new PoolId("main"),
                        gone,
                        "ada",
                        Progress.pending(NOON, null),
                        Lease.NONE));
            return true;
          });

      assertThat(users.withAccounts(OKTA, gone.value())).isEqualTo(gone);
      assertThatThrownBy(() -> users.withAccounts(new AppId("entra"), gone.value()))
          .isInstanceOf(Fault.class);
      assertThatThrownBy(() -> users.of(OKTA, gone.value())).isInstanceOf(Fault.class);
    }
  }
}
