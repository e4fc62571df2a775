package scimbridge.provisioning;

import java.util.ArrayList;
import java.util.List;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;

/** What was counted while one pool was compared with the directory of one app. */
final class PoolReport {
  /** How many accounts and groups that the bridge does not know are named. */
  static final int EXAMPLES = 20;

  private final AppId app;
  private final PoolId pool;
  private final Unknown accounts = new Unknown();
  private final Unknown groups = new Unknown();
  private long compared;
  private long leftOut;
  private long known;
  private long strangers;
  private long differing;
  private long groupsMissing;
  private long marked;

  PoolReport(AppId app, PoolId pool) {
    this.app = app;
    this.pool = pool;
  }

  /** The pool. */
  PoolId pool() {
    return pool;
  }

  /** The pool's accounts that are not the app's. */
  Unknown accounts() {
    return accounts;
  }

  /** The pool's groups that are not the app's. */
  Unknown groups() {
    return groups;
  }

  /** An account of the app that is compared. */
  void addCompared() {
    compared++;
  }

  /** One that is not, since it is on its way. */
  void addLeftOut() {
    leftOut++;
  }

  /** One that was taken in by an import and is not the bridge's. */
  void addKnown() {
    known++;
  }

  /** A member of a group of the app whose account is not the app's. */
  void addStranger() {
    strangers++;
  }

  /**
   * Accounts that differ.
   *
   * @param repaired how many of them were marked
   */
  void addDiffering(int count, int repaired) {
    differing += count;
    marked += repaired;
  }

  /** A group of the app that is gone. */
  void addMissingGroup(boolean repaired) {
    groupsMissing++;
    marked += repaired ? 1 : 0;
  }

  /** How much was found that is not as it should be. */
  long drifted() {
    return differing + groupsMissing;
  }

  /** How much of that was marked to be looked at. */
  long marked() {
    return marked;
  }

  /** What was found, in sentences. */
  List<String> sentences() {
    List<String> lines = new ArrayList<>();
    lines.add(summary());
    if (leftOut > 0) {
      lines.add(
          ("  left out: %d accounts that are on their way or held, or were changed since the listing"
                  + " began or a moment before")
              .formatted(leftOut));
    }
    if (known > 0) {
      lines.add(
          "  known from an import, never touched before it is adopted: %d accounts"
              .formatted(known));
    }
    accounts.say(lines, "accounts");
    groups.say(lines, "groups");
    if (strangers > 0) {
      lines.add(
          "  never touched: %d memberships in groups of this app, of accounts that are not its own"
              .formatted(strangers));
    }
    return lines;
  }

  /** The same in one sentence. */
  String summary() {
    return "pool %s: %d accounts of app '%s' compared; %d differences, %d groups missing"
        .formatted(pool, compared, app, differing, groupsMissing);
  }

  /** Accounts or groups that are not the app's. */
  static final class Unknown {
    private final List<String> examples = new ArrayList<>();
    private long unknown;
    private long ofOthers;

    /** Begins to count anew. */
    void clear() {
      examples.clear();
      unknown = 0;
      ofOthers = 0;
    }

    /** One that the bridge does not know. */
    void add(String name) {
      unknown++;
      if (examples.size() < EXAMPLES) {
        examples.add("'" + name + "'");
      }
    }

    /** One of another app, whose name is nobody's business here. */
    void addOfOthers() {
      ofOthers++;
    }

    private void say(List<String> lines, String what) {
      if (ofOthers > 0) {
        lines.add("  of other apps: %d %s".formatted(ofOthers, what));
      }
      if (unknown > 0) {
        String more =
            unknown > examples.size()
                ? " and %d more; --unknown names all of them".formatted(unknown - examples.size())
                : "";
        lines.add(
            "  unknown to the bridge, never touched: %d %s: %s%s"
                .formatted(unknown, what, String.join(", ", examples), more));
      }
    }
  }
}
