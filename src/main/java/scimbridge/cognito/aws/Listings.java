package scimbridge.cognito.aws;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import scimbridge.cognito.ListedGroup;
import scimbridge.cognito.ListedUser;
import scimbridge.cognito.Outcome;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListGroupsResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUsersInGroupResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUsersResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;

/** Pages of accounts and groups from the SDK's shapes to ours. */
final class Listings {
  private Listings() {}

  static Outcome users(ListUsersResponse page) {
    return new Outcome.UserPage(users(page.users()), token(page.paginationToken()));
  }

  static Outcome members(ListUsersInGroupResponse page) {
    return new Outcome.UserPage(users(page.users()), token(page.nextToken()));
  }

  static Outcome groups(ListGroupsResponse page) {
    return new Outcome.GroupPage(
        page.groups().stream()
            .filter(group -> group.groupName() != null)
            .map(
                group ->
                    new ListedGroup(group.groupName(), group.creationDate(), group.description()))
            .toList(),
        token(page.nextToken()));
  }

  /** A user without a name, which only an endpoint that is broken lists, cannot be spoken of. */
  private static List<ListedUser> users(List<UserType> users) {
    return users.stream().filter(user -> user.username() != null).map(Listings::user).toList();
  }

  private static ListedUser user(UserType user) {
    SortedMap<String, String> attributes = AccountShapes.byName(user.attributes());
    String status = user.userStatusAsString();
    Instant createdAt = user.userCreateDate();
    Instant lastModified = user.userLastModifiedDate();
    return new ListedUser(
        user.username(),
        attributes.get(AccountShapes.SUB),
        attributes,
        AccountShapes.enabled(user.enabled()),
        status == null ? AccountShapes.UNKNOWN : status,
        createdAt == null ? Instant.EPOCH : createdAt,
        lastModified == null ? Instant.EPOCH : lastModified);
  }

  /** An empty token is no token; sent back, it would be refused. */
  private static @Nullable String token(@Nullable String next) {
    return next == null || next.isEmpty() ? null : next;
  }
}
