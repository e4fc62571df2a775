package scimbridge.provisioning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scimbridge.cognito.ListedGroup;
import scimbridge.cognito.ListedUser;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.policy.App;
import scimbridge.provisioning.KnownGroups.Joined;
import scimbridge.provisioning.PoolListing.Page;
import scimbridge.provisioning.Provisioning.Request;

/**
 * Takes what is in a user pool already into an app's directory, so that the first synchronisation
 * finds it instead of running into it. Everything is listed, nobody is looked at one by one,
 * nothing is changed in the pool.
 *
 * <p>Each page of the listing is one transaction. What was stopped in the middle goes on when it is
 * run again: it lists from the beginning and passes over what is there.
 */
public final class Importing {
  private final Setting setting;
  private final GroupWrites groups;
  private final BooleanSupplier stopping;

  Importing(Setting setting, GroupWrites groups, BooleanSupplier stopping) {
    this.setting = setting;
    this.groups = groups;
    this.stopping = stopping;
  }

  /**
   * What is asked for.
   *
   * @param app whose directory takes it in
   * @param pool the name of the pool, or null for all pools of the app
   * @param dryRun whether it is only to be said what would be done
   */
  public record Order(AppId app, @Nullable String pool, boolean dryRun) {}

  /**
   * Carries an import out.
   *
   * @param out takes one line for each thing that is not taken in, and for each step; what it
   *     throws ends the import
   * @throws Fault INVALID_VALUE if the app has no such pool; BUSY if the pool cannot be listed now,
   *     or the bridge is stopping
   */
  public void run(Order order, Consumer<String> out) {
    App app = setting.app(order.app());
    List<PoolId> pools =
        app.pools().stream()
            .filter(pool -> order.pool() == null || pool.value().equals(order.pool()))
            .toList();
    if (pools.isEmpty()) {
      throw Fault.of(
          Fault.Kind.INVALID_VALUE,
          "app '"
              + app.id()
              + "' has no policy for pool '"
              + order.pool()
              + "'; it has one for: "
              + app.pools().stream().map(PoolId::value).collect(Collectors.joining(", ")));
    }
    for (PoolId pool : pools) {
      try {
        new OnePool(app, pool, order.dryRun(), out).run();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw Fault.of(Fault.Kind.BUSY, "The bridge is stopping; run the import again later.");
      }
    }
  }

  /** How a record ends of listings that did not come to their end. */
  static String cutShort(Exception cut) {
    return "; cut short: " + (cut instanceof Fault fault ? fault.detail() : "it was stopped");
  }

  /** One pool's part. */
  private final class OnePool {
    private final App app;
    private final PoolId pool;
    private final boolean dryRun;
    private final Consumer<String> out;
    private final ImportTally tally;
    private final KnownUsers users;
    private final KnownGroups knownGroups;
    private final PoolListing listing = new PoolListing(setting, stopping);
    private final Request by;

    /** The Usernames that are the app's or would be, where nothing is kept. */
    private final Set<String> mine = new HashSet<>();

    OnePool(App app, PoolId id, boolean dryRun, Consumer<String> out) {
      this.app = app;
      this.pool = id;
      this.dryRun = dryRun;
      this.out = out;
      this.tally = new ImportTally(id, dryRun, out);
      this.by = Journal.administrator(app.id());
      ConnectedPool connected = setting.pools().get(id);
      setting.pools().traits(id);
      ConnectedPool own = connected.of(app.id(), setting.pools().schemas().own(app.id()));
      this.users =
          new KnownUsers(setting, app, own, setting.pools().schemas().of(app.id()), dryRun);
      this.knownGroups = new KnownGroups(setting, app, connected, groups);
    }

    void run() throws InterruptedException {
      long linked = setting.directory().<Long>read(tx -> tx.accounts().count(app.id(), pool));
      if (linked > 0) {
        out.accept(
            "Pool "
                + pool
                + ": "
                + linked
                + " of its accounts belong to users of app '"
                + app.id()
                + "' already; the import goes on with the others.");
      }
      journal("accepted", "begun");
      try {
        take();
      } catch (RuntimeException | InterruptedException cut) {
        journal("failed", tally.summary() + cutShort(cut));
        throw cut;
      }
      journal("accepted", tally.summary());
      tally.sum();
    }

    private void take() throws InterruptedException {
      listing.users(pool, null, this::users);
      List<PoolGroup> known = new ArrayList<>();
      listing.groups(pool, null, page -> groups(page, known));
      for (PoolGroup row : known) {
        Fingerprints shown = new Fingerprints();
        if (listing.members(pool, row.groupName(), null, page -> members(row, page, shown))) {
          left(new LeftMembers(app, row, shown));
        }
      }
    }

    /** After the last page: who was there and was not shown. */
    private void left(LeftMembers members) {
      List<ResourceId> all = setting.directory().<List<ResourceId>>read(members::members);
      for (int from = 0; from < all.size(); from += LeftMembers.PIECE) {
        List<ResourceId> piece = all.subList(from, Math.min(from + LeftMembers.PIECE, all.size()));
        Instant now = setting.now();
        LeftMembers.Left left =
            dryRun
                ? setting.directory().<LeftMembers.Left>read(tx -> members.rehearse(tx, piece, now))
                : setting
                    .directory()
                    .<LeftMembers.Left>write(tx -> members.take(tx, by, piece, now));
        tally.left(members.sentence(left), left);
      }
    }

    private void users(Page<ListedUser> page) {
      if (page.anew()) {
        tally.anew();
      }
      Instant now = setting.now();
      List<KnownUsers.Outcome> outcomes = carryOut(tx -> users.take(tx, by, page.items(), now));
      for (int i = 0; i < outcomes.size(); i++) {
        String username = page.items().get(i).username();
        tally.user(username, outcomes.get(i));
        if (dryRun && !(outcomes.get(i) instanceof KnownUsers.Outcome.Left)) {
          mine.add(username);
        }
      }
      tally.page();
    }

    private void groups(Page<ListedGroup> page, List<PoolGroup> known) {
      Instant now = setting.now();
      List<KnownGroups.Outcome> outcomes =
          carryOut(
              tx ->
                  page.items().stream()
                      .map(group -> knownGroups.take(tx, by, group.name(), now))
                      .toList());
      for (int i = 0; i < outcomes.size(); i++) {
        tally.group(page.items().get(i).name(), outcomes.get(i));
        if (outcomes.get(i) instanceof KnownGroups.Outcome.Known one) {
          known.add(one.row());
        }
      }
    }

    private void members(PoolGroup row, Page<ListedUser> page, Fingerprints shown) {
      Instant now = setting.now();
      page.items().forEach(member -> shown.add(member.username()));
      tally.members(
          page.items().size(),
          dryRun
              ? setting
                  .directory()
                  .<Joined>read(tx -> knownGroups.rehearse(tx, row, page.items(), mine))
              : setting
                  .directory()
                  .<Joined>write(tx -> knownGroups.join(tx, row, page.items(), now)));
    }

    /** In one transaction, of which nothing is kept if it is only to be said what would be done. */
    private <T> T carryOut(Function<Transaction, T> work) {
      return dryRun
          ? setting.directory().<T>rehearse(stage -> stage.<T>write(work))
          : setting.directory().<T>write(work);
    }

    private void journal(String result, String detail) {
      if (!dryRun) {
        setting
            .directory()
            .<Boolean>write(
                tx -> {
                  String where = "pool " + pool + ": " + detail;
                  Journal.note(tx, setting.now(), by, null, "import", result, where);
                  return true;
                });
      }
    }
  }
}
