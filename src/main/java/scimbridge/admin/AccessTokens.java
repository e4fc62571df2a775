package scimbridge.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import scimbridge.directory.Directory;
import scimbridge.directory.Tokens.Token;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.provisioning.Journal;

/**
 * Bearer tokens of apps. A token is {@code scimb_ID_SECRET}: the id is public and finds the row,
 * the secret has 256 random bits, of which the store knows only the SHA-256 hash. With that much
 * randomness a slow hash would protect nothing and cost every request.
 */
public final class AccessTokens {
  private static final Pattern FORM = Pattern.compile("scimb_([0-9a-f]{16})_([A-Za-z0-9_-]{43})");
  private static final int ID_BYTES = 8;
  private static final int LONGEST_NAME = 100;
  private static final int SECRET_BYTES = 32;

  /** Compared with when there is no such token, so that the answer takes as long. */
  private static final String NO_HASH = "0".repeat(64);

  private final Directory directory;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /** Tokens in the given store. */
  public AccessTokens(Directory directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /** Makes a token for an app and returns it whole; this is the only time it can be seen. */
  public String issue(AppId app) {
    return issue(app, "");
  }

  /**
   * The same with a name for administrators, at most {@value #LONGEST_NAME} characters.
   *
   * @throws Fault INVALID_VALUE if the name is longer, or has characters that are not seen
   */
  public String issue(AppId app, String name) {
    if (name.length() > LONGEST_NAME || !TerminalText.of(name).equals(name)) {
      throw Fault.of(
          Fault.Kind.INVALID_VALUE,
          "the name of a token has at most "
              + LONGEST_NAME
              + " characters, and none that are not seen");
    }
    byte[] id = new byte[ID_BYTES];
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(id);
    random.nextBytes(secret);
    String publicId = HexFormat.of().formatHex(id);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    Token token = new Token(publicId, app, name, hash(text), clock.instant(), null);
    directory.<Boolean>write(
        transaction -> {
          transaction.tokens().insert(token);
          Journal.act(
              transaction,
              token.createdAt(),
              app,
              "token.create",
              "accepted",
              "token " + publicId + (name.isEmpty() ? "" : " '" + name + "'"));
          return true;
        });
    return "scimb_" + publicId + "_" + text;
  }

  /** The tokens of an app, oldest first, revoked ones included. */
  public List<Token> list(AppId app) {
    return directory.read(transaction -> transaction.tokens().ofApp(app));
  }

  /** Revokes a token of an app by its public id; false if it has no valid one with this id. */
  public boolean revoke(AppId app, String id) {
    Instant now = clock.instant();
    return directory.write(
        transaction -> {
          boolean revoked = transaction.tokens().revoke(app, id, now);
          if (revoked) {
            Journal.act(transaction, now, app, "token.revoke", "accepted", "token " + id);
          }
          return revoked;
        });
  }

  /** The stored token that this is, if it is valid. */
  public Optional<Token> verify(String token) {
    Matcher parts = FORM.matcher(token);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Optional<Token> stored =
        directory.read(transaction -> transaction.tokens().find(parts.group(1)));
    String expected = stored.map(Token::hash).orElse(NO_HASH);
    boolean same = MessageDigest.isEqual(ascii(expected), ascii(hash(parts.group(2))));
    return stored.filter(found -> same && found.revokedAt() == null);
  }

  private static String hash(String secret) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(ascii(secret)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
