package scimbridge.provisioning;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import scimbridge.identity.AppId;

/**
 * How much the worker does at a time. Each app has places of its own, so that a pool that answers
 * slowly, or a long backlog, costs only the apps that it concerns; and removals have places of
 * their own within them, so that they do not wait for other work to end.
 */
final class Places {
  private final Map<Place, Integer> taken = new ConcurrentHashMap<>();

  /** What a place is for. */
  enum Kind {
    /** Accounts that lose access. */
    REMOVALS(8),
    /** Other accounts. */
    ACCOUNTS(16),
    /** Pool groups that go. */
    REMOVED_GROUPS(4),
    /** Other pool groups. */
    GROUPS(4);

    private final int each;

    Kind(int each) {
      this.each = each;
    }
  }

  private record Place(AppId app, Kind kind) {}

  /** How many are free. */
  int free(AppId app, Kind kind) {
    return kind.each - taken.getOrDefault(new Place(app, kind), 0);
  }

  void take(AppId app, Kind kind) {
    taken.merge(new Place(app, kind), 1, Integer::sum);
  }

  void giveBack(AppId app, Kind kind) {
    taken.computeIfPresent(new Place(app, kind), (place, count) -> count == 1 ? null : count - 1);
  }
}
