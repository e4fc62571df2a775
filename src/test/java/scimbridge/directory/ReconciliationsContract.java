package scimbridge.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.directory.Examples.NOON;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import scimbridge.identity.AppId;

/** What {@link Reconciliations} promises. */
public interface ReconciliationsContract extends DirectoryContract {

  @Test
  default void theNextTimeIsKeptForEachAppUntilItIsForgotten() {
    assertThat(next(OKTA)).isEmpty();

    say(OKTA, NOON);
    say(ENTRA, NOON.plusSeconds(1));
    say(OKTA, NOON.plusSeconds(2));

    assertThat(next(OKTA)).contains(NOON.plusSeconds(2));
    assertThat(next(ENTRA)).contains(NOON.plusSeconds(1));

    directory()
        .<Boolean>write(
            tx -> {
              tx.reconciliations().never(OKTA);
              return true;
            });
    assertThat(next(OKTA)).isEmpty();
    assertThat(next(ENTRA)).contains(NOON.plusSeconds(1));
  }

  private Optional<Instant> next(AppId app) {
    return directory().<Optional<Instant>>read(tx -> tx.reconciliations().next(app));
  }

  private void say(AppId app, Instant at) {
    directory()
        .<Boolean>write(
            tx -> {
              tx.reconciliations().next(app, at);
              return true;
            });
  }
}
