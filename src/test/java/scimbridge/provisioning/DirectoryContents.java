package scimbridge.provisioning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import scimbridge.directory.Directory;
import scimbridge.directory.Transaction;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.filter.Narrowing;

/** A directory in the words of {@link Desired#directory}. */
final class DirectoryContents {
  private DirectoryContents() {}

  static List<String> of(Directory directory) {
    return directory.<List<String>>read(
        tx -> {
          List<String> lines = new ArrayList<>();
          Map<ResourceId, String> names = new LinkedHashMap<>();
          for (Resource user : all(tx, ResourceType.USER)) {
            names.put(user.id(), ((User) user).userName());
            lines.add("user " + user.attributes().view());
          }
          for (Resource group : all(tx, ResourceType.GROUP)) {
            Set<String> members =
                tx.members().of(ProvisioningFixture.APP, group.id()).stream()
                    .map(Member::id)
                    .map(id -> names.getOrDefault(id, "nobody"))
                    .collect(Collectors.toCollection(TreeSet::new));
            lines.add("group " + ((Group) group).displayName() + " " + members);
          }
          lines.sort(null);
          return lines;
        });
  }

  /** Every resource of a type. */
  static List<Resource> all(Transaction tx, ResourceType type) {
    List<Resource> found = new ArrayList<>();
    tx.resources().scan(ProvisioningFixture.APP, type, new Narrowing.Everything(), found::add);
    return found;
  }
}
