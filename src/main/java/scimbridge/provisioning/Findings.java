package scimbridge.provisioning;

import java.util.List;
import scimbridge.cognito.ListedUser;
import scimbridge.directory.Account;
import scimbridge.identity.PoolId;

/** What is done with what is found when a pool is compared with a directory. */
interface Findings {
  /** Takes a line that says how far it is. */
  void progress(String line);

  /** Takes accounts that differ; answers how many of them were marked to be looked at. */
  int differ(PoolId pool, List<Drift> drifts);

  /** Takes a group that is gone; answers whether it was marked to be made again. */
  boolean missing(PoolId pool, String groupName, List<String> sentences);

  /**
   * Takes accounts of ours that are not in the pool any more, where the store was restored; answers
   * how many were settled. Elsewhere they differ.
   */
  default int gone(PoolId pool, List<Account> links) throws InterruptedException {
    throw new UnsupportedOperationException("the store was not restored");
  }

  /**
   * Takes accounts that the bridge does not know, or has another record of, and that were made
   * since the backup that the store was restored from.
   */
  default Claims newcomers(PoolId pool, List<ListedUser> users) {
    throw new UnsupportedOperationException("the store was not restored");
  }

  /**
   * Takes one that the bridge does not know.
   *
   * @param what {@code account} or {@code group}
   */
  void unknown(PoolId pool, String what, String name);

  /**
   * Who wishes some accounts.
   *
   * @param unclaimed those that no user of the app wishes
   * @param settled how many of the others are the app's from now on
   */
  record Claims(List<ListedUser> unclaimed, int settled) {}
}
