package scimbridge.provisioning;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import scimbridge.identity.PoolId;

/** Counts what becomes of a listing, and says it: a sentence for each thing that stays out. */
final class ImportTally {
  /** How many accounts, or memberships, there are between two lines of progress. */
  private static final int STEP = 600;

  private final PoolId pool;
  private final boolean dryRun;
  private final Consumer<String> out;

  private int listed;
  private int saidAt;
  private int taken;
  private int attached;
  private int there;
  private int changed;
  private int groups;
  private int groupsThere;
  private int members;
  private int membersSaidAt;
  private int memberships;
  private int strangers;
  private int left;
  private int leftAndKept;
  private int usersLeft;
  private int groupsLeft;
  private final SortedMap<String, Integer> differing = new TreeMap<>();

  ImportTally(PoolId pool, boolean dryRun, Consumer<String> out) {
    this.pool = pool;
    this.dryRun = dryRun;
    this.out = out;
  }

  void user(String username, KnownUsers.Outcome outcome) {
    listed++;
    switch (outcome) {
      case KnownUsers.Outcome.Taken known -> {
        taken++;
        attached += known.created() ? 0 : 1;
        known.differing().forEach(attribute -> differing.merge(attribute, 1, Integer::sum));
      }
      case KnownUsers.Outcome.There known -> {
        there++;
        changed += known.changed() ? 1 : 0;
      }
      case KnownUsers.Outcome.Left left -> {
        usersLeft++;
        out.accept("not taken in: account '" + username + "' " + left.reason() + ".");
      }
    }
  }

  void group(String groupName, KnownGroups.Outcome outcome) {
    switch (outcome) {
      case KnownGroups.Outcome.Known known -> {
        groups += known.fresh() ? 1 : 0;
        groupsThere += known.fresh() ? 0 : 1;
      }
      case KnownGroups.Outcome.There known -> groupsThere++;
      case KnownGroups.Outcome.Left left -> {
        groupsLeft++;
        out.accept("not taken in: group '" + groupName + "' " + left.reason() + ".");
      }
    }
  }

  /** A page of the members of a group; now and then, how far it is. */
  void members(int shown, KnownGroups.Joined joined) {
    memberships += joined.joined();
    strangers += joined.strangers();
    members += shown;
    if (members - membersSaidAt >= STEP) {
      membersSaidAt = members;
      out.accept("Pool " + pool + ": " + members + " memberships listed.");
    }
  }

  /**
   * Who has left a group.
   *
   * @param sentence says it
   */
  void left(String sentence, LeftMembers.Left members) {
    left += members.usernames().size();
    leftAndKept += members.kept();
    if (!members.usernames().isEmpty()) {
      out.accept("Pool " + pool + ": " + sentence + ".");
    }
  }

  /** Now and then, how far it is. */
  void page() {
    if (listed - saidAt >= STEP) {
      saidAt = listed;
      out.accept("Pool " + pool + ": " + listed + " accounts listed, " + users());
    }
  }

  /** The listing begins again, and will show once more what it has shown. */
  void anew() {
    out.accept("Pool " + pool + ": the listing took too long for Cognito and begins anew.");
    listed = 0;
    saidAt = 0;
    // What was taken in before is there now.
    there = dryRun ? 0 : -taken;
    usersLeft = 0;
  }

  private String users() {
    return taken
        + (dryRun ? " to be taken in, " : " taken in, ")
        + Math.max(there, 0)
        + " there already, "
        + usersLeft
        + " left out.";
  }

  void sum() {
    out.accept("Pool " + pool + ": " + summary());
    if (attached > 0) {
      out.accept(
          attached
              + (attached == 1 ? " account is" : " accounts are")
              + " that of a user whom the directory had already.");
    }
    if (changed > 0) {
      out.accept(
          changed
              + " of those that are there already "
              + (changed == 1 ? "was" : "were")
              + " changed in the pool since, and "
              + (changed == 1 ? "is" : "are")
              + " known as it is there now.");
    }
    if (leftAndKept > 0) {
      out.accept(
          leftAndKept
              + " members of known groups have left them in the pool and stay members here: the"
              + " client has spoken of them, and policies ask for groups.");
    }
    differing.forEach(
        (attribute, accounts) ->
            out.accept(
                attribute
                    + " of "
                    + accounts
                    + (accounts == 1 ? " account" : " accounts")
                    + " is not what the mapping makes of the user. It is left alone until the"
                    + " client changes what it is made of."));
  }

  String summary() {
    return listed
        + " accounts: "
        + users()
        + " "
        + (groups + groupsThere + groupsLeft)
        + " groups: "
        + groups
        + (dryRun ? " to be taken in, " : " taken in, ")
        + groupsThere
        + " there already, "
        + groupsLeft
        + " left out. "
        + memberships
        + (dryRun ? " memberships to be taken in, " : " memberships taken in, ")
        + strangers
        + " of accounts that the app does not have."
        + (left == 0
            ? ""
            : " " + left + (dryRun ? " memberships to be ended." : " memberships ended."));
  }
}
