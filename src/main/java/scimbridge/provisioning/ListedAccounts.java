package scimbridge.provisioning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scimbridge.cognito.ListedUser;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Account;
import scimbridge.plan.Sight;
import scimbridge.plan.Wish;
import scimbridge.provisioning.AccountComparison.Shown;
import scimbridge.provisioning.Findings.Claims;
import scimbridge.provisioning.PoolListing.Page;

/** Compares the accounts of a pool, and at last looks which of the app's were not listed. */
final class ListedAccounts {
  private final PoolComparison shared;
  private final PoolListing listing;
  private final @Nullable Instant restoredTo;

  /**
   * A comparison that has not begun.
   *
   * @param restoredTo when the backup was made that the store was restored from, or null
   */
  ListedAccounts(PoolComparison shared, PoolListing listing, @Nullable Instant restoredTo) {
    this.shared = shared;
    this.listing = listing;
    this.restoredTo = restoredTo;
  }

  /** Goes through them. */
  void run() throws InterruptedException {
    Fingerprints seen = new Fingerprints();
    shared.countAnew();
    listing.users(shared.pool, null, page -> accounts(page, seen));
    shared.say("all accounts are listed");
    List<Account> gone = new ArrayList<>();
    shared.eachOfOurs(
        (mine, shown) -> {
          if (!seen.contains(mine.username())) {
            if (restoredTo == null) {
              shown.put(mine, (wish, recorded) -> new Sight.Absent());
            } else {
              gone.add(mine);
            }
          }
        },
        () -> gone(gone));
  }

  private void gone(List<Account> links) throws InterruptedException {
    if (!links.isEmpty()) {
      shared.report.addDiffering(links.size(), shared.findings.gone(shared.pool, links));
      links.clear();
    }
  }

  private void accounts(Page<ListedUser> page, Fingerprints seen) {
    if (page.anew()) {
      shared.report.accounts().clear();
      shared.say("its listing was slower than an hour and begins anew");
    }
    OwnLinks links =
        OwnLinks.of(shared.setting.directory(), shared.app.id(), shared.pool, page.items());
    Map<Account, Shown> shown = new LinkedHashMap<>();
    List<ListedUser> newcomers = new ArrayList<>();
    for (ListedUser user : page.items()) {
      Account mine = links.mine(user);
      if (isNewcomer(user, mine) && !links.isOfOthers(user)) {
        seen.add(user.username());
        newcomers.add(user);
      } else if (mine == null) {
        notMine(user, links.isOfOthers(user));
      } else if (seen.add(user.username())) {
        if (Adoption.isListed(mine)) {
          shared.report.addKnown();
        } else if (shared.isSettled(mine)) {
          shared.report.addCompared();
          shown.put(
              mine, (wish, recorded) -> observed(mine, wish, user).withGroups(recorded.groups()));
        } else {
          shared.report.addLeftOut();
        }
      }
    }
    shared.compare(shown);
    if (!newcomers.isEmpty()) {
      Claims claims = shared.findings.newcomers(shared.pool, newcomers);
      shared.report.addDiffering(newcomers.size() - claims.unclaimed().size(), claims.settled());
      claims.unclaimed().forEach(user -> notMine(user, false));
    }
    shared.count(page.items().size(), "accounts");
  }

  /** Whether it was made after the backup, and is not what our record is about. */
  private boolean isNewcomer(ListedUser user, @Nullable Account mine) {
    return restoredTo != null
        && user.createdAt().isAfter(restoredTo)
        && (mine == null || (shared.isSettled(mine) && !OwnLinks.isThis(mine, user)));
  }

  private void notMine(ListedUser user, boolean ofOthers) {
    if (ofOthers) {
      shared.report.accounts().addOfOthers();
    } else {
      shared.report.accounts().add(user.username());
      shared.findings.unknown(shared.pool, "account", user.username());
    }
  }

  private Sight.Present observed(Account mine, Wish wish, ListedUser user) {
    return Observation.of(
        shared.setting.pools().get(shared.pool),
        shared.traits,
        mine,
        wish,
        new Outcome.Found(
            user.username(),
            user.sub(),
            user.attributes(),
            user.enabled(),
            user.status(),
            user.createdAt()));
  }
}
