package scimbridge.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Transaction;
import scimbridge.directory.Transfers.Conflict;
import scimbridge.directory.Transfers.Transfer;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;

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
    TransferConflicts conflicts = new TransferConflicts(setting.directory(), from, to);
    Transfer open = open(order);
    if (order.dryRun()) {
      conflicts.preview(open, progress);
      return;
    }
    boolean begun = open != null;
    if (open == null) {
      conflicts.refuse(order.skipConflicts(), progress);
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
        conflicts.refuse(order.skipConflicts(), progress);
      }
    } catch (Fault notNow) {
      if (!begun) {
        setting.directory().<Boolean>write(tx -> end(tx, transfer));
      }
      throw notNow;
    }
    carryOut(transfer, conflicts, progress);
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

  private void carryOut(Transfer transfer, TransferConflicts conflicts, Consumer<String> progress) {
    Set<ResourceId> stay =
        conflicts.names().stream().map(Conflict::resource).collect(Collectors.toSet());
    TransferPieces pieces = new TransferPieces(setting, transfer, stay, piece);
    pieces.copyAttributes();
    conflicts.ownAttributes().ifPresent(progress);
    pieces.part();
    long users = pieces.move(ResourceType.USER, conflicts.count(ResourceType.USER), progress);
    long groups = pieces.move(ResourceType.GROUP, conflicts.count(ResourceType.GROUP), progress);
    pieces.moveLeftovers();
    String moved = users + " users and " + groups + " groups";
    pieces.complete(moved);
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
}
