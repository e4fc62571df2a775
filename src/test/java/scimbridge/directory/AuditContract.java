package scimbridge.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.directory.Examples.NOON;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import scimbridge.directory.Audit.Entry;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;

/** What {@link Audit} promises. */
public interface AuditContract extends DirectoryContract {

  @Test
  default void theNewestRecordsOfAnAppComeFirst() {
    Entry first = entry(OKTA, "user.create", ResourceId.random());
    Entry second = entry(OKTA, "token.create", null);
    Entry third = entry(OKTA, "user.delete", ResourceId.random());
    Entry foreign = entry(ENTRA, "user.create", ResourceId.random());
    write(tx -> List.of(first, second, foreign, third).forEach(tx.audit()::append));

    directory()
        .read(
            tx -> {
              assertThat(tx.audit().newest(OKTA, 10)).containsExactly(third, second, first);
              assertThat(tx.audit().newest(OKTA, 2)).containsExactly(third, second);
              assertThat(tx.audit().newest(new AppId("third"), 2)).isEmpty();
              return null;
            });
  }

  private static Entry entry(AppId app, String action, @Nullable ResourceId resource) {
    return new Entry(NOON, app, "worker", action, resource, "accepted", "créer ✓", "r-1");
  }
}
