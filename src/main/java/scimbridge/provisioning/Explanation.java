package scimbridge.provisioning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import scimbridge.directory.Account;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.policy.App;
import scimbridge.policy.Scope;

/**
 * Says in words why a person has, lacks, or is about to lose an account and each group in each
 * pool. It reads the directory only; what Cognito is still to be told is {@link Preview}'s to say.
 */
public final class Explanation {
  private final Setting setting;

  Explanation(Setting setting) {
    this.setting = setting;
  }

  /**
   * Explains one user of an app.
   *
   * @param id the user's SCIM id; the user may be deleted while an account is left
   * @return one line each, indented by what they belong to
   */
  public List<String> of(AppId appId, ResourceId id) {
    App app = setting.app(appId);
    Instant now = setting.now();
    setting.pools().recall();
    return setting
        .directory()
        .<List<String>>read(
            tx -> {
              User user = tx.resources().user(appId, id).orElse(null);
              List<String> lines = new ArrayList<>();
              lines.add(
                  user == null
                      ? "user " + id + " of app " + app.id() + ": deleted"
                      : "user '"
                          + user.userName()
                          + "' of app "
                          + app.id()
                          + ": "
                          + (user.active() ? "active" : "inactive"));
              Scope scope = user == null ? Scope.NONE : Scopes.of(tx, app, user);
              SortedMap<PoolId, Account> accounts = new TreeMap<>();
              tx.accounts()
                  .ofUsers(appId, Set.of(id))
                  .getOrDefault(id, List.of())
                  .forEach(account -> accounts.put(account.pool(), account));
              SortedSet<PoolId> pools = new TreeSet<>(app.pools());
              pools.addAll(accounts.keySet());
              for (PoolId pool : pools) {
                lines.add("pool " + pool);
                new ExplainedAccount(
                        setting, tx, app, user, id, scope, pool, accounts.get(pool), now, lines)
                    .explain();
              }
              return lines;
            });
  }
}
