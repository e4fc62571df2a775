package scimbridge.provisioning;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import scimbridge.directory.Account;
import scimbridge.directory.Entitlement.Cause;
import scimbridge.directory.Entitlement.Departure;
import scimbridge.directory.Names.Holder;
import scimbridge.directory.Names.Name;
import scimbridge.directory.Transaction;
import scimbridge.identity.AppId;
import scimbridge.identity.Fold;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.policy.App;
import scimbridge.policy.Pool;
import scimbridge.policy.Pool.UsernameRule;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.Scope;
import scimbridge.policy.Usernames;

/**
 * Gives a user who was deleted and is created again the accounts back that are left: they were
 * disabled and wait to be deleted, or stay.
 */
final class Returning {
  private final Setting setting;

  Returning(Setting setting) {
    this.setting = setting;
  }

  /**
   * Gives the links and names of the deleted user with this userName to the new one. Nothing
   * happens if there is none, if somebody works on an account of it, or if one has a Username that
   * the new user is not to have.
   */
  void takeBack(Transaction tx, App app, User next, Scope scope) {
    Optional<Holder> holder =
        tx.names()
            .holder(Name.userName(app.id(), next.userName()))
            .filter(held -> held.app().equals(app.id()) && isGone(tx, held));
    if (holder.isEmpty()) {
      return;
    }
    ResourceId gone = holder.get().resource();
    List<Account> left = left(tx, app.id(), gone);
    if (left.isEmpty()
        || !left.stream().allMatch(account -> isFree(account) && suits(account, next, scope))) {
      return;
    }
    tx.accounts().hand(app.id(), gone, next.id());
    tx.guards().hand(app.id(), gone, next.id());
    tx.names().keepOnly(app.id(), gone, Set.of());
  }

  private static boolean isGone(Transaction tx, Holder held) {
    return tx.resources().user(held.app(), held.resource()).isEmpty()
        && !tx.proposals().isOpen(held.app(), held.resource());
  }

  static List<Account> left(Transaction tx, AppId app, ResourceId user) {
    return tx.accounts().ofUsers(app, Set.of(user)).getOrDefault(user, List.of());
  }

  private boolean isFree(Account account) {
    Departure departure = account.entitlement().departure();
    return departure != null
        && departure.cause() == Cause.DELETED
        && !account.lease().live(setting.now());
  }

  /** Where the Username comes from the user, it has to be the same. */
  private boolean suits(Account account, User next, Scope scope) {
    if (!scope.includes(account.pool())) {
      return true;
    }
    Pool rules = setting.pools().get(account.pool()).rules();
    PoolTraits traits = setting.pools().described(account.pool());
    UsernameRule byDefault =
        traits.kind() == PoolTraits.Kind.ALIAS ? UsernameRule.ID : UsernameRule.USER_NAME;
    boolean follows =
        traits.kind() == PoolTraits.Kind.EMAIL || traits.kind() == PoolTraits.Kind.PHONE;
    if (follows || rules.usernameRule().orElse(byDefault) == UsernameRule.ID) {
      return true;
    }
    String wished = Usernames.choose(next, rules, traits);
    return traits.caseSensitive()
        ? wished.equals(account.username())
        : Fold.same(wished, account.username());
  }
}
