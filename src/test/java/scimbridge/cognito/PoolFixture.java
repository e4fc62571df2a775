package scimbridge.cognito;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.assertj.core.api.InstanceOfAssertFactories;
import scimbridge.fault.Fault;
import scimbridge.identity.Password;
import scimbridge.identity.PoolId;
import scimbridge.plan.CognitoCall;
import scimbridge.plan.CognitoCall.AdminAddUserToGroup;
import scimbridge.plan.CognitoCall.AdminCreateUser;
import scimbridge.plan.CognitoCall.AdminDeleteUser;
import scimbridge.plan.CognitoCall.AdminDisableUser;
import scimbridge.plan.CognitoCall.AdminEnableUser;
import scimbridge.plan.CognitoCall.AdminGetUser;
import scimbridge.plan.CognitoCall.AdminListGroupsForUser;
import scimbridge.plan.CognitoCall.AdminRemoveUserFromGroup;
import scimbridge.plan.CognitoCall.AdminSetUserPassword;
import scimbridge.plan.CognitoCall.AdminUpdateUserAttributes;
import scimbridge.plan.CognitoCall.AdminUserGlobalSignOut;
import scimbridge.plan.CognitoCall.CreateGroup;
import scimbridge.plan.CognitoCall.DeleteGroup;
import scimbridge.plan.CognitoCall.GetGroup;
import scimbridge.plan.CognitoCall.ListGroups;
import scimbridge.plan.CognitoCall.ListUsers;
import scimbridge.plan.CognitoCall.ListUsersInGroup;

/**
 * One pool of some backend, in words short enough to tell stories with. Names are new each time,
 * since the pool may be one of AWS's that others use too, and what was made is removed at the end.
 */
public final class PoolFixture implements AutoCloseable {
  private static final Duration SETTLING = Duration.ofSeconds(10);

  private final PoolId id;
  private final UserPool pool;
  private final Gate gate;
  private final Set<String> accounts = new LinkedHashSet<>();
  private final Set<String> groups = new LinkedHashSet<>();

  /** A fixture that sends nothing before the gate allows it. */
  public PoolFixture(PoolId id, UserPool pool, Gate gate) {
    this.id = id;
    this.pool = pool;
    this.gate = gate;
  }

  UserPool pool() {
    return pool;
  }

  /** A name that nobody used before. */
  String fresh(String prefix) {
    return prefix + UUID.randomUUID().toString().substring(0, 13);
  }

  Outcome create(String username, Map<String, String> attributes) {
    accounts.add(username);
    return attempt(new AdminCreateUser(id, username, new TreeMap<>(attributes)));
  }

  /** An account that exists; its Username as Cognito knows it. */
  String created(String username, Map<String, String> attributes) {
    return assertThat(create(username, attributes))
        .asInstanceOf(InstanceOfAssertFactories.type(Outcome.Created.class))
        .actual()
        .username();
  }

  String created() {
    return created(fresh("user-"), Map.of());
  }

  Outcome get(String username) {
    return attempt(new AdminGetUser(id, username));
  }

  Outcome.Found found(String username) {
    return assertThat(get(username))
        .asInstanceOf(InstanceOfAssertFactories.type(Outcome.Found.class))
        .actual();
  }

  Outcome update(String username, Map<String, String> attributes) {
    return attempt(new AdminUpdateUserAttributes(id, username, new TreeMap<>(attributes)));
  }

  Outcome enable(String username) {
    return attempt(new AdminEnableUser(id, username));
  }

  Outcome disable(String username) {
    return attempt(new AdminDisableUser(id, username));
  }

  Outcome signOut(String username) {
    return attempt(new AdminUserGlobalSignOut(id, username));
  }

  Outcome confirm(String username) {
    return attempt(new AdminSetUserPassword(id, username, null));
  }

  Outcome setPassword(String username, String password) {
    return attempt(new AdminSetUserPassword(id, username, Password.of(password)));
  }

  Outcome delete(String username) {
    return attempt(new AdminDeleteUser(id, username));
  }

  Outcome createGroup(String name) {
    groups.add(name);
    return attempt(new CreateGroup(id, name));
  }

  /** A group that exists. */
  public String group() {
    String name = fresh("group-");
    assertThat(createGroup(name)).isEqualTo(new Outcome.Done());
    return name;
  }

  Outcome deleteGroup(String name) {
    return attempt(new DeleteGroup(id, name));
  }

  Outcome getGroup(String name) {
    return attempt(new GetGroup(id, name));
  }

  Outcome add(String username, String group) {
    return attempt(new AdminAddUserToGroup(id, username, group));
  }

  Outcome remove(String username, String group) {
    return attempt(new AdminRemoveUserFromGroup(id, username, group));
  }

  Outcome groups(String username) {
    return attempt(new AdminListGroupsForUser(id, username));
  }

  /** AWS does not promise that a list shows at once what was just written. */
  void settlesIn(String username, String... expected) {
    SortedSet<String> names = new TreeSet<>(Set.of(expected));
    long deadline = System.nanoTime() + SETTLING.toNanos();
    Outcome seen = groups(username);
    while (!seen.equals(new Outcome.InGroups(names)) && System.nanoTime() < deadline) {
      seen = groups(username);
    }
    assertThat(seen).isEqualTo(new Outcome.InGroups(names));
  }

  Outcome listUsers(String token) {
    return attempt(new ListUsers(id, token));
  }

  Outcome listGroups(String token) {
    return attempt(new ListGroups(id, token));
  }

  Outcome listUsersInGroup(String group, String token) {
    return attempt(new ListUsersInGroup(id, group, token));
  }

  /** A listing with what it must show, once it does; AWS does not promise that it does at once. */
  <T> List<T> settlesShowing(Supplier<List<T>> listing, Predicate<List<T>> complete) {
    long deadline = System.nanoTime() + SETTLING.toNanos();
    List<T> seen = listing.get();
    while (!complete.test(seen) && System.nanoTime() < deadline) {
      seen = listing.get();
    }
    return seen;
  }

  static void assertRefused(Outcome outcome, Fault.Kind kind) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Refused.class, refused -> assertThat(refused.refusal().kind()).isEqualTo(kind));
  }

  private Outcome attempt(CognitoCall call) {
    Gate.Order order =
        new Gate.Order(
            null,
            List.of(new Gate.Wanted(call, Priority.INTERACTIVE)),
            Instant.now().plus(Duration.ofMinutes(1)),
            Gate.Beginning.PARTLY);
    try (Gate.Ticket ticket = gate.enter(order)) {
      if (!ticket.await(0, () -> false)) {
        throw new AssertionError("the gate has no room within a minute");
      }
      return pool.attempt(call);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    accounts.forEach(this::delete);
    groups.forEach(this::deleteGroup);
    pool.close();
  }
}
