package scimbridge.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import scimbridge.scim.bulk.BulkOperation;
import scimbridge.scim.bulk.BulkOperation.Malformed;
import scimbridge.scim.bulk.BulkOperation.Method;
import scimbridge.scim.bulk.BulkOperation.Understood;
import scimbridge.scim.bulk.BulkReferences;

/** Carries the operations of one bulk request out and remembers what became of each. */
final class BulkRun {
  private final BulkCalls calls;
  private final Map<String, String> ids = new HashMap<>();
  private final Map<Integer, ObjectNode> answers = new TreeMap<>();
  private int failures;

  BulkRun(BulkCalls calls) {
    this.calls = calls;
  }

  /** How many operations have failed. */
  int failures() {
    return failures;
  }

  /** The answers to what was tried, in the order of the request. */
  List<ObjectNode> answers() {
    return List.copyOf(answers.values());
  }

  /** One operation, or several that refer to each other in a circle. */
  void carryOut(List<BulkOperation> unit) {
    List<Understood> circle = new ArrayList<>();
    for (BulkOperation operation : unit) {
      switch (operation) {
        case Malformed malformed -> fail(malformed, null, malformed.fault());
        case Understood understood -> circle.add(understood);
      }
    }
    if (circle.size() == 1 && !refersToItself(circle.getFirst())) {
      alone(circle.getFirst());
    } else if (!circle.isEmpty()) {
      together(circle);
    }
  }

  private static boolean refersToItself(Understood operation) {
    return operation.kind() == Method.POST
        && operation.bulkId() != null
        && BulkReferences.in(operation).contains(operation.bulkId());
  }

  private void alone(Understood operation) {
    Understood resolved = BulkReferences.resolve(operation, ids);
    Set<String> missing = BulkReferences.in(resolved);
    if (!missing.isEmpty()) {
      fail(operation, null, BulkCalls.dependsOn(operation, missing.iterator().next()));
      return;
    }
    String target = resolved.kind() == Method.POST ? null : resolved.id();
    try {
      ScimResponse answer = calls.send(resolved);
      String id = target == null ? BulkCalls.createdId(answer) : target;
      remember(operation, id);
      answers.put(operation.index(), calls.done(operation, id, answer));
    } catch (RuntimeException refused) {
      fail(operation, target, refused);
    }
  }

  private void together(List<Understood> operations) {
    BulkCircle circle = new BulkCircle(calls, ids, operations);
    try {
      circle
          .create()
          .forEach(
              (operation, creation) -> {
                remember(operation, creation.id());
                answers.put(
                    operation.index(), calls.done(operation, creation.id(), creation.answer()));
              });
    } catch (BulkCircle.Broken broken) {
      operations.forEach(operation -> fail(operation, null, broken.reason(operation)));
    }
  }

  private void remember(Understood operation, String id) {
    if (operation.kind() == Method.POST && operation.bulkId() != null) {
      ids.put(operation.bulkId(), id);
    }
  }

  private void fail(BulkOperation operation, @Nullable String id, RuntimeException reason) {
    failures++;
    answers.put(operation.index(), calls.failed(operation, id, reason));
  }
}
