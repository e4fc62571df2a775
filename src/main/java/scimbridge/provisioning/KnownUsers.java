package scimbridge.provisioning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import scimbridge.cognito.ListedUser;
import scimbridge.directory.Account;
import scimbridge.directory.Applied;
import scimbridge.directory.Entitlement;
import scimbridge.directory.Lease;
import scimbridge.directory.Names.Holder;
import scimbridge.directory.Names.Name;
import scimbridge.directory.Ownership;
import scimbridge.directory.Progress;
import scimbridge.directory.Transaction;
import scimbridge.directory.Unreadable;
import scimbridge.fault.Fault;
import scimbridge.identity.Fold;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.schema.Schemas;
import scimbridge.plan.Former;
import scimbridge.policy.App;
import scimbridge.policy.Pool.UsernameRule;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.PoolTraits.Kind;
import scimbridge.policy.Usernames;
import scimbridge.provisioning.Provisioning.Request;

/**
 * Takes accounts that somebody else made into an app's directory as known: each becomes a user that
 * the client finds, with names reserved, and an account that is not touched until it is adopted.
 *
 * <p>Where the directory has a user already for whom just this account would have to be made, the
 * account becomes known as that user's. Nothing else is joined by equal values.
 */
final class KnownUsers {
  private final App app;
  private final ConnectedPool pool;
  private final PoolTraits traits;
  private final ListedUserReading reading;
  private final UserNames names;

  /** Names of accounts before, with whose they are, where nothing is kept; else null. */
  private final @Nullable Map<Name, String> rehearsed;

  /**
   * For one app and pool. The pool has been described.
   *
   * @param own the pool with the app's own attributes
   * @param schemas what the app knows of attributes
   * @param rehearses whether what is taken in is not kept, so that this has to remember the names
   */
  KnownUsers(Setting setting, App app, ConnectedPool own, Schemas schemas, boolean rehearses) {
    this.rehearsed = rehearses ? new HashMap<>() : null;
    this.app = app;
    this.pool = own;
    this.traits = setting.pools().traits(own.rules().id());
    this.names = new UserNames(setting.pools());
    this.reading = new ListedUserReading(own.rules(), traits, schemas);
  }

  /** What became of a listed account. */
  sealed interface Outcome {
    /**
     * It is known now.
     *
     * @param user the user it belongs to
     * @param created whether the user was made for it
     * @param differing the attributes that hold what the user cannot say
     */
    record Taken(ResourceId user, boolean created, Set<String> differing) implements Outcome {}

    /**
     * The app has it already.
     *
     * @param changed whether others have changed it in the pool, and it is known as it is now
     */
    record There(boolean changed) implements Outcome {}

    /** It is not taken in; the reason completes "account 'x' …". */
    record Left(String reason) implements Outcome {}
  }

  /** Takes accounts in; the outcomes are in their order. */
  List<Outcome> take(Transaction tx, Request by, List<ListedUser> page, Instant now) {
    Requests.refuseInTransfer(tx, app.id());
    Map<String, Account> links = links(tx, pool.rules().id(), page);
    List<Outcome> outcomes = new ArrayList<>();
    for (ListedUser listed : page) {
      outcomes.add(take(tx, by, listed, links.get(listed.username()), now));
    }
    return outcomes;
  }

  /**
   * The links, of whatever app, that are to just these accounts, by Username; of one that cannot be
   * read that is assumed.
   */
  static Map<String, Account> links(Transaction tx, PoolId pool, List<ListedUser> page) {
    Map<String, String> subs = new HashMap<>();
    page.forEach(
        listed -> subs.put(listed.username(), Objects.requireNonNullElse(listed.sub(), "")));
    Map<String, Account> links = new HashMap<>();
    tx.accounts().inPool(pool, subs.keySet()).stream()
        .filter(
            link ->
                link.isUnreadable()
                    || (link.sub() != null && link.sub().equals(subs.get(link.username()))))
        .forEach(link -> links.put(link.username(), link));
    return links;
  }

  private Outcome take(
      Transaction tx, Request by, ListedUser listed, @Nullable Account link, Instant now) {
    if (link != null) {
      return link.app().equals(app.id())
          ? new Outcome.There(anew(tx, by, listed, link, now))
          : new Outcome.Left("belongs to app '" + link.app() + "'");
    }
    String unfit = ListedUserReading.unfit(listed);
    if (unfit != null) {
      return new Outcome.Left(unfit);
    }
    String userName = reading.userName(listed);
    if (userName == null) {
      return new Outcome.Left("has no value for what people sign in to its pool by");
    }
    User user = reading.user(app.id(), id(tx, listed), userName, listed, now);
    Account known = known(user, listed, true, now);
    Set<Name> wanted = new LinkedHashSet<>();
    wanted.add(Name.userName(app.id(), userName));
    wanted.addAll(signInNames(known, listed));
    Set<Holder> holders = new LinkedHashSet<>();
    wanted.forEach(name -> tx.names().holder(name).ifPresent(holders::add));
    if (!holders.isEmpty()) {
      return attach(tx, by, listed, user, holders, wanted, now);
    }
    if (rehearsed != null) {
      for (Name name : wanted) {
        String other = rehearsed.putIfAbsent(name, userName);
        if (other != null) {
          return new Outcome.Left(conflict(userName, other));
        }
      }
    }
    Set<String> differing = reading.counted(user, listed, true).differing();
    tx.resources().insert(user);
    wanted.forEach(name -> tx.names().reserve(name, app.id(), user.id()));
    tx.accounts().insert(entitled(tx, user, known));
    note(tx, by, known, now);
    return new Outcome.Taken(user.id(), true, differing);
  }

  /**
   * Takes over what others have changed in the pool since the account became known, where the
   * client has not changed its user; answers whether there was anything. Of any other only whether
   * the account is enabled is taken over.
   */
  private boolean anew(Transaction tx, Request by, ListedUser listed, Account link, Instant now) {
    String userName = reading.userName(listed);
    User user = tx.resources().user(app.id(), link.user()).orElse(null);
    if (!Adoption.isListed(link)
        || Former.isRecorded(link.attributes())
        || !link.lease().returned()
        || ListedUserReading.unfit(listed) != null
        || userName == null
        || user == null) {
      return false;
    }
    if (!user.lastModified().equals(link.seenAt())) {
      enabledAnew(tx, by, listed, link, now);
      return false;
    }
    User read = reading.user(app.id(), user.id(), userName, listed, now);
    Account known =
        known(read, listed, true, now)
            .withGroups(link.groups())
            .withEntitlement(link.entitlement())
            .withProgress(link.progress())
            .withLease(link.lease());
    boolean same =
        read.attributes().equals(user.attributes())
            && known.attributes().equals(link.attributes())
            && known.enabled() == link.enabled();
    if (same) {
      return false;
    }
    Set<Name> wanted = new LinkedHashSet<>();
    wanted.add(Name.userName(app.id(), userName));
    wanted.addAll(signInNames(known, listed));
    Holder self = new Holder(app.id(), user.id());
    if (tx.proposals().isOpen(app.id(), user.id())
        || tx.accounts()
                .ofUsers(app.id(), Set.of(user.id()))
                .getOrDefault(user.id(), List.of())
                .size()
            > 1
        || wanted.stream()
            .anyMatch(name -> tx.names().holder(name).filter(h -> !h.equals(self)).isPresent())) {
      enabledAnew(tx, by, listed, link, now);
      return false;
    }
    User next = user.changed(now, read.attributes());
    tx.resources().replace(next);
    tx.accounts().update(known);
    wanted.forEach(name -> tx.names().reserve(name, app.id(), user.id()));
    names.settle(tx, app, user.id(), next);
    note(tx, by, known, now);
    return true;
  }

  private static void enabledAnew(
      Transaction tx, Request by, ListedUser listed, Account link, Instant now) {
    if (link.enabled() != listed.enabled()) {
      Account known = link.withEnabled(listed.enabled());
      tx.accounts().update(known);
      note(tx, by, known, now);
    }
  }

  /**
   * Where Usernames are SCIM ids, an account that the bridge made once keeps the id by which the
   * client knows it.
   */
  private ResourceId id(Transaction tx, ListedUser listed) {
    boolean byId =
        pool.rules()
                .usernameRule()
                .orElse(traits.kind() == Kind.ALIAS ? UsernameRule.ID : UsernameRule.USER_NAME)
            == UsernameRule.ID;
    return ResourceId.parse(listed.username())
        .filter(id -> byId)
        .filter(id -> tx.resources().existing(app.id(), ResourceType.USER, Set.of(id)).isEmpty())
        .filter(id -> tx.resources().existing(app.id(), ResourceType.GROUP, Set.of(id)).isEmpty())
        .orElseGet(ResourceId::random);
  }

  /** An address that nobody has verified is no name: several accounts may have it. */
  private Set<Name> signInNames(Account known, ListedUser listed) {
    Map<String, String> attributes = new TreeMap<>(known.attributes());
    traits.aliases().stream()
        .filter(alias -> !reading.isAlias(listed, alias))
        .forEach(attributes::remove);
    return UserNames.held(pool, traits, listed.username(), attributes);
  }

  private Account known(User user, ListedUser listed, boolean read, Instant now) {
    return new Account(
        app.id(),
        pool.rules().id(),
        user.id(),
        new Ownership(listed.username(), listed.sub(), Account.Known.LISTED, null),
        new Applied(
            reading.counted(user, listed, read).attributes(),
            listed.enabled(),
            new TreeSet<>(),
            true,
            listed.status(),
            now),
        Entitlement.NONE,
        Progress.IN_STEP,
        // Not 1: a link of the same user that was deleted before must not have had this epoch.
        new Lease("", now.toEpochMilli(), Instant.EPOCH));
  }

  private Account entitled(Transaction tx, User user, Account known) {
    return known.withEntitlement(
        new Entitlement(Scopes.of(tx, app, user).policies(known.pool()), null));
  }

  /** Some of its names are taken: it may be the account of the user who has them. */
  private Outcome attach(
      Transaction tx,
      Request by,
      ListedUser listed,
      User read,
      Set<Holder> holders,
      Set<Name> wanted,
      Instant now) {
    Holder holder = holders.iterator().next();
    if (holders.size() > 1 || !holder.app().equals(app.id())) {
      String whose =
          holders.stream().anyMatch(held -> !held.app().equals(app.id()))
              ? "of app '" + holder.app() + "'"
              : "of several users of this app";
      return new Outcome.Left("has a name that is taken by accounts " + whose);
    }
    User owner = tx.resources().user(app.id(), holder.resource()).orElse(null);
    if (owner == null || tx.proposals().isOpen(app.id(), holder.resource())) {
      return new Outcome.Left(
          "has a name of a user who is being changed or deleted just now; import once more later");
    }
    Account link = tx.accounts().peek(app.id(), pool.rules().id(), owner.id()).orElse(null);
    if (link != null && link.isUnreadable()) {
      return new Outcome.Left(
          "has a name of user '"
              + owner.userName()
              + "'. "
              + Unreadable.account(link.pool()).detail());
    }
    // A Username is one account's: if it was known under another sub, that one is gone.
    boolean replaced =
        link != null && Adoption.isListed(link) && link.username().equals(listed.username());
    if (link != null && !replaced && link.known() != Account.Known.FOREIGN && !link.vacant()) {
      return new Outcome.Left(conflict(read.userName(), owner.userName()));
    }
    if (!isAccountOf(owner, read, listed)) {
      return new Outcome.Left(conflict(read.userName(), owner.userName()));
    }
    Account known = entitled(tx, owner, known(owner, listed, false, now));
    wanted.forEach(name -> tx.names().reserve(name, app.id(), owner.id()));
    if (link == null) {
      tx.accounts().insert(known);
    } else {
      Account mine =
          tx.accounts()
              .takeOver(app.id(), known.pool(), owner.id(), "", now)
              .orElseThrow(() -> new IllegalStateException(link.toString()));
      Account attached = known.withLease(mine.lease());
      tx.accounts().update(attached);
      tx.accounts().release(attached);
    }
    note(tx, by, known, now);
    return new Outcome.Taken(owner.id(), false, Set.of());
  }

  /** Whether the account that would have to be made for a user is just this one. */
  private boolean isAccountOf(User owner, User read, ListedUser listed) {
    if (traits.kind() != Kind.PLAIN) {
      return Fold.same(owner.userName(), read.userName());
    }
    try {
      String username = Usernames.choose(owner, pool.rules(), traits);
      return traits.caseSensitive()
          ? username.equals(listed.username())
          : Fold.same(username, listed.username());
    } catch (Fault none) {
      return false;
    }
  }

  private static String conflict(String mine, String theirs) {
    if (mine.equals(theirs)) {
      return "would be user '" + mine + "', and there is one";
    }
    return Fold.same(mine, theirs)
        ? "would be user '"
            + mine
            + "', which differs from '"
            + theirs
            + "' only in case: SCIM takes them for the same (RFC 7643 section 4.1.1)"
        : "signs in by a name of user '" + theirs + "'";
  }

  private static void note(Transaction tx, Request by, Account known, Instant now) {
    Journal.note(
        tx,
        now,
        by,
        known.user(),
        "user.import",
        "accepted",
        "account '"
            + known.username()
            + "' in pool "
            + known.pool()
            + " is known"
            + (known.enabled() ? "" : ", and is disabled"));
  }
}
