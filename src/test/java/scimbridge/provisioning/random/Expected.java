package scimbridge.provisioning.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.provisioning.random.Clients.GroupState;
import scimbridge.provisioning.random.Clients.Slot;
import scimbridge.provisioning.random.Pools.Seen;

/**
 * What the user pools hold when everything acknowledged was carried out: read off the documentation
 * and written down once more, with nothing of the bridge's own policies, mapping or plans.
 */
final class Expected {
  private static final String[] PREFIX = {"", "e-"};
  private static final String[] GRANTED = {"portal", "extranet"};

  private final Clients clients;
  private final Audit audit;

  Expected(Clients clients, Audit audit) {
    this.clients = clients;
    this.audit = audit;
  }

  /** An account as it has to be. */
  private record Account(TreeMap<String, String> attributes, boolean enabled, Set<String> groups) {}

  /** Compares both pools with the model. */
  void check(Pools pools) {
    check(pools, Pools.STAFF);
    check(pools, Pools.PARTNERS);
    checkSignIns(pools);
  }

  private void check(Pools pools, PoolId pool) {
    Map<String, Account> expected = new TreeMap<>();
    Set<String> perhapsDisabled = new TreeSet<>();
    TreeSet<String> groups = new TreeSet<>();
    clients.users.forEach(
        (id, history) -> {
          Map<String, String> user = history.state();
          int app = clients.apps.get(id);
          if (user != null && (pool.equals(Pools.STAFF) || isInScope(app, id))) {
            expected.put(user.get("userName"), account(pool, app, id, user));
          } else if (user != null && app == 0) {
            // Who left the scope is disabled; who never came into it has no account.
            perhapsDisabled.add(user.get("userName"));
          }
        });
    clients.groups.forEach(
        (id, history) -> {
          if (history.state() != null) {
            groups.add(groupName(clients.apps.get(id), history.state()));
          }
        });
    if (pool.equals(Pools.PARTNERS)) {
      groups.addAll(Set.of(GRANTED));
    }
    Map<String, Account> actual = new TreeMap<>();
    pools
        .accounts(pool)
        .forEach(
            (name, seen) -> {
              if (!perhapsDisabled.contains(name) || seen.enabled()) {
                assertThat(seen.status()).as(name).isEqualTo("CONFIRMED");
                actual.put(name, new Account(seen.attributes(), seen.enabled(), seen.groups()));
              }
            });
    assertThat(pools.groups(pool)).as("groups in pool %s", pool).isEqualTo(groups);
    assertThat(actual.keySet()).as("accounts in pool %s", pool).isEqualTo(expected.keySet());
    expected.forEach(
        (name, account) ->
            assertThat(actual.get(name)).as("%s in pool %s", name, pool).isEqualTo(account));
  }

  private Account account(PoolId pool, int app, ResourceId id, Map<String, String> user) {
    TreeMap<String, String> attributes = new TreeMap<>();
    attributes.put("given_name", user.get("givenName"));
    attributes.put("family_name", user.get("familyName"));
    attributes.put("nickname", user.get("nickName"));
    if (user.containsKey("displayName")) {
      attributes.put("name", user.get("displayName"));
    }
    String email = user.get(pool.equals(Pools.STAFF) ? "userName" : "email");
    if (email != null) {
      attributes.put("email", email);
      attributes.put("email_verified", "true");
    }
    TreeSet<String> groups = new TreeSet<>();
    clients.groups.forEach(
        (group, history) -> {
          GroupState state = history.state();
          if (state != null && state.members().contains(id)) {
            groups.add(groupName(app, state));
          }
        });
    if (pool.equals(Pools.PARTNERS)) {
      attributes.put("preferred_username", user.get("userName"));
      groups.add(GRANTED[app]);
    }
    return new Account(attributes, user.get("active").equals("true"), groups);
  }

  private static String groupName(int app, GroupState group) {
    return PREFIX[app] + group.displayName().replace(' ', '+');
  }

  /** Whether somebody is in the app's group 0, or in a group that is. */
  private boolean isInScope(int app, ResourceId user) {
    ResourceId root = clients.slots.get(new Slot(app, false, 0));
    Set<ResourceId> below = new HashSet<>();
    collect(Objects.requireNonNull(root), below);
    return below.contains(user);
  }

  private void collect(ResourceId member, Set<ResourceId> below) {
    History<GroupState> group = clients.groups.get(member);
    if (below.add(member) && group != null && group.state() != null) {
      group.state().members().forEach(next -> collect(next, below));
    }
  }

  /** Who may sign in, and with which password. */
  private void checkSignIns(Pools pools) {
    Map<String, Seen> staff = pools.accounts(Pools.STAFF);
    audit.passwords.forEach(
        (id, perhaps) -> {
          Map<String, String> user = clients.users.get(id).state();
          if (user != null) {
            String name = user.get("userName");
            long open =
                perhaps.stream()
                    .filter(password -> pools.signsIn(Pools.STAFF, name, password))
                    .count();
            assertThat(open)
                .as("passwords of %s, one of %s", name, perhaps)
                .isBetween(
                    audit.certain.contains(id) && user.get("active").equals("true") ? 1L : 0L,
                    staff.get(name).enabled() ? 1L : 0L);
          }
        });
  }
}
