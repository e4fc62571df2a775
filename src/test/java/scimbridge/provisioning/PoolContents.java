package scimbridge.provisioning;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;

/**
 * Everything in a user pool.
 *
 * @param accounts by sign-in name
 * @param groups their names
 */
record PoolContents(SortedMap<String, PoolAccount> accounts, SortedSet<String> groups) {

  /**
   * An account.
   *
   * @param attributes all but {@code sub}; of {@code identities} only whom it is linked to
   * @param groups null if it does not matter
   */
  record PoolAccount(
      SortedMap<String, String> attributes, boolean enabled, String status, Set<String> groups) {
    PoolAccount inAnyGroups() {
      return new PoolAccount(attributes, enabled, status, null);
    }
  }

  /**
   * Reads a pool by listing it.
   *
   * @throws AssertionError if two accounts have the same sign-in name
   */
  static PoolContents of(CognitoIdentityProviderClient cognito, String userPoolId, CrashPool pool) {
    SortedSet<String> groups = new TreeSet<>();
    Map<String, Set<String>> groupsOf = new TreeMap<>();
    for (GroupType group : cognito.listGroupsPaginator(r -> r.userPoolId(userPoolId)).groups()) {
      groups.add(group.groupName());
      cognito
          .listUsersInGroupPaginator(r -> r.userPoolId(userPoolId).groupName(group.groupName()))
          .users()
          .forEach(
              user ->
                  groupsOf
                      .computeIfAbsent(user.username(), none -> new TreeSet<>())
                      .add(group.groupName()));
    }
    SortedMap<String, PoolAccount> accounts = new TreeMap<>();
    List<String> twice = new ArrayList<>();
    for (UserType user : cognito.listUsersPaginator(r -> r.userPoolId(userPoolId)).users()) {
      SortedMap<String, String> attributes = new TreeMap<>();
      for (AttributeType attribute : user.attributes()) {
        if (attribute.name().equals("identities")) {
          attributes.put(
              "identities", attribute.value().replaceAll(".*\"userId\":\"([^\"]*)\".*", "$1"));
        } else if (!attribute.name().equals("sub")) {
          attributes.put(attribute.name(), attribute.value());
        }
      }
      String name = pool.kind().signInName(user.username(), attributes);
      PoolAccount account =
          new PoolAccount(
              attributes,
              user.enabled(),
              user.userStatusAsString(),
              groupsOf.getOrDefault(user.username(), Set.of()));
      if (accounts.put(name, account) != null) {
        twice.add(name);
      }
    }
    if (!twice.isEmpty()) {
      throw new AssertionError("twice in pool " + pool.id() + ": " + twice);
    }
    return new PoolContents(accounts, groups);
  }

  /** How it differs from what it should be, one sentence each. */
  List<String> differences(String pool, PoolContents wanted) {
    List<String> differences = new ArrayList<>();
    Set<String> names = new TreeSet<>(accounts.keySet());
    names.addAll(wanted.accounts.keySet());
    for (String name : names) {
      PoolAccount is = accounts.get(name);
      PoolAccount should = wanted.accounts.get(name);
      if (is != null && should != null && should.groups() == null) {
        is = is.inAnyGroups();
      }
      if (is == null || !is.equals(should)) {
        differences.add(
            "in pool %s account '%s' is %s and not %s".formatted(pool, name, is, should));
      }
    }
    if (!groups.equals(wanted.groups)) {
      differences.add(
          "in pool %s the groups are %s and not %s".formatted(pool, groups, wanted.groups));
    }
    return differences;
  }
}
