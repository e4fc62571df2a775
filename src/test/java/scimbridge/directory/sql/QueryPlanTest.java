package scimbridge.directory.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.directory.DirectoryContract.OKTA;
import static scimbridge.directory.Examples.MINE;
import static scimbridge.directory.Examples.NOON;
import static scimbridge.directory.Examples.STAFF;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.Test;
import scimbridge.directory.Account;
import scimbridge.directory.Audit;
import scimbridge.directory.DirectoryContract;
import scimbridge.directory.Examples;
import scimbridge.directory.Guards;
import scimbridge.directory.Lease;
import scimbridge.directory.Names.Name;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.Progress;
import scimbridge.directory.Proposal;
import scimbridge.directory.Reviews;
import scimbridge.directory.Transaction;
import scimbridge.directory.Transfers.Transfer;
import scimbridge.directory.Walk;
import scimbridge.identity.Group;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.filter.IndexOrder;
import scimbridge.identity.filter.Narrowing;
import scimbridge.identity.filter.Term;
import scimbridge.identity.filter.Timestamp;
import scimbridge.policy.GroupRef;

/** No statement reads a whole table: each is explained after it was really run. */
class QueryPlanTest {
  @Test
  void everyStatementGoesThroughAnIndex() {
    Set<String> statements = new LinkedHashSet<>();
    Jdbi jdbi = SqlDirectory.configure(Jdbi.create("jdbc:sqlite::memory:"));
    try (Handle handle = jdbi.open()) {
      migrate(handle);
      handle.setSqlLogger(
          new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
              statements.add(context.getParsedSql().getSql());
            }
          });
      UnreadableRows unreadable = new UnreadableRows();
      unreadable.met(
          new UnreadableRows.RowKey("accounts", List.of("okta", "1", "staff")),
          new IllegalStateException("damaged"));
      runEverything(new SqlTransaction(new Statements(handle, Dialect.SQLITE, unreadable)));
      handle.setSqlLogger(SqlLogger.NOP_SQL_LOGGER);

      assertThat(statements).hasSizeGreaterThan(50);
      List<String> scans = new ArrayList<>();
      for (String sql : statements) {
        for (String step : plan(handle, sql)) {
          // What was found, up to a bound, is counted; of the apps that wait there is a row each.
          if (step.startsWith("SCAN")
              && !Set.of("SCAN found", "SCAN waiting", "SCAN one").contains(step)) {
            scans.add(step + " in " + sql);
          }
        }
      }
      assertThat(scans).isEmpty();
      assertThat(plan(handle, "SELECT * FROM resources"))
          .as("what a scan looks like")
          .anyMatch(step -> step.startsWith("SCAN"));
    }
  }

  /** Pages in the order of an index go on where the last one ended: nothing is sorted. */
  @Test
  void pagesAreReadInTheOrderOfAnIndex() {
    List<String> statements = new ArrayList<>();
    Jdbi jdbi = SqlDirectory.configure(Jdbi.create("jdbc:sqlite::memory:"));
    try (Handle handle = jdbi.open()) {
      migrate(handle);
      handle.setSqlLogger(
          new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
              statements.add(context.getParsedSql().getSql());
            }
          });
      Transaction tx =
          new SqlTransaction(new Statements(handle, Dialect.SQLITE, new UnreadableRows()));
      Narrowing active = new Narrowing.Exactly(new Term("active", "true"));
      Narrowing prefix = new Narrowing.StartsWith("userName", "jane");
      Narrowing since = new Narrowing.Between(Timestamp.LAST_MODIFIED, 1, Long.MAX_VALUE);
      Narrowing others = new Narrowing.Not(new Narrowing.Exactly(new Term("userName", "jane")));
      for (boolean descending : new boolean[] {false, true}) {
        for (Narrowing narrowing :
            List.of(new Narrowing.Everything(), active, others, new Narrowing.Has("externalId"))) {
          for (IndexOrder order :
              List.of(
                  new IndexOrder.Creation(descending),
                  new IndexOrder.Value("userName", descending),
                  new IndexOrder.Value("externalId", descending),
                  new IndexOrder.Time(Timestamp.CREATED, descending),
                  new IndexOrder.Time(Timestamp.LAST_MODIFIED, descending))) {
            page(tx, Walk.through(narrowing).in(order));
          }
        }
      }
      for (Narrowing narrowing :
          List.of(
              prefix,
              since,
              new Narrowing.All(List.of(active, others)),
              new Narrowing.All(List.of(prefix, others)),
              new Narrowing.All(List.of(since, others)))) {
        page(tx, Walk.through(narrowing));
      }
      handle.setSqlLogger(SqlLogger.NOP_SQL_LOGGER);

      assertThat(statements).hasSizeGreaterThan(80);
      for (String sql : statements) {
        assertThat(plan(handle, sql))
            .as(sql)
            .isNotEmpty()
            .noneMatch(step -> step.startsWith("SCAN") || step.contains("TEMP B-TREE"));
      }
    }
  }

  /** The audit of one user is not looked for among all that happened in the app. */
  @Test
  void whatIsRareInTheAuditIsFoundByItsOwnIndex() {
    List<String> statements = new ArrayList<>();
    Jdbi jdbi = SqlDirectory.configure(Jdbi.create("jdbc:sqlite::memory:"));
    try (Handle handle = jdbi.open()) {
      migrate(handle);
      handle.setSqlLogger(
          new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
              statements.add(context.getParsedSql().getSql());
            }
          });
      Audit audit =
          new SqlTransaction(new Statements(handle, Dialect.SQLITE, new UnreadableRows())).audit();
      for (Audit.Selection selection :
          List.of(
              new Audit.Selection(OKTA, Set.of(), "jane", false),
              new Audit.Selection(OKTA, Set.of(ResourceId.random()), "jane", false),
              new Audit.Selection(OKTA, Set.of(ResourceId.random()), null, false),
              new Audit.Selection(OKTA, Set.of(), null, true))) {
        audit.after(selection, Audit.Place.before(NOON), 10);
        audit.beforeNewest(selection, 10);
      }
      handle.setSqlLogger(SqlLogger.NOP_SQL_LOGGER);

      assertThat(statements).hasSize(8);
      for (String sql : statements) {
        assertThat(plan(handle, sql)).as(sql).noneMatch(step -> step.contains("audit_of_app"));
        assertThat(plan(handle, sql))
            .as(sql)
            .anyMatch(step -> step.matches(".* audit_(of_resource|by_name|failed) .*"));
      }
    }
  }

  private static void page(Transaction tx, Walk walk) {
    String key = walk.order() instanceof IndexOrder.Value ? "k" : "1";
    for (Walk.Place place : new Walk.Place[] {null, new Walk.Place(key, 1)}) {
      tx.resources().walk(OKTA, ResourceType.USER, walk.from(place).part(0, 10), step -> true);
    }
  }

  private static void migrate(Handle handle) {
    Schema.MIGRATIONS.forEach(
        migration ->
            migration.forEach(
                sql ->
                    handle.execute(
                        sql.replace("{identity}", Dialect.SQLITE.identity())
                            .replace("{text}", Dialect.SQLITE.text()))));
  }

  private static List<String> plan(Handle handle, String sql) {
    // Parameters are left without a value: they do not matter to the plan.
    try (var statement = handle.getConnection().prepareStatement("EXPLAIN QUERY PLAN " + sql);
        var rows = statement.executeQuery()) {
      List<String> steps = new ArrayList<>();
      while (rows.next()) {
        steps.add(rows.getString("detail"));
      }
      return steps;
    } catch (java.sql.SQLException failure) {
      throw new AssertionError(sql, failure);
    }
  }

  private static void runEverything(Transaction tx) {
    User jane = Examples.user(OKTA, "jane");
    Group staff = Examples.group(OKTA, "Staff");
    tx.resources().insert(jane);
    tx.resources().insert(staff);
    tx.resources().replace(Examples.withUserName(jane, "jane2"));
    tx.resources().user(OKTA, jane.id());
    tx.resources().existing(OKTA, ResourceType.USER, List.of(jane.id(), staff.id()));
    Narrowing name = new Narrowing.Exactly(new Term("userName", "jane2"));
    Narrowing prefix = new Narrowing.StartsWith("userName", "jane");
    Narrowing memberOf = new Narrowing.MemberOf(staff.id());
    for (Narrowing narrowing :
        List.of(
            new Narrowing.Everything(),
            new Narrowing.Nothing(),
            name,
            prefix,
            memberOf,
            new Narrowing.StartsWith("emails.value", "jane"),
            new Narrowing.Has("externalId"),
            new Narrowing.Has("emails.value"),
            new Narrowing.Between(Timestamp.CREATED, 1, 2),
            new Narrowing.Between(Timestamp.LAST_MODIFIED, 1, 2),
            new Narrowing.Not(name),
            new Narrowing.All(List.of(memberOf, new Narrowing.Not(prefix))),
            new Narrowing.Any(
                List.of(
                    new Narrowing.Between(Timestamp.CREATED, 1, 2),
                    memberOf,
                    new Narrowing.HasMember(jane.id()),
                    new Narrowing.Ids(Set.of(jane.id())),
                    new Narrowing.All(List.of(name, prefix)))),
            new Narrowing.HasMember(jane.id()),
            new Narrowing.Ids(Set.of(jane.id(), staff.id())),
            new Narrowing.All(List.of(prefix, memberOf)),
            new Narrowing.Any(List.of(name, prefix)))) {
      tx.resources().count(OKTA, ResourceType.USER, narrowing);
      tx.resources().count(OKTA, ResourceType.USER, narrowing, 1000);
      tx.resources().page(OKTA, ResourceType.USER, narrowing, 0, 10);
      tx.resources().scan(OKTA, ResourceType.USER, narrowing, resource -> true);
    }

    tx.members().add(OKTA, staff.id(), List.of(Examples.member(jane)));
    tx.members().of(OKTA, staff.id());
    tx.members().groupsOf(OKTA, List.of(jane.id()));

    tx.names().reserve(Name.userName(OKTA, "jane"), OKTA, jane.id());
    tx.names().holder(Name.userName(OKTA, "jane"));
    tx.names().keepOnly(OKTA, jane.id(), List.of());

    Account account = Examples.account(jane, STAFF, Progress.pending(NOON, "new"), Lease.NONE);
    tx.accounts().insert(account);
    tx.accounts().update(account);
    tx.accounts().ofUsers(OKTA, List.of(jane.id()));
    tx.accounts().outOfStep(OKTA, List.of(jane.id()), NOON, "changed");
    tx.accounts().mayHaveLost(OKTA, List.of(jane.id()), NOON, "left");
    tx.accounts().concern(OKTA, List.of(jane.id()), true, NOON, "left");
    tx.accounts().count(OKTA, STAFF);
    tx.accounts().countListed(OKTA);
    tx.accounts().membersOutOfStep(OKTA, staff.id(), NOON, "changed");
    tx.accounts().poolOutOfStep(OKTA, STAFF, NOON, "changed");
    tx.accounts().anyMemberPending(OKTA, STAFF, staff.id());
    tx.accounts().refusedMembers(OKTA, STAFF, staff.id());
    tx.accounts().counts(OKTA);
    tx.accounts().oldestPending(OKTA);
    tx.accounts().in(OKTA, Progress.State.HELD, 10);
    tx.guards().accountsOf(OKTA, jane.id(), null, NOON);
    tx.guards().accountsOf(OKTA, jane.id(), STAFF, NOON);
    tx.guards().accounts(OKTA, NOON, 10);
    tx.guards().note(OKTA, jane.id(), null, Guards.Kind.REMOVED, NOON, NOON, NOON.minusSeconds(9));
    tx.guards().count(OKTA, Guards.Kind.REMOVED, NOON);
    tx.guards().first(OKTA, Guards.Kind.REMOVED, NOON);
    tx.guards().returned(OKTA, jane.id(), STAFF, Guards.Kind.REMOVED);
    tx.guards().hand(OKTA, jane.id(), jane.id());
    tx.guards().put(new Guards.Word(OKTA, true, NOON, NOON));
    tx.guards().word(OKTA);
    tx.accounts().usersIn(OKTA, Progress.State.REFUSED, "", 10);
    tx.accounts().usersHeld(OKTA, "", 10);
    tx.accounts().dueNow(OKTA, Progress.State.REFUSED, List.of(jane.id()), NOON, "by hand");
    tx.accounts().nextDue();
    tx.accounts().deletionsDue(NOON);
    tx.accounts().lateCallsDue(NOON);
    tx.accounts().unreadableDue(NOON);
    tx.accounts().countUnreadable(OKTA);
    tx.accounts().peek(OKTA, STAFF, jane.id());
    tx.accounts().of(OKTA, jane.id());
    tx.poolGroups().unreadableDue(NOON);
    tx.poolGroups().countUnreadable(OKTA);
    tx.poolGroups().granted(OKTA);
    tx.accounts().waitingApps();
    tx.accounts().leaseDue(OKTA, true, NOON, "me", NOON.plusSeconds(30), 10);
    tx.accounts().takeOver(OKTA, STAFF, jane.id(), "me", NOON);
    tx.accounts().release(account);
    tx.accounts().cutOff(NOON);
    tx.accounts().expireLeases();
    tx.accounts().delete(account);

    PoolGroup group = Examples.poolGroup("1", staff, Progress.pending(NOON, "new"), Lease.NONE);
    tx.poolGroups().insert(group);
    tx.poolGroups().update(group);
    tx.poolGroups().ofGroup(OKTA, staff.id());
    tx.poolGroups().ofMember(OKTA, STAFF, jane.id());
    tx.poolGroups().withIds(OKTA, List.of("1"));
    tx.poolGroups().named(OKTA, STAFF, List.of("Staff"));
    tx.poolGroups().inPool(STAFF, List.of("Staff"));
    tx.poolGroups().refusedOutOfStep(OKTA, NOON, "why");
    tx.poolGroups().dueNow(OKTA, Progress.State.REFUSED, NOON, "by hand");
    tx.poolGroups().counts(OKTA);
    tx.poolGroups().oldestPending(OKTA);
    tx.proposals().count(OKTA);
    tx.proposals().oldest(OKTA);
    tx.poolGroups().nextDue();
    tx.poolGroups().waitingApps();
    tx.poolGroups().leaseDue(OKTA, false, NOON, "me", NOON.plusSeconds(30), 10);
    tx.poolGroups().takeOver(OKTA, "1", "me", NOON);
    tx.poolGroups().release(group);
    tx.poolGroups().cutOff(NOON);
    tx.poolGroups().expireLeases();
    tx.poolGroups().delete(group);

    Proposal proposal = Examples.deletion(OKTA, jane.id(), ResourceType.USER, MINE);
    tx.proposals().open(proposal);
    tx.proposals().isOpen(OKTA, jane.id());
    tx.proposals().leaseAbandoned(MINE.until(), "me", NOON, 10, (id, request, why) -> {});
    tx.proposals().expireLeases();
    tx.proposals().close(proposal);

    tx.accounts().want(OKTA, STAFF, List.of(jane.id()), NOON, "why");
    tx.accounts().departedOutOfStep(OKTA, NOON, "why");
    tx.accounts().hand(OKTA, jane.id(), staff.id());
    tx.resources().users(OKTA, "", 10);
    tx.resources().users(OKTA, List.of(jane.id()));
    GroupRef reference = new GroupRef(GroupRef.Key.ID, "1");
    tx.policyGroups().follow(OKTA, reference, staff.id());
    tx.policyGroups().ofApp(OKTA);
    tx.policyGroups().suspend(OKTA, reference, List.of(jane.id()));
    tx.policyGroups().held(OKTA, List.of(jane.id()));
    tx.policyGroups().release(OKTA, jane.id());
    tx.policyGroups().forget(OKTA, reference);
    tx.reviews().put(new Reviews.Review(OKTA, "rules", "", false));
    tx.reviews().find(OKTA);

    tx.tokens().find("a");
    tx.tokens().ofApp(OKTA);
    tx.tokens().revoke(OKTA, "a", NOON);
    tx.audit().append(Examples.audited(jane));
    for (Audit.Selection selection :
        List.of(
            Audit.Selection.EVERYTHING,
            new Audit.Selection(OKTA, Set.of(), null, false),
            new Audit.Selection(OKTA, Set.of(), "jane", false),
            new Audit.Selection(null, Set.of(jane.id()), "jane", true),
            new Audit.Selection(OKTA, Set.of(), null, true),
            new Audit.Selection(null, Set.of(), null, true),
            new Audit.Selection(OKTA, Set.of(jane.id(), staff.id()), null, false))) {
      tx.audit().after(selection, Audit.Place.before(NOON), 10);
      tx.audit().beforeNewest(selection, 10);
    }
    tx.audit().named(OKTA, "jane", 10);
    tx.audit().named(null, "jane", 10);
    tx.audit().purge(NOON, 10);
    Transfer transfer = new Transfer(OKTA, DirectoryContract.ENTRA, false, NOON);
    tx.transfers().begin(transfer);
    tx.transfers().involving(OKTA);
    tx.transfers().isQuiet(OKTA, NOON);
    tx.transfers().conflicts(OKTA, transfer.to());
    tx.transfers().next(OKTA, ResourceType.USER, 0, 10);
    tx.transfers().leftovers(OKTA, null, 10);
    tx.transfers().trace(OKTA, transfer.to(), null);
    tx.transfers().trace(OKTA, transfer.to(), List.of(staff.id()));
    tx.transfers().move(transfer.to(), OKTA, List.of(jane.id()));
    tx.transfers().end(transfer);

    tx.pools().traits(STAFF, "eu-west-1_a");

    tx.members().remove(OKTA, staff.id(), List.of(jane.id()));
    tx.members().leaveAll(OKTA, jane.id());
    tx.members().clear(OKTA, staff.id());
    tx.resources().delete(OKTA, ResourceType.USER, jane.id());
  }
}
