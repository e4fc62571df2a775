package scimbridge.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import scimbridge.directory.Reviews.Review;
import scimbridge.identity.AppId;

/** What {@link Reviews} promises. */
public interface ReviewsContract extends DirectoryContract {

  @Test
  default void aReviewIsReadBackAsItWasLastWritten() {
    assertThat(find(OKTA)).isEmpty();
    Review begun = new Review(OKTA, "rules-1", "", false);
    write(tx -> tx.reviews().put(begun));
    assertThat(find(OKTA)).contains(begun);
    assertThat(find(ENTRA)).isEmpty();
    Review done = new Review(OKTA, "rules-2", "user-7", true);
    write(tx -> tx.reviews().put(done));
    assertThat(find(OKTA)).contains(done);
  }

  private Optional<Review> find(AppId app) {
    return directory().read(tx -> tx.reviews().find(app));
  }
}
