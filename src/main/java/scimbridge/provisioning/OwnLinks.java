package scimbridge.provisioning;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scimbridge.cognito.ListedUser;
import scimbridge.directory.Account;
import scimbridge.directory.Directory;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;

/**
 * Whose the accounts of one page of a listing are, by our records.
 *
 * @param byUsername the links with the Username of each account; who has none is absent
 */
record OwnLinks(Map<String, Links> byUsername) {

  /**
   * The links of accounts of ours with one Username.
   *
   * @param mine that of the app
   * @param others those of other apps
   */
  record Links(@Nullable Account mine, List<Account> others) {
    private static final Links NONE = new Links(null, List.of());

    private Links and(Links more) {
      List<Account> all = new ArrayList<>(others);
      all.addAll(more.others);
      return new Links(mine == null ? more.mine : mine, all);
    }
  }

  /** Reads them. */
  static OwnLinks of(Directory directory, AppId app, PoolId pool, List<ListedUser> users) {
    List<String> usernames = users.stream().map(ListedUser::username).toList();
    Map<String, Links> links = new HashMap<>();
    directory
        .<List<Account>>read(tx -> tx.accounts().inPool(pool, usernames))
        .forEach(
            link -> {
              if (isOurs(link)) {
                Links one =
                    link.app().equals(app)
                        ? new Links(link, List.of())
                        : new Links(null, List.of(link));
                links.merge(link.username(), one, Links::and);
              }
            });
    return new OwnLinks(links);
  }

  private static boolean isOurs(Account link) {
    return switch (link.known()) {
      case OURS, UNCLEAR, LISTED, UNREADABLE -> true;
      case ABSENT, FOREIGN -> false;
    };
  }

  /** The app's link with the Username of this account, or null. */
  @Nullable Account mine(ListedUser user) {
    return byUsername.getOrDefault(user.username(), Links.NONE).mine();
  }

  /** Whether it is an account of another app. */
  boolean isOfOthers(ListedUser user) {
    return byUsername.getOrDefault(user.username(), Links.NONE).others().stream()
        .anyMatch(link -> isThis(link, user));
  }

  /** Whether it is the very account that we recorded, and not one made again in its place. */
  static boolean isThis(Account link, ListedUser user) {
    return link.sub() != null && link.sub().equals(user.sub());
  }
}
