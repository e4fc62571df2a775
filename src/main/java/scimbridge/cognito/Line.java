package scimbridge.cognito;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for requests of one category in one account and region, and who is next.
 *
 * <p>Removals go first, then what somebody waits for, then the background, which gets every fifth
 * place while it has something that can go. Within a class apps take turns; within an app what has
 * begun goes before what has not, and else who came first is first. One that is held up by a cap of
 * its own does not hold up those behind it.
 *
 * <p>Pure and without a clock; not safe for use by several threads.
 */
final class Line {
  /** How many of an app are looked at for one that is not held up. */
  private static final int LOOK = 64;

  /** So many places go to others between two of the background. */
  private static final int BETWEEN_BACKGROUND = 4;

  private static final List<Priority> USUAL = List.of(Priority.values());
  private static final List<Priority> BACKGROUND_FIRST =
      List.of(Priority.BACKGROUND, Priority.REMOVAL, Priority.INTERACTIVE);

  final String scope;
  final QuotaCategory category;
  final Rate rate;
  private final Map<String, AppLine> apps = new HashMap<>();
  private int sinceBackground;
  private long served;

  Line(String scope, QuotaCategory category, int share) {
    this.scope = scope;
    this.category = category;
    this.rate = new Rate(share);
  }

  /** Whether a claim can go now, and if not, when it might. */
  interface Readiness {
    /** The earliest instant, {@code now} if it can go at once. */
    long at(Claim claim, long now);
  }

  /** Who is next, or when to look again. */
  record Next(@Nullable Claim claim, long at) {}

  /** A plan has so many calls of this class left; fewer if negative. */
  void expect(Claim claim, Priority priority, int requests) {
    // An app stays known when it has nothing left: whoever asks for one after the other would else
    // be a newcomer each time, whose turn it always is.
    apps.computeIfAbsent(claim.app, name -> new AppLine())
        .of(priority)
        .expect(requests, claim.begun());
  }

  /** A plan has begun: what is left of it is on its way. */
  void begins(Claim claim, Priority priority, int requests) {
    of(claim).of(priority).begins(requests);
  }

  /** Its current call waits from now on. */
  void add(Claim claim) {
    of(claim).of(claim.current().priority()).add(claim);
  }

  /** It waits no longer. */
  void remove(Claim claim) {
    of(claim).of(claim.current().priority()).remove(claim);
  }

  private AppLine of(Claim claim) {
    AppLine app = apps.get(claim.app);
    if (app == null) {
      throw new IllegalStateException("nothing is expected of app '" + claim.app + "'");
    }
    return app;
  }

  /** Finds who can go now, and counts that one as served. */
  Next next(long from, long now, Readiness readiness) {
    if (apps.values().stream().noneMatch(AppLine::waits)) {
      return new Next(null, Long.MAX_VALUE);
    }
    long free = rate.earliest(from, now, 1);
    if (free > now) {
      return new Next(null, free);
    }
    long later = Long.MAX_VALUE;
    boolean owed = sinceBackground >= BETWEEN_BACKGROUND;
    for (Priority priority : owed ? BACKGROUND_FIRST : USUAL) {
      for (AppLine app : inTurn(priority)) {
        for (Claim claim : app.of(priority).first(LOOK)) {
          long at = readiness.at(claim, now);
          if (at <= now) {
            serve(app, claim, priority);
            return new Next(claim, now);
          }
          later = Math.min(later, at);
        }
      }
    }
    return new Next(null, later);
  }

  private void serve(AppLine app, Claim claim, Priority priority) {
    app.of(priority).serve(claim, ++served);
    if (priority == Priority.BACKGROUND) {
      sinceBackground = 0;
    } else if (apps.values().stream()
        .anyMatch(other -> other.of(Priority.BACKGROUND).waiting() > 0)) {
      sinceBackground++;
    }
  }

  private List<AppLine> inTurn(Priority priority) {
    List<AppLine> turn = new ArrayList<>();
    for (AppLine app : apps.values()) {
      if (app.of(priority).waiting() > 0) {
        turn.add(app);
      }
    }
    turn.sort(Comparator.comparingLong(app -> app.of(priority).lastServed()));
    return turn;
  }

  /**
   * How many requests will at most have gone when so many more of an app have: what it has before
   * them, and what the turns of others and the background take.
   *
   * @param begunOnly whether only what has begun is before them, or all that came before
   */
  int ahead(String name, Priority priority, int requests, boolean begunOnly) {
    int mine = certain(name, priority, requests, begunOnly);
    int all = mine;
    boolean background = false;
    for (Map.Entry<String, AppLine> other : apps.entrySet()) {
      if (!other.getKey().equals(name)) {
        all += Math.min(mine, other.getValue().upTo(priority, false));
      }
      background |= other.getValue().of(Priority.BACKGROUND).outstanding() > 0;
    }
    return background && priority != Priority.BACKGROUND ? all + all / BETWEEN_BACKGROUND + 1 : all;
  }

  /** How many requests will certainly have gone when so many more of an app have. */
  int certain(String name, Priority priority, int requests, boolean begunOnly) {
    AppLine app = apps.get(name);
    return app == null ? requests : requests + app.upTo(priority, begunOnly);
  }

  /** How many wait, by class. */
  Map<Priority, Integer> waiting() {
    Map<Priority, Integer> waiting = new EnumMap<>(Priority.class);
    for (AppLine app : apps.values()) {
      for (Priority priority : Priority.values()) {
        if (app.of(priority).waiting() > 0) {
          waiting.merge(priority, app.of(priority).waiting(), Integer::sum);
        }
      }
    }
    return waiting;
  }

  /** How many wait, by app. */
  SortedMap<String, Integer> waitingByApp() {
    SortedMap<String, Integer> waiting = new TreeMap<>();
    apps.forEach(
        (name, app) -> {
          if (!name.isEmpty() && app.waits()) {
            waiting.put(name, app.waiting());
          }
        });
    return waiting;
  }
}
