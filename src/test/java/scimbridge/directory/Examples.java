package scimbridge.directory;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import scimbridge.identity.AppId;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;

/** Values that contract tests put into a directory. */
public final class Examples {
  public static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");
  public static final PoolId STAFF = new PoolId("staff");
  public static final PoolId CUSTOMERS = new PoolId("customers");
  public static final Lease MINE = new Lease("me/1", 1, NOON.plusSeconds(30));

  private Examples() {}

  public static User user(AppId app, String userName) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("userName", userName);
    document.put("externalId", "X-" + userName);
    document
        .putArray("emails")
        .addObject()
        .put("value", userName + "@Example.com")
        .put("primary", true);
    return new User(app, ResourceId.random(), 1, NOON, NOON, Attributes.of(document));
  }

  public static Group group(AppId app, String displayName) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("displayName", displayName);
    return new Group(app, ResourceId.random(), 1, NOON, NOON, Attributes.of(document));
  }

  public static User withUserName(User user, String userName) {
    ObjectNode document = user.attributes().toNode();
    document.put("userName", userName);
    return new User(
        user.app(),
        user.id(),
        user.version() + 1,
        user.created(),
        NOON.plusSeconds(60),
        Attributes.of(document));
  }

  public static Member member(User user) {
    return new Member(user.id(), ResourceType.USER);
  }

  public static Account account(User user, PoolId pool, Progress progress, Lease lease) {
    return new Account(
        user.app(),
        pool,
        user.id(),
        new Ownership(user.userName(), null, Account.Known.OURS, null),
        new Applied(new TreeMap<>(), true, new TreeSet<>(), true, null, null),
        Entitlement.NONE,
        progress,
        lease);
  }

  public static PoolGroup poolGroup(String id, Group group, Progress progress, Lease lease) {
    return new PoolGroup(
        id,
        group.app(),
        STAFF,
        group.id(),
        group.displayName(),
        PoolGroup.Reason.PUSHED,
        true,
        PoolGroup.Phase.PRESENT,
        null,
        progress,
        lease);
  }

  public static Proposal deletion(AppId app, ResourceId id, ResourceType type, Lease lease) {
    return new Proposal(app, id, type, null, null, false, NOON, "request-1", lease);
  }

  public static Audit.Entry audited(User user) {
    return new Audit.Entry(
        NOON,
        user.app(),
        "worker",
        "account.converge",
        new Audit.Subject(ResourceType.USER, user.id(), user.userName()),
        "refused",
        "why",
        "");
  }

  /** What a worker with so many places would take: deletions that are due first of all. */
  public static List<Account> leaseDue(
      Transaction tx, Instant now, String owner, Instant until, int limit) {
    tx.accounts().deletionsDue(now);
    List<Account> leased = new ArrayList<>();
    for (AppId app : tx.accounts().waitingApps()) {
      for (boolean urgent : List.of(true, false)) {
        leased.addAll(
            tx.accounts().leaseDue(app, urgent, now, owner, until, limit - leased.size()));
      }
    }
    return leased;
  }
}
