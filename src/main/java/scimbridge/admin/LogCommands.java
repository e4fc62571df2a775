package scimbridge.admin;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import scimbridge.admin.AdminCommands.Listener;
import scimbridge.directory.Audit.Entry;
import scimbridge.directory.Audit.Place;
import scimbridge.directory.Audit.Selection;
import scimbridge.directory.Audit.Stored;
import scimbridge.directory.Directory;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;

/** {@code log}: reads the audit, a page at a time. */
public final class LogCommands {
  /** How many records are shown unless a time or a number says otherwise. */
  private static final int USUAL = 100;

  private static final int PAGE = 200;

  /** How many ids of one name are followed: of somebody who was deleted and made again. */
  private static final int MOST_IDS = 100;

  private static final Duration POLL = Duration.ofMillis(500);

  /**
   * How late a record may become visible: several servers have several clocks, and of two that
   * write at the same time the second may be seen first.
   */
  private static final Duration LATE = Duration.ofSeconds(10);

  /** How far a clock may be put back without anything being shown twice. */
  private static final Duration PUT_BACK = Duration.ofMinutes(1);

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

  private final Directory directory;
  private final Clock clock;
  private final Pause pause;
  private final AppNames apps;

  /** How to wait. */
  @FunctionalInterface
  public interface Pause {
    /** Waits. */
    void sleep(Duration duration) throws InterruptedException;
  }

  /** The command for the audit of the configured apps, and of those that once were. */
  public LogCommands(Directory directory, Clock clock, Pause pause, AppNames apps) {
    this.directory = directory;
    this.clock = clock;
    this.pause = pause;
    this.apps = apps;
  }

  /** Adds the command. */
  public void addTo(AdminCommands commands) {
    commands.add("log", this::log);
  }

  private void log(Map<String, String> arguments, Consumer<String> out) {
    boolean json = arguments.containsKey("json");
    boolean follow = arguments.containsKey("follow");
    if (follow && !(out instanceof Listener)) {
      throw Fault.of(
          Fault.Kind.INVALID_VALUE,
          "no server runs, so nothing will be written that could be followed; leave out --follow");
    }
    Selection selection = selection(arguments);
    Place place = begin(arguments, selection);
    TokenNames tokens = new TokenNames(directory);
    Consumer<Stored> show = stored -> write(stored, json, tokens, out);
    Set<Place> shown = new HashSet<>();
    Place settled = settled();
    boolean any = show(selection, place, settled, shown, show);
    if (follow && out instanceof Listener listener) {
      follow(selection, place, settled, shown, show, listener);
    } else if (!any && !json) {
      out.accept("no records");
    }
  }

  private static void write(Stored stored, boolean json, TokenNames tokens, Consumer<String> out) {
    Place place = stored.place();
    Entry entry = stored.entry();
    if (entry == null) {
      out.accept(json ? AuditLines.unreadable(place) : AuditText.unreadable(place));
    } else if (json) {
      out.accept(AuditLines.of(entry, tokens.name(entry.actor())));
    } else {
      AuditText.write(entry, tokens.name(entry.actor()), out);
    }
  }

  private Selection selection(Map<String, String> arguments) {
    AppId app = app(arguments.get("app"));
    boolean failed = arguments.containsKey("failed");
    String user = arguments.get("user");
    if (user == null) {
      return new Selection(app, Set.of(), null, failed);
    }
    Optional<ResourceId> id = ResourceId.parse(user);
    return id.isPresent()
        ? new Selection(app, Set.of(id.get()), null, failed)
        : new Selection(
            app,
            directory.<Set<ResourceId>>read(tx -> tx.audit().named(app, user, MOST_IDS)),
            user,
            failed);
  }

  /** An app that is not configured any more still has its records. */
  private @Nullable AppId app(@Nullable String name) {
    if (name == null) {
      return null;
    }
    if (AppId.isLegal(name)) {
      AppId app = new AppId(name);
      Selection records = new Selection(app, Set.of(), null, false);
      if (!directory
          .<List<Stored>>read(tx -> tx.audit().after(records, Place.START, 1))
          .isEmpty()) {
        return app;
      }
    }
    return apps.named(name);
  }

  private Place begin(Map<String, String> arguments, Selection selection) {
    String since = arguments.get("since");
    String limit = arguments.get("limit");
    Place after = since == null ? Place.START : Place.before(Since.parse(since, clock.instant()));
    if (since != null && limit == null) {
      return after;
    }
    int count = limit == null ? USUAL : count(limit);
    Place newest = directory.read(tx -> tx.audit().beforeNewest(selection, count));
    return newest.compareTo(after) > 0 ? newest : after;
  }

  private static int count(String limit) {
    if (!NUMBER.matcher(limit).matches()) {
      throw Fault.of(Fault.Kind.INVALID_VALUE, "'" + limit + "' is not a number of records");
    }
    return Integer.parseInt(limit);
  }

  /**
   * Shows what comes after a place.
   *
   * @param remember after which place it is remembered what was shown
   * @param shown what is not to be shown again
   * @return whether there was anything
   */
  private boolean show(
      Selection selection, Place after, Place remember, Set<Place> shown, Consumer<Stored> show) {
    Place place = after;
    boolean any = false;
    List<Stored> page;
    do {
      Place begin = place;
      page = directory.<List<Stored>>read(tx -> tx.audit().after(selection, begin, PAGE));
      for (Stored stored : page) {
        place = stored.place();
        if (!shown.contains(place)) {
          show.accept(stored);
          any = true;
        }
        if (place.compareTo(remember) > 0) {
          shown.add(place);
        }
      }
    } while (page.size() == PAGE);
    return any;
  }

  /**
   * Shows what is written from now on, until the operator goes away or the server stops. Each time
   * it reads again what was not settled when the time before began, however long that took: a
   * terminal may stand still, and the store may be away for a while.
   *
   * @param floor before the first record that is to be shown
   * @param before what was settled when everything up to then was read
   */
  private void follow(
      Selection selection,
      Place floor,
      Place before,
      Set<Place> shown,
      Consumer<Stored> show,
      Listener listener) {
    Place done = before;
    try {
      while (true) {
        pause.sleep(POLL);
        listener.check();
        Place settled = settled();
        Place begin = earlier(done, settled);
        try {
          Place from = begin.compareTo(floor) > 0 ? begin : floor;
          show(selection, from, from, shown, show);
        } catch (Fault away) {
          if (away.kind() != Fault.Kind.BUSY) {
            throw away;
          }
          continue;
        }
        done = settled;
        Place old = Place.before(begin.at().minus(PUT_BACK));
        shown.removeIf(place -> place.compareTo(old) <= 0);
      }
    } catch (InterruptedException stopped) {
      // The server stops; that the answer ends tells the operator.
      return;
    }
  }

  /** A clock that was put back writes before what was settled. */
  private static Place earlier(Place one, Place other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Before it, nothing becomes visible any more. */
  private Place settled() {
    return Place.before(clock.instant().minus(LATE));
  }
}
