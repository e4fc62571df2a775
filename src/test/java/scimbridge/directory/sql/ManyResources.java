package scimbridge.directory.sql;

import static scimbridge.directory.DirectoryContract.OKTA;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import scimbridge.directory.Examples;
import scimbridge.directory.Guards.Kind;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Transaction;
import scimbridge.directory.Walk;
import scimbridge.identity.Member;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.filter.IndexOrder;
import scimbridge.identity.filter.IndexedTerms;
import scimbridge.identity.filter.Narrowing;
import scimbridge.identity.filter.Term;
import scimbridge.identity.filter.Timestamp;

/**
 * A directory of any size, made by a few statements, and what has to cost the same in each. A tenth
 * of the users is in one big group, each of them in a small one, and nine of ten are active.
 */
final class ManyResources {
  static final int PAGE = 10;

  private static final int SMALL_GROUPS = 100;
  private static final PoolId POOL = new PoolId("customers");
  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  /** When what waits is tried again. */
  private static final Instant LATER = NOON.plus(Duration.ofHours(1));

  private ManyResources() {}

  static void fill(Handle handle, int users) {
    String padded = "substr('000000000000' || n, length('000000000000' || n) - 11)";
    insert(handle, "USER", "user", "00000000-0000-4000-8000-", padded, users);
    insert(handle, "GROUP", "group", "00000000-0000-4000-9000-", padded, SMALL_GROUPS);
    terms(handle, "USER", "userName", "name");
    terms(handle, "USER", "externalId", "'x' || name");
    terms(handle, "USER", "emails.value", "name || '@example.com'");
    terms(handle, "USER", "active", "CASE WHEN created % 10 = 0 THEN 'false' ELSE 'true' END");
    for (String missing : List.of("displayName", "name.familyName", "name.givenName")) {
      terms(handle, "USER", missing, "'" + IndexedTerms.ABSENT + "'");
    }
    terms(handle, "GROUP", "displayName", "name");
    terms(handle, "GROUP", "externalId", "'" + IndexedTerms.ABSENT + "'");
    handle.execute(
        "INSERT INTO members (app, group_id, member_id, member_type)"
            + " SELECT u.app, '"
            + groupId(1)
            + "', u.id, 'USER' FROM resources u WHERE u.type = 'USER' AND u.created % 10 = 0");
    handle.execute(
        "INSERT INTO members (app, group_id, member_id, member_type)"
            + " SELECT u.app, g.id, u.id, 'USER' FROM resources u"
            + " JOIN resources g ON g.type = 'GROUP' AND g.created = 2 + u.created % 50"
            + " WHERE u.type = 'USER'");
    accounts(handle);
    handle.execute(
        "INSERT INTO resource_counts (app, type, shard, total)"
            + " SELECT app, type, 0, count(*) FROM resources GROUP BY app, type");
  }

  private static void insert(
      Handle handle, String type, String name, String id, String padded, int count) {
    handle.execute(
        "INSERT INTO resources (app, type, id, name, version, created, last_modified, document)"
            + " WITH RECURSIVE numbers (n) AS"
            + " (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < "
            + count
            + ") SELECT '"
            + OKTA.value()
            + "', '"
            + type
            + "', '"
            + id
            + "' || "
            + padded
            + ", '"
            + name
            + "' || "
            + padded
            + ", 1, n, n, '{}' FROM numbers");
  }

  private static void terms(Handle handle, String type, String path, String value) {
    handle.execute(
        "INSERT INTO terms (app, type, path, value, resource) SELECT app, type, '"
            + path
            + "', "
            + value
            + ", seq FROM resources WHERE type = '"
            + type
            + "'");
  }

  /** One for each user; every tenth waits, in turn for an hour and for its time. */
  private static void accounts(Handle handle) {
    handle.execute(
        "INSERT INTO accounts (app, user_id, pool, username, sub, known, attributes, enabled,"
            + " pool_groups, ready, status, state, reason, since, attempts, next_attempt,"
            + " lease_owner, lease_epoch, lease_until, policies, made_at, urgent)"
            + " SELECT app, id, '"
            + POOL.value()
            + "', name, name, 'OURS', '{}', 1, '[]', 1, 'CONFIRMED',"
            + " CASE WHEN created % 10 = 0 THEN 'PENDING' WHEN created % 50 = 1 THEN 'REFUSED'"
            + " ELSE 'IN_STEP' END, 'why', created, 1,"
            + " CASE WHEN created % 10 = 0 THEN "
            + LATER.toEpochMilli()
            + " + created END, '', 1, 0, '[]', created, 0 FROM resources WHERE type = 'USER'");
  }

  static String userName(int number) {
    return "user%012d".formatted(number);
  }

  static ResourceId userId(int number) {
    return new ResourceId("00000000-0000-4000-8000-%012d".formatted(number));
  }

  private static ResourceId groupId(int number) {
    return new ResourceId("00000000-0000-4000-9000-%012d".formatted(number));
  }

  /** Reads that have to cost the same whatever the size; each with its name. */
  static Map<String, Consumer<Transaction>> reads(int users) {
    int some = users - users / 4 + 1;
    String name = userName(some);
    ResourceId id = userId(some);
    Map<String, Consumer<Transaction>> reads = new LinkedHashMap<>();
    reads.put("GET by id", tx -> found(tx.resources().user(OKTA, id).stream().toList(), 1));
    reads.put("the apps that wait", tx -> found(tx.accounts().waitingApps(), 1));
    reads.put("when the worker is next wanted", tx -> tx.accounts().nextDue());
    reads.put("the backlog", tx -> tx.accounts().oldestPending(OKTA));
    reads.put("who waits longest", tx -> found(tx.accounts().pending(OKTA, 1), 1));
    reads.put("what a preview marked", tx -> found(tx.accounts().dueSince(OKTA, NOON, PAGE), 0));
    reads.put("whom the guard holds", tx -> found(tx.accounts().usersHeld(OKTA, "", PAGE), 0));
    reads.put("the accounts of a user", tx -> tx.accounts().ofUsers(OKTA, List.of(id)));
    reads.put(
        "the accounts of a pool from somewhere",
        tx -> found(tx.accounts().ofPool(OKTA, POOL, id.value(), PAGE), PAGE));
    reads.put(
        "what the guard would count of a user",
        tx -> tx.guards().accountsOf(OKTA, id, null, LATER));
    reads.put("the groups of a user", tx -> tx.members().groupsOf(OKTA, List.of(id)));
    Narrowing byName = exactly("userName", name);
    Map<Narrowing, Integer> filters = new LinkedHashMap<>();
    filters.put(byName, 1);
    filters.put(exactly("externalId", "x" + name), 1);
    filters.put(exactly("emails.value", name + "@example.com"), 1);
    filters.put(new Narrowing.Ids(Set.of(id, userId(1))), 2);
    filters.put(new Narrowing.StartsWith("userName", name.substring(0, name.length() - 1)), PAGE);
    filters.put(new Narrowing.StartsWith("emails.value", name), 1);
    filters.put(new Narrowing.Between(Timestamp.LAST_MODIFIED, some, some + 4L), 5);
    filters.put(new Narrowing.Between(Timestamp.CREATED, some, some), 1);
    filters.put(new Narrowing.Any(List.of(byName, exactly("userName", userName(1)))), 2);
    filters.put(new Narrowing.All(List.of(byName, exactly("active", "true"))), -1);
    filters.put(
        new Narrowing.All(List.of(byName, new Narrowing.Not(new Narrowing.MemberOf(groupId(1))))),
        -1);
    filters.forEach(
        (filter, matches) -> {
          reads.put("filter " + filter, tx -> found(page(tx, Walk.through(filter)), matches));
          reads.put("count " + filter, tx -> tx.resources().count(OKTA, ResourceType.USER, filter));
        });
    reads.put(
        "the groups with a member",
        tx -> tx.resources().page(OKTA, ResourceType.GROUP, new Narrowing.HasMember(id), 0, PAGE));
    reads.put(
        "whether somebody is a member",
        tx ->
            tx.resources()
                .page(
                    OKTA,
                    ResourceType.GROUP,
                    new Narrowing.All(
                        List.of(
                            new Narrowing.Ids(Set.of(groupId(1))), new Narrowing.HasMember(id))),
                    0,
                    PAGE));
    reads.put(
        "a big group without its members",
        tx -> found(tx.resources().group(OKTA, groupId(1)).stream().toList(), 1));
    reads.put(
        "the total of all",
        tx -> {
          if (tx.resources().count(OKTA, ResourceType.USER, new Narrowing.Everything()) != users) {
            throw new AssertionError("the total is wrong");
          }
        });
    List<Narrowing> wide =
        List.of(
            new Narrowing.Everything(),
            exactly("active", "true"),
            new Narrowing.Not(byName),
            new Narrowing.Has("externalId"));
    for (Narrowing narrowing : wide) {
      for (boolean descending : new boolean[] {false, true}) {
        walk(reads, narrowing, new IndexOrder.Creation(descending), "", some);
        walk(reads, narrowing, new IndexOrder.Value("userName", descending), name, some);
        walk(reads, narrowing, new IndexOrder.Value("externalId", descending), "x" + name, some);
        for (Timestamp timestamp : Timestamp.values()) {
          walk(reads, narrowing, new IndexOrder.Time(timestamp, descending), "" + some, some);
        }
      }
    }
    walk(
        reads,
        new Narrowing.Between(Timestamp.LAST_MODIFIED, 1, Long.MAX_VALUE),
        new IndexOrder.Time(Timestamp.LAST_MODIFIED, false),
        "" + some,
        some);
    walk(
        reads,
        new Narrowing.StartsWith("userName", "user"),
        new IndexOrder.Value("userName", false),
        name,
        some);
    return reads;
  }

  private static void walk(
      Map<String, Consumer<Transaction>> reads,
      Narrowing narrowing,
      IndexOrder order,
      String key,
      int row) {
    Walk walk = Walk.through(narrowing).in(order);
    reads.put("first page of " + narrowing + " " + order, tx -> found(page(tx, walk), PAGE));
    reads.put(
        "far page of " + narrowing + " " + order,
        tx -> found(page(tx, walk.from(new Walk.Place(key, row))), PAGE));
  }

  /** Writes that have to cost the same whatever the size. */
  static Map<String, Consumer<Transaction>> writes(int users) {
    Map<String, Consumer<Transaction>> writes = new LinkedHashMap<>();
    ResourceId newcomer = userId(users / 2 + 1);
    writes.put(
        "adding a member to a big group",
        tx -> tx.members().add(OKTA, groupId(1), List.of(new Member(newcomer, ResourceType.USER))));
    writes.put(
        "removing a member of a big group",
        tx -> tx.members().remove(OKTA, groupId(1), List.of(newcomer)));
    writes.put(
        "what the worker takes",
        tx -> {
          tx.accounts().deletionsDue(NOON);
          tx.accounts().lateCallsDue(NOON);
          tx.accounts().leaseDue(OKTA, false, NOON, "me", LATER, PAGE);
        });
    writes.put(
        "a retry by hand",
        tx -> tx.accounts().dueNow(OKTA, State.PENDING, List.of(newcomer), NOON, "retry"));
    writes.put(
        "a removal that the guard counts",
        tx -> tx.guards().note(OKTA, newcomer, null, Kind.REMOVED, NOON, LATER, Instant.EPOCH));
    writes.put(
        "an account out of step",
        tx -> tx.accounts().outOfStep(OKTA, List.of(newcomer), NOON, "changed"));
    writes.put("creating a user", tx -> tx.resources().insert(Examples.user(OKTA, "newcomer")));
    writes.put("deleting a user", tx -> tx.resources().delete(OKTA, ResourceType.USER, userId(2)));
    return writes;
  }

  private static Narrowing exactly(String path, String value) {
    return new Narrowing.Exactly(new Term(path, value));
  }

  private static List<Walk.Step> page(Transaction tx, Walk walk) {
    List<Walk.Step> page = new ArrayList<>();
    tx.resources().walk(OKTA, ResourceType.USER, walk.part(0, PAGE), page::add);
    return page;
  }

  private static void found(List<?> page, int expected) {
    if (expected >= 0 && page.size() != expected) {
      throw new AssertionError(page.size() + " found instead of " + expected);
    }
  }
}
