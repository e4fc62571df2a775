package scimbridge.directory;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;
import scimbridge.policy.GroupRef;

/**
 * The groups that policies follow. A reference of the configuration is looked up once and stands
 * for that group from then on, whatever it is called later. When the group is deleted, those who
 * were in it are held: they keep what the policy gave them.
 */
public interface PolicyGroups {

  /** Every group that policies of the app follow or followed. */
  List<Followed> ofApp(AppId app);

  /** Lets a reference stand for a group; one that stands for a group already still does. */
  void follow(AppId app, GroupRef reference, ResourceId group);

  /** The group is gone; these users are held. */
  void suspend(AppId app, GroupRef reference, Collection<ResourceId> users);

  /** The reference stands for nothing any more, and nobody is held by it. */
  void forget(AppId app, GroupRef reference);

  /** By which references each of these users is held; who is not is absent. */
  Map<ResourceId, Set<GroupRef>> held(AppId app, Collection<ResourceId> users);

  /** Holds a user, who is gone, no more. */
  void release(AppId app, ResourceId user);

  /**
   * A group that a policy follows.
   *
   * @param reference how the configuration names it
   * @param group its SCIM id
   * @param gone whether it was deleted, so that the policy is suspended
   */
  record Followed(GroupRef reference, ResourceId group, boolean gone) {}
}
