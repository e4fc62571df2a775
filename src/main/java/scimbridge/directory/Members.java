package scimbridge.directory;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import scimbridge.identity.AppId;
import scimbridge.identity.Member;
import scimbridge.identity.ResourceId;

/** Memberships as rows (group, member), indexed both ways. */
public interface Members {

  /** Adds members; who is in already stays. Returns those that were not in. */
  Set<ResourceId> add(AppId app, ResourceId group, Collection<Member> members);

  /** Removes members; who is not in is left out. Returns those that were in. */
  Set<ResourceId> remove(AppId app, ResourceId group, Collection<ResourceId> members);

  /** Removes every membership of a group, and returns who was in it. */
  Set<ResourceId> clear(AppId app, ResourceId group);

  /** Removes a resource from every group it is a direct member of, and returns those groups. */
  Set<ResourceId> leaveAll(AppId app, ResourceId member);

  /** Direct members, in order of their addition. */
  List<Member> of(AppId app, ResourceId group);

  /** Which of these are direct members. */
  Set<ResourceId> among(AppId app, ResourceId group, Collection<ResourceId> members);

  /** The groups that each of these is a direct member of; who is in none is absent. */
  Map<ResourceId, List<GroupReference>> groupsOf(AppId app, Collection<ResourceId> members);

  /**
   * A group as its member sees it.
   *
   * @param id the group's SCIM id
   * @param displayName the group's displayName
   */
  record GroupReference(ResourceId id, String displayName) {}
}
