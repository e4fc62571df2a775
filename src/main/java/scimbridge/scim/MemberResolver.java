package scimbridge.scim;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.directory.Directory;
import scimbridge.fault.Fault;
import scimbridge.identity.Member;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.policy.App;
import scimbridge.scim.dialect.Tolerance;

/**
 * Finds what the ids of future members name. Done before the write, in one read: what vanishes in
 * between is left out by the write itself.
 */
final class MemberResolver {
  private static final Logger LOG = LoggerFactory.getLogger(MemberResolver.class);

  private final Directory directory;
  private final int maxMembers;

  MemberResolver(Directory directory, int maxMembers) {
    this.directory = directory;
    this.maxMembers = maxMembers;
  }

  /**
   * The members by the ids as the client wrote them. An id that names nothing, or the group itself,
   * is left out and logged, or a fault of kind {@code INVALID_VALUE} if the app is strict.
   *
   * @param group the group, null if it is not there yet
   */
  Map<String, Member> resolve(App app, @Nullable ResourceId group, Collection<String> ids) {
    if (ids.size() > maxMembers) {
      throw Fault.of(
          Fault.Kind.TOO_LARGE,
          "One request names at most " + maxMembers + " members (limits.maxMembers).");
    }
    if (ids.isEmpty()) {
      return Map.of();
    }
    Map<String, ResourceId> possible = new LinkedHashMap<>();
    ids.forEach(id -> ResourceId.parse(id).ifPresent(parsed -> possible.put(id, parsed)));
    Map<String, Member> known = new LinkedHashMap<>();
    directory.<Boolean>read(
        tx -> {
          known.clear();
          Set<ResourceId> open = new HashSet<>(possible.values());
          open.remove(group);
          for (ResourceType type : ResourceType.values()) {
            Set<ResourceId> existing = tx.resources().existing(app.id(), type, open);
            open.removeAll(existing);
            possible.forEach(
                (id, parsed) -> {
                  if (existing.contains(parsed)) {
                    known.put(id, new Member(parsed, type));
                  }
                });
          }
          return true;
        });
    List<String> unknown = ids.stream().filter(id -> !known.containsKey(id)).toList();
    if (!unknown.isEmpty()) {
      report(app, unknown);
    }
    return known;
  }

  private static void report(App app, List<String> unknown) {
    String first = unknown.getFirst();
    String shown =
        (first.length() > 64 ? first.substring(0, 64) : first).replaceAll("\\p{Cntrl}", "?");
    if (!Tolerance.UNKNOWN_MEMBERS.appliesTo(app.strict())) {
      throw Fault.of(
          Fault.Kind.INVALID_VALUE,
          "members.value names no other group and no user: "
              + shown
              + " ("
              + unknown.size()
              + " in all).");
    }
    // Not which: a client that takes addresses for ids would put them into the log.
    LOG.warn(
        "App {}: {} members name no other group and no user and are left out",
        app.id(),
        unknown.size());
  }
}
