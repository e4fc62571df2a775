package scimbridge.directory;

import java.time.Instant;
import java.util.Optional;
import scimbridge.identity.AppId;

/** When the directory of each app is next to be compared with its pools, by its schedule. */
public interface Reconciliations {

  /** When that is; empty if it was never said. */
  Optional<Instant> next(AppId app);

  /** Says when. */
  void next(AppId app, Instant at);

  /** Forgets it: the app has no schedule any more. */
  void never(AppId app);
}
