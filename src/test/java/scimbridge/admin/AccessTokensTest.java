package scimbridge.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import scimbridge.directory.Tokens.Token;
import scimbridge.identity.AppId;

class AccessTokensTest {
  private static final AppId ENTRA = new AppId("entra");
  private static final AppId OKTA = new AppId("okta");
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

  private final TokenStore store = new TokenStore();
  private final AccessTokens tokens = new AccessTokens(store, Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void a_token_is_its_apps_and_no_others() {
    String token = tokens.issue(ENTRA);
    assertThat(token).matches("scimb_[0-9a-f]{16}_[A-Za-z0-9_-]{43}");
    assertThat(tokens.verify(token)).map(Token::app).hasValue(ENTRA);
    assertThat(tokens.list(ENTRA)).map(Token::createdAt).containsExactly(NOW);
    assertThat(tokens.list(OKTA)).isEmpty();
  }

  @Test
  void the_store_never_holds_the_secret() {
    String token = tokens.issue(ENTRA);
    String secret = token.substring("scimb_0123456789abcdef_".length());
    Token row = store.rows().getFirst();
    assertThat(row.hash()).matches("[0-9a-f]{64}");
    assertThat(row.id() + row.hash() + row).doesNotContain(secret);
  }

  @Test
  void anything_but_the_whole_token_is_nobodys() {
    String token = tokens.issue(ENTRA);
    String other = tokens.issue(ENTRA);
    char last = token.charAt(30) == 'A' ? 'B' : 'A';
    for (String wrong :
        List.of(
            "",
            "scimb_",
            token.substring(1),
            token + "A",
            token.substring(0, token.length() - 1),
            token.substring(0, 30) + last + token.substring(31),
            token.substring(0, 23) + other.substring(23),
            token.toUpperCase(java.util.Locale.ROOT),
            store.rows().getFirst().hash(),
            "scimb_0000000000000000_" + token.substring(23))) {
      assertThat(tokens.verify(wrong)).as(wrong).isEmpty();
    }
  }

  @Test
  void a_revoked_token_is_refused_and_only_its_own_app_can_revoke_it() {
    String token = tokens.issue(ENTRA);
    String id = tokens.list(ENTRA).getFirst().id();
    assertThat(tokens.revoke(OKTA, id)).isFalse();
    assertThat(tokens.verify(token)).isPresent();
    assertThat(tokens.revoke(ENTRA, id)).isTrue();
    assertThat(tokens.verify(token)).isEmpty();
    assertThat(tokens.revoke(ENTRA, id)).isFalse();
    assertThat(tokens.list(ENTRA)).map(Token::revokedAt).containsExactly(NOW);
  }
}
