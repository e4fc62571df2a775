package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Members;
import scimbridge.directory.Reviews.Review;
import scimbridge.directory.Transaction;
import scimbridge.directory.Transfers.Conflict;
import scimbridge.directory.Transfers.Moving;
import scimbridge.directory.Transfers.Transfer;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.Member;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.filter.Narrowing;
import scimbridge.identity.schema.CustomAttribute;

/**
 * Moves the whole directory of one app to another: users, groups, memberships, attributes of the
 * app's own, and whose accounts and Cognito groups are. No call is made for it, so nobody's access
 * changes; the other app's rules apply as soon as it is done.
 *
 * <p>Both apps stand still while it lasts: an open transfer is a row in the store that every
 * request and every background pass looks at. It goes on in pieces, each of them one transaction;
 * what stopped in the middle is completed by starting it again.
 */
public final class Transferring {
  /** Longer than any request or background pass may take. */
  private static final Duration PATIENCE = Setting.LEASE.plus(Duration.ofSeconds(15));

  /** How many resources one transaction moves. */
  static final int PIECE = 500;

  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final Setting setting;
  private final BooleanSupplier running;
  private final Consumer<AppId> done;
  private final int piece;

  /**
   * @param running whether the engine works, so that changes under way come to an end
   * @param done told of the app whose rules apply from now on
   * @param piece how many resources one transaction moves
   */
  Transferring(Setting setting, BooleanSupplier running, Consumer<AppId> done, int piece) {
    this.setting = setting;
    this.running = running;
    this.done = done;
    this.piece = piece;
  }

  /**
   * What is asked for.
   *
   * @param from whose directory moves
   * @param to where it moves
   * @param dryRun whether it is only to be said what would be done
   * @param skipConflicts whether what both have is left behind; else nothing moves then
   */
  public record Order(AppId from, AppId to, boolean dryRun, boolean skipConflicts) {}

  /**
   * Carries a transfer out, or completes one that was begun.
   *
   * @param progress takes one line for each piece
   * @throws Fault UNIQUENESS if both apps have a name, or an attribute that differs; BUSY if
   *     changes are under way that do not end, or another transfer of one of the apps is open
   */
  public void run(Order order, Consumer<String> progress) {
    AppId from = order.from();
    AppId to = order.to();
    if (from.equals(to)) {
      throw Fault.of(Fault.Kind.INVALID_VALUE, "'--from' and '--to' name the same app.");
    }
    Transfer open = open(order);
    if (order.dryRun()) {
      preview(order, open, progress);
      return;
    }
    boolean begun = open != null;
    if (open == null) {
      refuseConflicts(order, progress);
      Transfer fresh = new Transfer(from, to, order.skipConflicts(), setting.now());
      setting.directory().<Boolean>write(tx -> begin(tx, fresh));
      open = fresh;
    } else {
      progress.accept("Going on with the transfer that was begun at " + open.since() + ".");
    }
    Transfer transfer = open;
    try {
      awaitQuiet(transfer);
      if (!begun) {
        // Once more: a request may have come in before both stood still.
        refuseConflicts(order, progress);
      }
    } catch (Fault notNow) {
      if (!begun) {
        setting.directory().<Boolean>write(tx -> end(tx, transfer));
      }
      throw notNow;
    }
    carryOut(transfer, progress);
  }

  private @Nullable Transfer open(Order order) {
    for (AppId app : List.of(order.from(), order.to())) {
      Transfer open =
          setting
              .directory()
              .<@Nullable Transfer>read(tx -> tx.transfers().involving(app).orElse(null));
      if (open == null) {
        continue;
      }
      if (open.from().equals(order.from()) && open.to().equals(order.to())) {
        return open;
      }
      throw Fault.of(
          Fault.Kind.BUSY,
          "A transfer from '"
              + open.from()
              + "' to '"
              + open.to()
              + "' is not complete; run that one again first.");
    }
    return null;
  }

  private void preview(Order order, @Nullable Transfer open, Consumer<String> out) {
    List<Conflict> conflicts = conflicts(order.from(), order.to());
    List<String> attributes = attributeConflicts(order);
    if (open != null) {
      out.accept("This transfer was begun at " + open.since() + " and is not complete.");
    }
    long users = count(order.from(), ResourceType.USER);
    long groups = count(order.from(), ResourceType.GROUP);
    attributes.forEach(out);
    conflicts.forEach(conflict -> out.accept(line(conflict)));
    ownAttributes(order.from()).ifPresent(out);
    out.accept(
        "Would move "
            + users
            + " users and "
            + groups
            + " groups from '"
            + order.from()
            + "' to '"
            + order.to()
            + "'"
            + (conflicts.isEmpty()
                ? "."
                : "; "
                    + conflicts.size()
                    + " of these names are in both: without"
                    + " --skip-conflicts nothing moves, with it those stay.")
            + (attributes.isEmpty()
                ? ""
                : " Nothing moves while attributes of the apps' own stand against each other."));
  }

  private long count(AppId app, ResourceType type) {
    return setting
        .directory()
        .<Long>read(tx -> tx.resources().count(app, type, new Narrowing.Everything()));
  }

  private List<Conflict> conflicts(AppId from, AppId to) {
    return setting.directory().<List<Conflict>>read(tx -> tx.transfers().conflicts(from, to));
  }

  private List<String> attributeConflicts(Order order) {
    return setting
        .directory()
        .<List<String>>read(
            tx -> new TransferredAttributes(order.from(), order.to()).conflicts(tx));
  }

  private void refuseConflicts(Order order, Consumer<String> out) {
    List<String> attributes = attributeConflicts(order);
    if (!attributes.isEmpty()) {
      attributes.forEach(out);
      throw Fault.of(
          Fault.Kind.UNIQUENESS,
          "Nothing was moved: attributes of the apps' own stand against each other. Change or"
              + " remove one of each with 'attribute add' or 'attribute remove'.");
    }
    List<Conflict> conflicts = conflicts(order.from(), order.to());
    if (conflicts.isEmpty()) {
      return;
    }
    conflicts.forEach(conflict -> out.accept(line(conflict)));
    if (!order.skipConflicts()) {
      throw Fault.of(
          Fault.Kind.UNIQUENESS,
          "Nothing was moved: "
              + conflicts.size()
              + " names are in both apps. Delete or rename one of each, or leave those of '"
              + order.from()
              + "' behind with --skip-conflicts; memberships between what moves and what stays"
              + " end then.");
    }
  }

  private static String line(Conflict conflict) {
    return "in both: "
        + (conflict.type() == ResourceType.USER ? "userName '" : "displayName '")
        + conflict.name()
        + "' ("
        + conflict.resource()
        + " and "
        + conflict.other()
        + ")";
  }

  private boolean begin(Transaction tx, Transfer transfer) {
    for (AppId app : List.of(transfer.from(), transfer.to())) {
      if (tx.transfers().involving(app).isPresent()) {
        throw Fault.of(Fault.Kind.BUSY, "Another transfer of app '" + app + "' has just begun.");
      }
    }
    tx.transfers().begin(transfer);
    Instant now = setting.now();
    String detail =
        "The directory of app '"
            + transfer.from()
            + "' begins to move to app '"
            + transfer.to()
            + "'.";
    Journal.act(tx, now, transfer.from(), "transfer", "pending", detail);
    Journal.act(tx, now, transfer.to(), "transfer", "pending", detail);
    return true;
  }

  private static boolean end(Transaction tx, Transfer transfer) {
    tx.transfers().end(transfer);
    return true;
  }

  /** Waits until nobody works on anything of either app; nobody begins to while it is open. */
  private void awaitQuiet(Transfer transfer) {
    if (!running.getAsBoolean() && setting.directory().exclusive()) {
      setting
          .directory()
          .<Boolean>write(
              tx -> {
                tx.accounts().expireLeases();
                tx.poolGroups().expireLeases();
                return true;
              });
    }
    Instant deadline = setting.now().plus(running.getAsBoolean() ? PATIENCE : Duration.ZERO);
    while (!isQuiet(transfer)) {
      if (!setting.now().isBefore(deadline)) {
        throw Fault.of(
            Fault.Kind.BUSY,
            "Nothing was moved: changes of these apps are still under way. Start the server, if"
                + " none runs, so that it settles them, and try again.");
      }
      try {
        setting.sleeper().sleep(LOOK_AGAIN);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw Fault.of(Fault.Kind.BUSY, "Nothing was moved: the bridge is stopping.");
      }
    }
  }

  private boolean isQuiet(Transfer transfer) {
    Instant now = setting.now();
    return setting
        .directory()
        .<Boolean>read(
            tx ->
                tx.transfers().isQuiet(transfer.from(), now)
                    && tx.transfers().isQuiet(transfer.to(), now));
  }

  private void carryOut(Transfer transfer, Consumer<String> progress) {
    Set<ResourceId> stay =
        conflicts(transfer.from(), transfer.to()).stream()
            .map(Conflict::resource)
            .collect(Collectors.toSet());
    setting.directory().<Boolean>write(tx -> copyAttributes(tx, transfer));
    setting.pools().schemas().changed(transfer.to());
    ownAttributes(transfer.from()).ifPresent(progress);
    for (ResourceId one : stay) {
      setting.directory().<Boolean>write(tx -> part(tx, transfer.from(), one, stay));
    }
    long users = move(transfer, ResourceType.USER, stay, progress);
    long groups = move(transfer, ResourceType.GROUP, stay, progress);
    moveLeftovers(transfer, stay);
    String moved = users + " users and " + groups + " groups";
    setting.directory().<Boolean>write(tx -> complete(tx, transfer, stay, moved));
    done.accept(transfer.to());
    progress.accept(
        "Done: "
            + moved
            + " moved from '"
            + transfer.from()
            + "' to '"
            + transfer.to()
            + "'"
            + (stay.isEmpty() ? "." : ", " + stay.size() + " stayed."));
  }

  /** The line that says which attributes go along. */
  private Optional<String> ownAttributes(AppId app) {
    List<CustomAttribute> own =
        setting.directory().<List<CustomAttribute>>read(tx -> tx.customAttributes().of(app));
    return own.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Attributes of '%s': %s"
                .formatted(
                    app,
                    own.stream().map(CustomAttribute::name).collect(Collectors.joining(", "))));
  }

  private static boolean copyAttributes(Transaction tx, Transfer transfer) {
    new TransferredAttributes(transfer.from(), transfer.to()).copy(tx);
    return true;
  }

  /** Ends the memberships between what stays and what moves; the accounts follow later. */
  private static boolean part(Transaction tx, AppId app, ResourceId stays, Set<ResourceId> stay) {
    Members members = tx.members();
    Set<ResourceId> moving = new HashSet<>();
    for (Member member : members.of(app, stays)) {
      moving.add(member.id());
    }
    moving.removeAll(stay);
    members.remove(app, stays, moving);
    members.groupsOf(app, Set.of(stays)).getOrDefault(stays, List.of()).stream()
        .map(Members.GroupReference::id)
        .filter(group -> !stay.contains(group))
        .forEach(group -> members.remove(app, group, Set.of(stays)));
    return true;
  }

  private long move(
      Transfer transfer, ResourceType type, Set<ResourceId> stay, Consumer<String> progress) {
    long total = count(transfer.from(), type);
    long moved = 0;
    long position = 0;
    while (true) {
      long after = position;
      List<Moving> next =
          setting
              .directory()
              .<List<Moving>>write(
                  tx -> {
                    List<Moving> some = tx.transfers().next(transfer.from(), type, after, piece);
                    moveAll(tx, transfer, type, ids(some, stay), stay);
                    return some;
                  });
      if (next.isEmpty()) {
        return moved;
      }
      moved += ids(next, stay).size();
      position = next.getLast().position();
      progress.accept(type.scimName() + "s: " + moved + " of " + total);
    }
  }

  private static List<ResourceId> ids(List<Moving> some, Set<ResourceId> stay) {
    return some.stream().map(Moving::id).filter(id -> !stay.contains(id)).toList();
  }

  private static void moveAll(
      Transaction tx,
      Transfer transfer,
      ResourceType type,
      List<ResourceId> ids,
      Set<ResourceId> stay) {
    if (ids.isEmpty()) {
      return;
    }
    tx.transfers().move(transfer.from(), transfer.to(), ids);
    if (type == ResourceType.USER) {
      new TransferredAttributes(transfer.from(), transfer.to()).rename(tx, ids);
    }
    if (type == ResourceType.GROUP && !stay.isEmpty()) {
      tx.transfers().trace(transfer.to(), transfer.from(), ids);
    }
  }

  private void moveLeftovers(Transfer transfer, Set<ResourceId> stay) {
    ResourceId after = null;
    while (true) {
      ResourceId from = after;
      List<ResourceId> left =
          setting
              .directory()
              .<List<ResourceId>>write(
                  tx -> {
                    List<ResourceId> some = tx.transfers().leftovers(transfer.from(), from, piece);
                    List<ResourceId> moving =
                        some.stream().filter(id -> !stay.contains(id)).toList();
                    tx.transfers().move(transfer.from(), transfer.to(), moving);
                    return some;
                  });
      if (left.isEmpty()) {
        return;
      }
      after = left.getLast();
    }
  }

  /** The other app's rules apply: each of its users is looked at once. */
  private boolean complete(Transaction tx, Transfer transfer, Set<ResourceId> stay, String moved) {
    Instant now = setting.now();
    tx.transfers().trace(transfer.from(), transfer.to(), null);
    tx.accounts().outOfStep(transfer.from(), stay, now, "Its groups moved to another app.");
    tx.reviews().put(new Review(transfer.to(), "", "", false));
    // Before anybody works by its policies they have to know the groups that have come.
    setting.find(transfer.from()).ifPresent(app -> Following.moved(tx, app));
    setting.find(transfer.to()).ifPresent(app -> Following.begin(tx, app, now));
    note(tx, transfer.from(), moved + " moved to app '" + transfer.to() + "'", now);
    note(tx, transfer.to(), moved + " came from app '" + transfer.from() + "'", now);
    tx.transfers().end(transfer);
    return true;
  }

  private static void note(Transaction tx, AppId app, String detail, Instant now) {
    Journal.act(tx, now, app, "transfer", "accepted", detail);
  }
}
