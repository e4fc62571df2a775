package scimbridge.directory;

import java.util.Optional;
import scimbridge.identity.AppId;

/**
 * Which rules each app was last reviewed by. When the configuration has changed, every user of the
 * app is looked at once more, in an order that a restart can go on with.
 */
public interface Reviews {

  /** The review of the app, under way or done. */
  Optional<Review> find(AppId app);

  /** Writes where it stands. */
  void put(Review review);

  /**
   * A review.
   *
   * @param app the app
   * @param rules a digest of the rules that it is by
   * @param after the id of the last user that was looked at; empty at the beginning
   * @param done whether everybody was
   */
  record Review(AppId app, String rules, String after, boolean done) {}
}
