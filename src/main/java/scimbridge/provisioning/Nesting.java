package scimbridge.provisioning;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import scimbridge.directory.Members.GroupReference;
import scimbridge.directory.Transaction;
import scimbridge.identity.AppId;
import scimbridge.identity.Member;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;

/**
 * Groups in groups. Clients may nest them in circles; each group is visited once, and no more than
 * {@value #MAX_DEPTH} levels are.
 */
final class Nesting {
  /** A user in a group is one level. */
  static final int MAX_DEPTH = 16;

  private Nesting() {}

  /** The groups that each of these is in, directly or by way of groups. */
  static Map<ResourceId, Set<ResourceId>> above(
      Transaction tx, AppId app, Collection<ResourceId> members) {
    Map<ResourceId, Set<ResourceId>> parents = new HashMap<>();
    Collection<ResourceId> level = Set.copyOf(members);
    for (int depth = 0; depth < MAX_DEPTH && !level.isEmpty(); depth++) {
      Map<ResourceId, List<GroupReference>> groups = tx.members().groupsOf(app, level);
      Set<ResourceId> next = new HashSet<>();
      groups.forEach(
          (member, in) -> {
            Set<ResourceId> ids = new HashSet<>();
            in.forEach(group -> ids.add(group.id()));
            parents.put(member, ids);
            next.addAll(ids);
          });
      next.removeAll(parents.keySet());
      level = next;
    }
    Map<ResourceId, Set<ResourceId>> above = new HashMap<>();
    for (ResourceId member : members) {
      Set<ResourceId> groups = closure(parents, member);
      if (!groups.isEmpty()) {
        above.put(member, groups);
      }
    }
    return above;
  }

  private static Set<ResourceId> closure(
      Map<ResourceId, Set<ResourceId>> parents, ResourceId member) {
    Set<ResourceId> groups = new HashSet<>();
    Collection<ResourceId> level = List.of(member);
    for (int depth = 0; depth < MAX_DEPTH && !level.isEmpty(); depth++) {
      List<ResourceId> next = new ArrayList<>();
      for (ResourceId id : level) {
        for (ResourceId parent : parents.getOrDefault(id, Set.of())) {
          if (groups.add(parent)) {
            next.add(parent);
          }
        }
      }
      level = next;
    }
    return groups;
  }

  /** The users who are in any of these groups, directly or by way of groups. */
  static Set<ResourceId> below(Transaction tx, AppId app, Collection<ResourceId> groups) {
    Set<ResourceId> users = new LinkedHashSet<>();
    Set<ResourceId> visited = new HashSet<>();
    Collection<ResourceId> level = groups;
    for (int depth = 0; depth < MAX_DEPTH && !level.isEmpty(); depth++) {
      List<ResourceId> next = new ArrayList<>();
      for (ResourceId group : level) {
        if (visited.add(group)) {
          for (Member member : tx.members().of(app, group)) {
            if (member.type() == ResourceType.USER) {
              users.add(member.id());
            } else {
              next.add(member.id());
            }
          }
        }
      }
      level = next;
    }
    return users;
  }
}
