package scimbridge.provisioning;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import scimbridge.directory.Guards.Kind;
import scimbridge.directory.Guards.Word;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Transaction;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;
import scimbridge.policy.App;
import scimbridge.policy.Guard;
import scimbridge.provisioning.AppStatus.Waiting;

/** What an administrator sees of the guard against mass removal, and says to it. */
public final class Guarding {
  /** How many users one transaction looks at. */
  private static final int PIECE = 500;

  private static final String ALLOWED = "An administrator allowed the removal.";
  private static final String DISCARDED = "An administrator discarded the removal.";

  private final Setting setting;
  private final Runnable wakeWorker;

  Guarding(Setting setting, Runnable wakeWorker) {
    this.setting = setting;
    this.wakeWorker = wakeWorker;
  }

  /** What it has counted, and does. */
  public GuardStatus status(AppId id) {
    App app = setting.app(id);
    Instant now = setting.now();
    return setting.directory().<GuardStatus>read(tx -> status(tx, app, now));
  }

  static GuardStatus status(Transaction tx, App app, Instant now) {
    AppId id = app.id();
    Word word = tx.guards().word(id).orElse(null);
    Instant since = RemovalGuard.since(word, now);
    long removed = tx.guards().count(id, Kind.REMOVED, since);
    long there = tx.guards().accounts(id, now.minus(Guard.YOUNG), Long.MAX_VALUE);
    long limit = app.guard().limit(there + removed);
    Instant allowedUntil = word != null && now.isBefore(word.until()) ? word.until() : null;
    boolean allowed = allowedUntil != null;
    boolean closed = app.guard().on() && !allowed && removed >= limit;
    List<Waiting> first = held(tx, id, 1);
    return new GuardStatus(
        app.guard(),
        allowed ? tx.guards().count(id, Kind.REMOVED, now.minus(Guard.WINDOW)) : removed,
        limit,
        tx.guards().count(id, Kind.DEACTIVATED, now.minus(Guard.WINDOW)),
        tx.accounts().counts(id).getOrDefault(State.HELD, 0L),
        first.isEmpty() ? null : first.getFirst().since(),
        allowedUntil,
        closed
            ? tx.guards()
                .first(id, Kind.REMOVED, since)
                .map(at -> at.plus(Guard.WINDOW))
                .orElse(null)
            : null);
  }

  /** The accounts that wait for an administrator's word, the longest waiting first. */
  public List<Waiting> held(AppId id, int limit) {
    setting.app(id);
    return setting.directory().<List<Waiting>>read(tx -> held(tx, id, limit));
  }

  private static List<Waiting> held(Transaction tx, AppId id, int limit) {
    return tx.accounts().in(id, State.HELD, limit).stream()
        .map(account -> Standing.waiting(tx, account))
        .toList();
  }

  /**
   * Has everything carried out that is held, and lets everything pass for {@link Guard#WINDOW}.
   *
   * @param progress takes how many users are marked so far, after each piece but the last
   * @return how many users had something held
   */
  public long allow(AppId id, Consumer<Long> progress) {
    setting.app(id);
    Instant now = setting.now();
    return say(new Word(id, true, now, now.plus(Guard.WINDOW)), progress);
  }

  /**
   * Drops everything that is held: those accounts stay as they are until their users are in scope
   * again. What was allowed before is not allowed any more.
   *
   * @param progress takes how many users are marked so far, after each piece but the last
   * @return how many users had something held
   */
  public long discard(AppId id, Consumer<Long> progress) {
    setting.app(id);
    Instant now = setting.now();
    return say(new Word(id, false, now, now), progress);
  }

  private long say(Word word, Consumer<Long> progress) {
    AppId id = word.app();
    setting
        .directory()
        .write(
            tx -> {
              tx.guards().put(word);
              long held = tx.accounts().counts(id).getOrDefault(State.HELD, 0L);
              Journal.act(
                  tx,
                  word.at(),
                  id,
                  word.allows() ? "guard.allow" : "guard.discard",
                  "accepted",
                  held + " accounts were held.");
              return true;
            });
    long users = 0;
    List<ResourceId> piece = mark(word, "");
    while (!piece.isEmpty()) {
      users += piece.size();
      piece = mark(word, piece.getLast().value());
      if (!piece.isEmpty()) {
        progress.accept(users);
      }
    }
    wakeWorker.run();
    return users;
  }

  /** Has the worker look at some more of those whose removal is held. */
  private List<ResourceId> mark(Word word, String after) {
    return setting
        .directory()
        .<List<ResourceId>>write(
            tx -> {
              List<ResourceId> users = tx.accounts().usersHeld(word.app(), after, PIECE);
              if (word.allows()) {
                tx.accounts().mayHaveLost(word.app(), users, setting.now(), ALLOWED);
              } else {
                tx.accounts().outOfStep(word.app(), users, setting.now(), DISCARDED);
              }
              return users;
            });
  }
}
