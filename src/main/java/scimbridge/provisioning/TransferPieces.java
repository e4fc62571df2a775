package scimbridge.provisioning;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Members;
import scimbridge.directory.Reviews.Review;
import scimbridge.directory.Transaction;
import scimbridge.directory.Transfers.Moving;
import scimbridge.directory.Transfers.Transfer;
import scimbridge.identity.AppId;
import scimbridge.identity.Member;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;

/**
 * Moves what is in the directory of an app whose transfer is open, while nobody else works on
 * either app. Each piece is one transaction; what was moved before is not moved again.
 */
final class TransferPieces {
  private final Setting setting;
  private final Transfer transfer;
  private final Set<ResourceId> stay;
  private final int piece;

  /**
   * Moves all but what stays.
   *
   * @param piece how many resources one transaction moves
   */
  TransferPieces(Setting setting, Transfer transfer, Set<ResourceId> stay, int piece) {
    this.setting = setting;
    this.transfer = transfer;
    this.stay = stay;
    this.piece = piece;
  }

  /** Gives the other app what attributes of the app's own it has not. */
  void copyAttributes() {
    setting
        .directory()
        .<Boolean>write(
            tx -> {
              new TransferredAttributes(transfer.from(), transfer.to()).copy(tx);
              return true;
            });
    setting.pools().schemas().changed(transfer.to());
  }

  /** Ends the memberships between what stays and what moves; the accounts follow later. */
  void part() {
    for (ResourceId one : stay) {
      setting.directory().<Boolean>write(tx -> part(tx, transfer.from(), one));
    }
  }

  private boolean part(Transaction tx, AppId app, ResourceId stays) {
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

  /**
   * Moves the resources of a type.
   *
   * @param total how many there are, for the progress
   * @return how many were moved
   */
  long move(ResourceType type, long total, Consumer<String> progress) {
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
                    moveAll(tx, type, ids(some));
                    return some;
                  });
      if (next.isEmpty()) {
        return moved;
      }
      moved += ids(next).size();
      position = next.getLast().position();
      progress.accept(type.scimName() + "s: " + moved + " of " + total);
    }
  }

  private List<ResourceId> ids(List<Moving> some) {
    return some.stream().map(Moving::id).filter(id -> !stay.contains(id)).toList();
  }

  private void moveAll(Transaction tx, ResourceType type, List<ResourceId> ids) {
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

  /** Moves the links of users and groups that are deleted. */
  void moveLeftovers() {
    ResourceId after = null;
    while (true) {
      after = moveLeftovers(after);
      if (after == null) {
        return;
      }
    }
  }

  /** One piece of them; the last one seen, or null if none is left. */
  private @Nullable ResourceId moveLeftovers(@Nullable ResourceId after) {
    List<ResourceId> left =
        setting
            .directory()
            .<List<ResourceId>>write(
                tx -> {
                  List<ResourceId> some = tx.transfers().leftovers(transfer.from(), after, piece);
                  List<ResourceId> moving = some.stream().filter(id -> !stay.contains(id)).toList();
                  tx.transfers().move(transfer.from(), transfer.to(), moving);
                  return some;
                });
    return left.isEmpty() ? null : left.getLast();
  }

  /**
   * Ends the transfer. The other app's rules apply: each of its users is looked at once.
   *
   * @param moved what was moved, for the audit
   */
  void complete(String moved) {
    setting.directory().<Boolean>write(tx -> complete(tx, moved));
  }

  private boolean complete(Transaction tx, String moved) {
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
