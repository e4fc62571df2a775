package scimbridge.admin;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import scimbridge.directory.Directory;
import scimbridge.directory.Tokens.Token;

/** What administrators call their tokens; each is looked up once. Used by one thread. */
final class TokenNames {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");

  private final Directory directory;
  private final Map<String, String> names = new HashMap<>();

  TokenNames(Directory directory) {
    this.directory = directory;
  }

  /** The name of the token that an actor is; empty if it has none, or the actor is no token. */
  String name(String actor) {
    return ID.matcher(actor).matches()
        ? names.computeIfAbsent(
            actor,
            id -> directory.<String>read(tx -> tx.tokens().find(id).map(Token::name).orElse("")))
        : "";
  }
}
