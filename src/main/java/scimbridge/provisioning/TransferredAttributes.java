package scimbridge.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import scimbridge.directory.Transaction;
import scimbridge.identity.AppId;
import scimbridge.identity.Attributes;
import scimbridge.identity.Fold;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.identity.schema.CustomAttribute;

/**
 * The attributes of an app's own on their way to another app. The other app gets those that it has
 * not; what users have moves to the other app's extension, whose URN has that app's name.
 */
final class TransferredAttributes {
  private final AppId from;
  private final AppId to;

  TransferredAttributes(AppId from, AppId to) {
    this.from = from;
    this.to = to;
  }

  /**
   * What keeps the other app from having the attributes of both, each a line for the administrator;
   * empty if nothing does. What is the same in both, or in one of them alone, is no conflict.
   */
  List<String> conflicts(Transaction tx) {
    Map<String, CustomAttribute> all = byName(tx.customAttributes().of(to));
    Map<String, CustomAttribute> inPool = new TreeMap<>();
    all.values().forEach(there -> claim(inPool, there));
    List<String> conflicts = new ArrayList<>();
    for (CustomAttribute moving : tx.customAttributes().of(from)) {
      CustomAttribute there = all.putIfAbsent(Fold.fold(moving.name()), moving);
      if (there != null) {
        difference(moving, there).ifPresent(conflicts::add);
        continue;
      }
      claim(inPool, moving)
          .ifPresent(
              other ->
                  conflicts.add(
                      "attribute '%s' of '%s' and attribute '%s' of '%s' both become %s"
                          .formatted(
                              moving.name(), from, other.name(), to, other.poolAttribute())));
    }
    if (all.size() > CustomAttribute.MAX_PER_APP) {
      conflicts.add(
          "'%s' would have %d attributes of its own, more than the %d that an app can have"
              .formatted(to, all.size(), CustomAttribute.MAX_PER_APP));
    }
    return conflicts;
  }

  /** Who has the Cognito attribute already; else it is taken. */
  private static Optional<CustomAttribute> claim(
      Map<String, CustomAttribute> inPool, CustomAttribute attribute) {
    String name = attribute.poolAttribute();
    return name == null
        ? Optional.empty()
        : Optional.ofNullable(inPool.putIfAbsent(name, attribute));
  }

  /** What makes values of one no values of the other. */
  private Optional<String> difference(CustomAttribute moving, CustomAttribute there) {
    String what =
        moving.type() != there.type()
            ? "type %s and %s".formatted(moving.type().word(), there.type().word())
            : moving.multiValued() != there.multiValued()
                ? (moving.multiValued() ? "several values and one" : "one value and several")
                : !Set.copyOf(moving.values()).equals(Set.copyOf(there.values()))
                    ? "values %s and %s".formatted(values(moving), values(there))
                    : "";
    return what.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "attribute '%s' differs in '%s' and '%s': %s".formatted(moving.name(), from, to, what));
  }

  private static String values(CustomAttribute attribute) {
    return attribute.values().isEmpty() ? "any" : String.join("; ", attribute.values());
  }

  /** Gives the other app what it has not; done once more, it does nothing. */
  void copy(Transaction tx) {
    tx.customAttributes().copy(from, to);
  }

  /** Lets users that moved have their values as the other app names them. */
  void rename(Transaction tx, Collection<ResourceId> moved) {
    Map<ResourceId, User> users = tx.resources().users(to, moved);
    Map<String, CustomAttribute> defined = Map.of();
    Set<String> current = Set.of();
    for (User user : users.values()) {
      if (!user.attributes().view().has(CustomAttribute.urn(from))) {
        continue;
      }
      if (defined.isEmpty()) {
        defined = byName(tx.customAttributes().of(to));
        current = new TreeSet<>(byName(tx.customAttributes().of(from)).keySet());
      }
      tx.resources().replace(renamed(user, defined, current));
    }
  }

  /**
   * Names are spelled as the other app does. A value of an attribute that was removed here is not
   * one of an attribute that the other app has by that name.
   */
  private User renamed(User user, Map<String, CustomAttribute> defined, Set<String> current) {
    ObjectNode document = user.attributes().toNode();
    JsonNode values = document.remove(CustomAttribute.urn(from));
    ObjectNode own = document.objectNode();
    values
        .properties()
        .forEach(
            value -> {
              String name = Fold.fold(value.getKey());
              CustomAttribute known = defined.get(name);
              if (known == null) {
                own.set(value.getKey(), value.getValue());
              } else if (current.contains(name)) {
                own.set(known.name(), value.getValue());
              }
            });
    if (!own.isEmpty()) {
      document.set(CustomAttribute.urn(to), own);
    }
    return new User(
        user.app(),
        user.id(),
        user.version(),
        user.created(),
        user.lastModified(),
        Attributes.of(document));
  }

  private static Map<String, CustomAttribute> byName(List<CustomAttribute> attributes) {
    Map<String, CustomAttribute> byName = new TreeMap<>();
    attributes.forEach(attribute -> byName.put(Fold.fold(attribute.name()), attribute));
    return byName;
  }
}
