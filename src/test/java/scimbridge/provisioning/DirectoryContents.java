package scimbridge.provisioning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import scimbridge.directory.Directory;
import scimbridge.directory.Transaction;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.filter.Narrowing;

/** A directory in the words of {@link Desired#directory}. */
final class DirectoryContents {
  private static final ObjectMapper ORDERED =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private DirectoryContents() {}

  static List<String> of(Directory directory) {
    return directory.<List<String>>read(
        tx -> {
          List<String> lines = new ArrayList<>();
          Map<ResourceId, String> names = new LinkedHashMap<>();
          for (Resource user : all(tx, ResourceType.USER)) {
            names.put(user.id(), ((User) user).userName());
            lines.add(user(user.attributes()));
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

  /** A user in one line, its attributes in the order of their names. */
  static String user(Attributes attributes) {
    try {
      Object tree = ORDERED.convertValue(attributes.view(), Object.class);
      return "user " + ORDERED.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Every resource of a type. */
  static List<Resource> all(Transaction tx, ResourceType type) {
    List<Resource> found = new ArrayList<>();
    tx.resources().scan(ProvisioningFixture.APP, type, new Narrowing.Everything(), found::add);
    return found;
  }
}
