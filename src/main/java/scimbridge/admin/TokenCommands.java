package scimbridge.admin;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import scimbridge.directory.Tokens.Token;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;

/** {@code token create}, {@code token list} and {@code token revoke}. */
public final class TokenCommands {
  private final AccessTokens tokens;
  private final AppNames apps;

  /** Commands for the tokens of the configured apps. */
  public TokenCommands(AccessTokens tokens, AppNames apps) {
    this.tokens = tokens;
    this.apps = apps;
  }

  /** Adds the commands. */
  public void addTo(AdminCommands commands) {
    commands
        .add("token create", this::create)
        .add("token list", this::list)
        .add("token revoke", this::revoke);
  }

  private void create(Map<String, String> arguments, Consumer<String> out) {
    out.accept(tokens.issue(apps.of(arguments), arguments.getOrDefault("name", "")));
  }

  private void list(Map<String, String> arguments, Consumer<String> out) {
    List<Token> found = tokens.list(apps.of(arguments));
    if (found.isEmpty()) {
      out.accept("no tokens");
    }
    for (Token token : found) {
      String state = token.revokedAt() == null ? "valid" : "revoked " + token.revokedAt();
      String name = token.name().isEmpty() ? "" : "  " + token.name();
      out.accept(token.id() + "  created " + token.createdAt() + "  " + state + name);
    }
  }

  private void revoke(Map<String, String> arguments, Consumer<String> out) {
    AppId app = apps.of(arguments);
    String id = arguments.getOrDefault("id", "");
    if (!tokens.revoke(app, id)) {
      throw Fault.of(
          Fault.Kind.NOT_FOUND,
          "the app '" + app + "' has no valid token with the id '" + id + "'; see 'token list'");
    }
    out.accept("revoked " + id);
  }
}
