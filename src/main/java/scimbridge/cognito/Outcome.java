package scimbridge.cognito;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import scimbridge.plan.Plan.Refusal;

/** What came of one attempt at a call. */
public sealed interface Outcome {

  /** It was carried out, or its goal was reached already. */
  record Done() implements Outcome {}

  /**
   * AdminCreateUser made the account.
   *
   * @param username Cognito's Username; in e-mail pools a UUID and not what was passed
   * @param sub Cognito's {@code sub}
   * @param status UserStatus as Cognito names it, or null if the answer did not say
   */
  record Created(String username, String sub, @Nullable String status) implements Outcome {
    /** An account of whose status the answer said nothing. */
    public Created(String username, String sub) {
      this(username, sub, null);
    }
  }

  /**
   * AdminGetUser found the account.
   *
   * @param username Cognito's Username
   * @param sub Cognito's {@code sub}
   * @param attributes all attributes that have a value, as Cognito returns them
   * @param enabled whether it may sign in
   * @param status UserStatus as Cognito names it
   * @param createdAt UserCreateDate
   */
  record Found(
      String username,
      @Nullable String sub,
      SortedMap<String, String> attributes,
      boolean enabled,
      String status,
      Instant createdAt)
      implements Outcome {
    /** Copies the map. */
    public Found {
      attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    @Override
    public String toString() {
      return "Found[" + username + ", " + status + ", enabled=" + enabled + "]";
    }
  }

  /** AdminListGroupsForUser answered, all pages. */
  record InGroups(SortedSet<String> groupNames) implements Outcome {
    /** Copies the set. */
    public InGroups {
      groupNames = Collections.unmodifiableSortedSet(new TreeSet<>(groupNames));
    }
  }

  /** GetGroup found the group. */
  record GroupFound(@Nullable Instant createdAt) implements Outcome {}

  /**
   * ListUsers or ListUsersInGroup answered with a page; it may be short, or empty, and not the
   * last.
   *
   * @param next where the next page begins, or null if this was the last
   */
  record UserPage(List<ListedUser> users, @Nullable String next) implements Outcome {
    /** Copies the list. */
    public UserPage {
      users = List.copyOf(users);
    }

    @Override
    public String toString() {
      return "UserPage[" + users.size() + (next == null ? ", the last]" : "]");
    }
  }

  /**
   * ListGroups answered with a page; it may be short, or empty, and not the last.
   *
   * @param next where the next page begins, or null if this was the last
   */
  record GroupPage(List<ListedGroup> groups, @Nullable String next) implements Outcome {
    /** Copies the list. */
    public GroupPage {
      groups = List.copyOf(groups);
    }

    @Override
    public String toString() {
      return "GroupPage[" + groups.size() + (next == null ? ", the last]" : "]");
    }
  }

  /** The account or group that the call is about does not exist. */
  record Missing() implements Outcome {}

  /**
   * Cognito refuses it for good: sent again, it would be refused again.
   *
   * @param refusal what the client may be told
   */
  record Refused(Refusal refusal) implements Outcome {}

  /** The account's quota is used up; nothing was changed. */
  record Throttled() implements Outcome {}

  /**
   * It certainly changed nothing, and may work later: no connection, credentials not accepted, the
   * pool not found.
   *
   * @param reason for the administrator, without secrets
   */
  record Unavailable(String reason) implements Outcome {}

  /** It was not made, since nothing may be asked: this is a preview. */
  record Unasked() implements Outcome {}

  /**
   * It was sent and its answer is lost, or Cognito failed in the middle: it may have changed
   * something.
   *
   * @param reason for the administrator, without secrets
   */
  record Lost(String reason) implements Outcome {}
}
