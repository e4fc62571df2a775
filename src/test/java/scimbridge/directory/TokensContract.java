package scimbridge.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.directory.Examples.NOON;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import scimbridge.directory.Tokens.Token;

/** What {@link Tokens} promises. */
public interface TokensContract extends DirectoryContract {

  @Test
  default void tokensAreFoundByIdAndListedOldestFirst() {
    Token newer = token("a", NOON.plusSeconds(1));
    Token older = token("b", NOON);
    Token foreign = new Token("c", ENTRA, "Entra, production", "hash-c", NOON, NOON.plusSeconds(1));
    write(tx -> List.of(newer, older, foreign).forEach(tx.tokens()::insert));

    directory()
        .read(
            tx -> {
              assertThat(tx.tokens().find("a")).contains(newer);
              assertThat(tx.tokens().find("c")).contains(foreign);
              assertThat(tx.tokens().find("d")).isEmpty();
              assertThat(tx.tokens().ofApp(OKTA)).containsExactly(older, newer);
              return null;
            });
  }

  @Test
  default void aTokenIsRevokedOnceAndByItsAppOnly() {
    write(tx -> tx.tokens().insert(token("a", NOON)));
    Instant later = NOON.plusSeconds(10);
    write(
        tx -> {
          assertThat(tx.tokens().revoke(ENTRA, "a", later)).isFalse();
          assertThat(tx.tokens().revoke(OKTA, "b", later)).isFalse();
          assertThat(tx.tokens().revoke(OKTA, "a", later)).isTrue();
          assertThat(tx.tokens().revoke(OKTA, "a", later.plusSeconds(1))).isFalse();
          assertThat(tx.tokens().find("a"))
              .contains(new Token("a", OKTA, "", "hash-a", NOON, later));
        });
  }

  private static Token token(String id, Instant createdAt) {
    return new Token(id, OKTA, "", "hash-" + id, createdAt, null);
  }
}
