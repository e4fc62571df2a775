package scimbridge.provisioning;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import scimbridge.provisioning.PoolContents.PoolAccount;

/**
 * What an identity provider has been told is so, and what follows from that for the user pools.
 * Each step of a scenario says by hand what it changes; nothing here shares code with policies,
 * mapping or planner.
 *
 * @param people by the name that the scenario calls them; also who is gone from the directory while
 *     an account is left
 * @param teams who is in which group, by displayName
 */
record Desired(
    SortedMap<String, DesiredPerson> people, SortedMap<String, SortedSet<String>> teams) {
  static final Desired NOTHING = new Desired(new TreeMap<>(), new TreeMap<>());

  Desired with(String key, DesiredPerson person) {
    SortedMap<String, DesiredPerson> next = new TreeMap<>(people);
    next.put(key, person);
    return new Desired(next, teams);
  }

  Desired changed(String key, UnaryOperator<DesiredPerson> change) {
    return with(key, change.apply(people.get(key)));
  }

  /** Gone without a trace. */
  Desired without(String key) {
    SortedMap<String, DesiredPerson> next = new TreeMap<>(people);
    next.remove(key);
    SortedMap<String, SortedSet<String>> others = new TreeMap<>();
    teams.forEach((name, members) -> others.put(name, minus(members, key)));
    return new Desired(next, others);
  }

  Desired withTeam(String name, Set<String> members) {
    SortedMap<String, SortedSet<String>> next = new TreeMap<>(teams);
    next.put(name, new TreeSet<>(members));
    return new Desired(people, next);
  }

  Desired withoutTeam(String name) {
    SortedMap<String, SortedSet<String>> next = new TreeMap<>(teams);
    next.remove(name);
    return new Desired(people, next);
  }

  Desired renamed(String name, String to) {
    return withTeam(to, teams.get(name)).withoutTeam(name);
  }

  private static SortedSet<String> minus(SortedSet<String> members, String key) {
    SortedSet<String> rest = new TreeSet<>(members);
    rest.remove(key);
    return rest;
  }

  /**
   * What a pool should hold beside what was there before.
   *
   * @param granted the groups that policies give, whoever has them
   */
  PoolContents in(CrashPool pool, PoolContents before, Set<String> granted) {
    SortedMap<String, PoolAccount> accounts = new TreeMap<>(before.accounts());
    SortedSet<String> groups = new TreeSet<>(before.groups());
    groups.addAll(teams.keySet());
    groups.addAll(granted);
    people.forEach(
        (key, person) -> {
          SortedSet<String> in = new TreeSet<>(person.granted());
          teams.forEach(
              (name, members) -> {
                if (members.contains(key)) {
                  in.add(name);
                }
              });
          person
              .account(pool, in)
              .ifPresent(account -> accounts.put(person.signInName(pool), account));
        });
    return new PoolContents(accounts, groups);
  }

  /** The directory as it should be, one line for each resource. */
  List<String> directory() {
    List<String> lines = new ArrayList<>();
    people.values().stream()
        .filter(DesiredPerson::inDirectory)
        .forEach(person -> lines.add(DirectoryContents.user(person.attributes())));
    teams.forEach(
        (name, members) -> {
          SortedSet<String> names = new TreeSet<>();
          members.forEach(key -> names.add(people.get(key).userName()));
          lines.add("group " + name + " " + names);
        });
    lines.sort(null);
    return lines;
  }
}
