package scimbridge.scim.dialect;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.identity.AppId;
import scimbridge.identity.Fold;

/**
 * Tells the administrator once per app what its client sends that no schema knows, and counts the
 * rest. Safe for many threads.
 */
public final class UnknownNames {
  /** Names come from clients; an app that invents them must not fill the memory. */
  private static final int MAX_NAMES = 500;

  private static final Logger LOG = LoggerFactory.getLogger(UnknownNames.class);

  private final Map<AppId, Seen> byApp = new ConcurrentHashMap<>();

  /** Notes names that were dropped from one request. */
  public void dropped(AppId app, Collection<String> names) {
    if (names.isEmpty()) {
      return;
    }
    Seen seen = byApp.computeIfAbsent(app, unseen -> new Seen());
    seen.dropped().add(names.size());
    for (String name : names) {
      if (seen.names().size() < MAX_NAMES && seen.names().add(Fold.fold(name))) {
        LOG.warn("App {} sends {}, which no schema has: it is dropped each time", app, name);
      }
    }
  }

  /** How many values were dropped for an app since the start. */
  public long count(AppId app) {
    Seen seen = byApp.get(app);
    return seen == null ? 0 : seen.dropped().sum();
  }

  private record Seen(Set<String> names, LongAdder dropped) {
    Seen() {
      this(ConcurrentHashMap.newKeySet(), new LongAdder());
    }
  }
}
