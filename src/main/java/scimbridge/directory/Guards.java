package scimbridge.directory;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;

/**
 * Removals of accounts, counted as they are decided, and what administrators said of those that are
 * held. An account is <em>there</em> while it is ours and no departure of it was carried out.
 */
public interface Guards {

  /**
   * How many accounts of a user are there, and are not young.
   *
   * @param pool only in this pool; null for every pool
   * @param madeBefore who was linked later is young
   */
  long accountsOf(AppId app, ResourceId user, @Nullable PoolId pool, Instant madeBefore);

  /**
   * How many accounts of an app are there, and are not young.
   *
   * @param limit counts up to this many; its cost grows with it
   */
  long accounts(AppId app, Instant madeBefore, long limit);

  /**
   * Writes down the same accounts as removed or deactivated at this instant, and forgets what is
   * older than {@code forget}.
   */
  void note(
      AppId app,
      ResourceId user,
      @Nullable PoolId pool,
      Kind kind,
      Instant now,
      Instant madeBefore,
      Instant forget);

  /** How many accounts of an app were written down later than an instant. */
  long count(AppId app, Kind kind, Instant after);

  /** When the first of these was written down. */
  Optional<Instant> first(AppId app, Kind kind, Instant after);

  /**
   * Takes back what was written down of a user: they are back.
   *
   * @param pool only in this pool; null for every pool
   */
  void returned(AppId app, ResourceId user, @Nullable PoolId pool, Kind kind);

  /** What was written down of one user is another's: the accounts are. */
  void hand(AppId app, ResourceId from, ResourceId to);

  /** What an administrator said last. */
  Optional<Word> word(AppId app);

  /** An administrator says something. */
  void put(Word word);

  /** What happened to an account. */
  enum Kind {
    /** Its user was deleted by the client, or left every policy's scope. */
    REMOVED,
    /** Its user became {@code active: false}. */
    DEACTIVATED
  }

  /**
   * An administrator's word on everything that was held up to then.
   *
   * @param app of which app
   * @param allows whether held removals are carried out; else those accounts stay
   * @param at when it was said
   * @param until whatever is removed before this instant is not held or refused, and does not count
   */
  record Word(AppId app, boolean allows, Instant at, Instant until) {}
}
