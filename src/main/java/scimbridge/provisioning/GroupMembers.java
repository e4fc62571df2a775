package scimbridge.provisioning;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import scimbridge.directory.PoolGroup;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.directory.Transaction;
import scimbridge.identity.AppId;
import scimbridge.identity.Member;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.policy.App;

/** Carries a member delta out on rows: only who really joins or leaves is written and marked. */
final class GroupMembers {
  private static final String CHANGED = "The user's groups have changed.";

  private GroupMembers() {}

  /**
   * Leaves out who does not exist, and gives the others the type they have.
   *
   * @param self the group itself, which cannot be its own member
   */
  static MemberDelta known(Transaction tx, AppId app, ResourceId self, MemberDelta delta) {
    if (delta.add().isEmpty()) {
      return delta;
    }
    Set<ResourceId> ids =
        delta.add().stream()
            .map(Member::id)
            .filter(id -> !id.equals(self))
            .collect(Collectors.toSet());
    Set<Member> members = new LinkedHashSet<>();
    Set<ResourceId> users = tx.resources().existing(app, ResourceType.USER, ids);
    users.forEach(id -> members.add(new Member(id, ResourceType.USER)));
    if (users.size() < ids.size()) {
      tx.resources()
          .existing(app, ResourceType.GROUP, ids)
          .forEach(id -> members.add(new Member(id, ResourceType.GROUP)));
    }
    return new MemberDelta(delta.clear(), delta.remove(), members);
  }

  /**
   * What of a delta would really change something, computed without writing: everybody who is to
   * leave is in, everybody who is to join is not.
   */
  static MemberDelta effective(Transaction tx, AppId app, ResourceId group, MemberDelta wanted) {
    if (wanted.isEmpty()) {
      return wanted;
    }
    MemberDelta delta = known(tx, app, group, wanted);
    Set<ResourceId> joining = delta.add().stream().map(Member::id).collect(Collectors.toSet());
    Set<ResourceId> leaving;
    if (delta.clear()) {
      leaving = tx.members().of(app, group).stream().map(Member::id).collect(Collectors.toSet());
    } else {
      leaving = new HashSet<>(tx.members().among(app, group, delta.remove()));
    }
    leaving.removeAll(joining);
    Set<ResourceId> in = tx.members().among(app, group, joining);
    Set<Member> add =
        delta.add().stream()
            .filter(member -> !in.contains(member.id()))
            .collect(Collectors.toSet());
    return new MemberDelta(false, leaving, add);
  }

  /** Writes an effective delta, marks the accounts it concerns, and returns who joined or left. */
  static Set<ResourceId> apply(
      Transaction tx, App app, ResourceId group, MemberDelta delta, Instant now) {
    if (delta.isEmpty()) {
      return Set.of();
    }
    AppId id = app.id();
    Set<ResourceId> left = tx.members().remove(id, group, delta.remove());
    Set<ResourceId> joined = tx.members().add(id, group, delta.add());
    Set<ResourceId> changed = new LinkedHashSet<>(left);
    changed.addAll(joined);
    List<PoolGroup> poolGroups = tx.poolGroups().ofGroup(id, group);
    if (!changed.isEmpty() && !poolGroups.isEmpty()) {
      tx.accounts().outOfStep(id, joined, now, CHANGED);
      tx.accounts().mayHaveLost(id, left, now, CHANGED);
      Adoption.concern(tx, app, joined, false, now);
      Adoption.concern(tx, app, left, true, now);
    }
    Following.changed(tx, app, group, left, joined, now);
    return changed;
  }
}
