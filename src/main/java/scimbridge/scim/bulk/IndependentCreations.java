package scimbridge.scim.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import scimbridge.identity.Fold;
import scimbridge.identity.ResourceType;
import scimbridge.scim.bulk.BulkOperation.Method;
import scimbridge.scim.bulk.BulkOperation.Understood;

/**
 * Creations that follow each other and do not care for their order: none refers to another
 * operation, and each has a name of its own.
 */
public final class IndependentCreations {
  private IndependentCreations() {}

  /** Takes those that are first in line; none if fewer than two are. */
  public static List<Understood> takeFrom(Deque<List<BulkOperation>> units) {
    List<Understood> creations = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (List<BulkOperation> unit : units) {
      if (unit.size() != 1
          || !(unit.getFirst() instanceof Understood operation)
          || operation.kind() != Method.POST
          || !BulkReferences.in(operation).isEmpty()
          || !name(operation).filter(names::add).isPresent()) {
        break;
      }
      creations.add(operation);
    }
    if (creations.size() < 2) {
      return List.of();
    }
    creations.forEach(taken -> units.removeFirst());
    return creations;
  }

  /** The name that has to be unique, if the data has one. */
  private static Optional<String> name(Understood operation) {
    ObjectNode data = operation.data();
    String attribute = operation.type() == ResourceType.USER ? "userName" : "displayName";
    if (data != null) {
      for (Map.Entry<String, JsonNode> member : data.properties()) {
        if (Fold.same(member.getKey(), attribute) && member.getValue().isTextual()) {
          return Optional.of(operation.type() + "/" + Fold.fold(member.getValue().textValue()));
        }
      }
    }
    return Optional.empty();
  }
}
