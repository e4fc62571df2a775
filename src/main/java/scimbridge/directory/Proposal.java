package scimbridge.directory;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.AppId;
import scimbridge.identity.Member;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;

/**
 * A change that a request wants and that is not accepted yet. A resource has at most one.
 *
 * @param app the app
 * @param resource the SCIM id, also of a resource that does not exist yet
 * @param type user or group
 * @param next what the resource is to become, or null if it is to be deleted
 * @param members what is to become of a group's members, or null
 * @param carriesPassword whether the request brought a password: it is not stored, so after a crash
 *     such a proposal can only be rolled back
 * @param since when it was made
 * @param requestId the request that made it, for the log
 * @param lease who works on it
 */
public record Proposal(
    AppId app,
    ResourceId resource,
    ResourceType type,
    @Nullable Resource next,
    @Nullable MemberDelta members,
    boolean carriesPassword,
    Instant since,
    String requestId,
    Lease lease) {

  /**
   * What is to become of a group's members: everybody is removed first if {@code clear}, then
   * {@code remove} leave, then {@code add} join.
   */
  public record MemberDelta(boolean clear, Set<ResourceId> remove, Set<Member> add) {
    /** Nobody joins or leaves. */
    public static final MemberDelta NONE = new MemberDelta(false, Set.of(), Set.of());

    /** Copies the sets. */
    public MemberDelta {
      remove = Set.copyOf(remove);
      add = Set.copyOf(add);
    }

    /** Whether nothing is asked for. */
    public boolean isEmpty() {
      return !clear && remove.isEmpty() && add.isEmpty();
    }
  }
}
