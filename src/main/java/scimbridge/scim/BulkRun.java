package scimbridge.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import scimbridge.scim.bulk.BulkOperation;
import scimbridge.scim.bulk.BulkOperation.Malformed;
import scimbridge.scim.bulk.BulkOperation.Method;
import scimbridge.scim.bulk.BulkOperation.Understood;
import scimbridge.scim.bulk.BulkReferences;

/** Carries the operations of one bulk request out and remembers what became of each. */
final class BulkRun {
  /** How many creations of one request are under way at the same time. */
  private static final int AT_ONCE = 8;

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
    conclude(operation, tried(resolved));
  }

  /**
   * Creations that have nothing to do with each other. A creation mostly waits, for the store or
   * for Cognito; several at once wait together.
   */
  void sideBySide(List<Understood> creations) {
    Semaphore places = new Semaphore(AT_ONCE);
    List<Future<Outcome>> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Understood creation : creations) {
        outcomes.add(
            threads.submit(
                () -> {
                  places.acquireUninterruptibly();
                  try {
                    return tried(creation);
                  } finally {
                    places.release();
                  }
                }));
      }
    }
    for (int i = 0; i < creations.size(); i++) {
      conclude(creations.get(i), outcomes.get(i).resultNow());
    }
  }

  /** What came of one call: an answer, or why there is none. */
  private sealed interface Outcome {
    record Done(String id, ScimResponse answer) implements Outcome {}

    record Refused(@Nullable String id, RuntimeException reason) implements Outcome {}
  }

  private Outcome tried(Understood resolved) {
    String target = resolved.kind() == Method.POST ? null : resolved.id();
    try {
      ScimResponse answer = calls.send(resolved);
      return new Outcome.Done(target == null ? BulkCalls.createdId(answer) : target, answer);
    } catch (RuntimeException refused) {
      return new Outcome.Refused(target, refused);
    }
  }

  private void conclude(Understood operation, Outcome outcome) {
    switch (outcome) {
      case Outcome.Done done -> {
        remember(operation, done.id());
        answers.put(operation.index(), calls.done(operation, done.id(), done.answer()));
      }
      case Outcome.Refused refused -> fail(operation, refused.id(), refused.reason());
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
