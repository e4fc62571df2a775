package scimbridge.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import scimbridge.directory.Directory;
import scimbridge.identity.AppId;
import scimbridge.identity.schema.AppSchemas;
import scimbridge.identity.schema.CustomAttribute;
import scimbridge.identity.schema.Schemas;

/**
 * The schemas of each app, from the store and from then on from memory. With a store that several
 * servers share, what another server changed is seen within {@link #MAX_AGE}.
 */
public final class KnownSchemas implements AppSchemas {
  /** How old what is in memory may be where another process can change what is in the store. */
  static final Duration MAX_AGE = Duration.ofSeconds(10);

  private final Directory directory;
  private final Schemas shared;
  private final Clock clock;
  private final Map<AppId, Known> known = new ConcurrentHashMap<>();

  /**
   * Starts with nothing known; does no I/O.
   *
   * @param shared what every app has
   */
  public KnownSchemas(Directory directory, Schemas shared, Clock clock) {
    this.directory = directory;
    this.shared = shared;
    this.clock = clock;
  }

  private record Known(List<CustomAttribute> own, Schemas schemas, Instant since) {}

  @Override
  public Schemas of(AppId app) {
    return known(app).schemas;
  }

  @Override
  public Schemas shared() {
    return shared;
  }

  /** The attributes that an app has of its own. */
  public List<CustomAttribute> own(AppId app) {
    return known(app).own;
  }

  /** Reads an app's attributes again, because they were changed. */
  public void changed(AppId app) {
    known.compute(app, (key, old) -> read(app));
  }

  private Known known(AppId app) {
    Known found = known.get(app);
    // One at a time: what was read before a change must not take the place of what was read after.
    return found != null && !isOld(found)
        ? found
        : known.compute(app, (key, old) -> old != null && !isOld(old) ? old : read(app));
  }

  private boolean isOld(Known found) {
    return !directory.exclusive() && clock.instant().isAfter(found.since.plus(MAX_AGE));
  }

  private Known read(AppId app) {
    Instant now = clock.instant();
    List<CustomAttribute> own = directory.read(tx -> tx.customAttributes().of(app));
    return new Known(own, shared.with(app, own), now);
  }
}
