package scimbridge.provisioning;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.identity.AppId;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.Password;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;

/**
 * Where a client's writes go in. Each returns when the change is durable and either in Cognito or
 * on its way there with its state visible; or throws a {@link scimbridge.fault.Fault} and leaves
 * nothing behind.
 *
 * <p>The functions given to it see the current state inside the deciding transaction; they may run
 * more than once and must have no effect of their own. A fault they throw is the answer.
 */
public interface Provisioning {

  /** Creates a user; the change is applied to null. */
  Written<User> createUser(Request request, UserChange change);

  /** Changes a user. NOT_FOUND if the app has none with this id. */
  Written<User> changeUser(Request request, ResourceId id, UserChange change);

  /** Deletes a user. NOT_FOUND if the app has none with this id. */
  void deleteUser(Request request, ResourceId id, Consumer<User> check);

  /** Creates a group; the change is applied to null and no members. */
  Written<Group> createGroup(Request request, GroupChange change);

  /** Changes a group. NOT_FOUND if the app has none with this id. */
  Written<Group> changeGroup(Request request, ResourceId id, GroupChange change);

  /** Deletes a group. NOT_FOUND if the app has none with this id. */
  void deleteGroup(Request request, ResourceId id, Consumer<Group> check);

  /**
   * Until when a request that begins now may wait for Cognito; what is not done by then is accepted
   * as pending or refused, as the app chose.
   */
  Instant deadline(AppId app);

  /**
   * Who asks.
   *
   * @param app the app whose token came with the request
   * @param actor the token's public id, for the audit
   * @param requestId the request's id, for log and audit
   * @param deadline as {@link #deadline} gave it, for several changes that share one; null for a
   *     change with a wait of its own
   */
  record Request(AppId app, String actor, String requestId, @Nullable Instant deadline) {
    /** A change that stands alone. */
    public Request(AppId app, String actor, String requestId) {
      this(app, actor, requestId, null);
    }
  }

  /** What a user is to become. */
  @FunctionalInterface
  interface UserChange {
    /** Computes it from the current user, or from null when it is to be created. */
    UserDraft apply(@Nullable User current);
  }

  /** What a group is to become. */
  @FunctionalInterface
  interface GroupChange {
    /**
     * Computes it from the current group, or from null when it is to be created.
     *
     * @param members reads the current members; asked only when a path needs them
     */
    GroupDraft apply(@Nullable Group current, Supplier<List<Member>> members);
  }

  /**
   * A user as the client wants it.
   *
   * @param attributes all of them, normalised and valid by schema
   * @param password a password that came with it, or null
   */
  record UserDraft(Attributes attributes, @Nullable Password password) {}

  /**
   * A group as the client wants it.
   *
   * @param attributes all of them, without members
   * @param members who joins and leaves; ids that name nothing in the app are left out
   */
  record GroupDraft(Attributes attributes, MemberDelta members) {}

  /**
   * The answer to a write.
   *
   * @param resource as it is now
   * @param changed false if the request asked for nothing new: same version, no call
   */
  record Written<T>(T resource, boolean changed) {}
}
