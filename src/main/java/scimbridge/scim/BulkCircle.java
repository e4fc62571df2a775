package scimbridge.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.fault.Fault;
import scimbridge.scim.bulk.BulkOperation.Method;
import scimbridge.scim.bulk.BulkOperation.Understood;
import scimbridge.scim.bulk.BulkReferences;

/**
 * Creations that refer to each other in a circle (RFC 7644 §3.7.2): each is created without the
 * references to what is not there yet, and these are added once everything is.
 *
 * <p>They stand or fall together. If one cannot be created, or completed, those that were are
 * deleted again: a resource without what it asked for is not what its client was promised.
 */
final class BulkCircle {
  private static final Logger LOG = LoggerFactory.getLogger(BulkCircle.class);

  private final BulkCalls calls;
  private final Map<String, String> ids;
  private final List<Understood> operations;
  private final Map<Understood, Creation> creations = new LinkedHashMap<>();

  /**
   * A circle.
   *
   * @param ids those of the resources created so far, by bulkId; not changed
   */
  BulkCircle(BulkCalls calls, Map<String, String> ids, List<Understood> operations) {
    this.calls = calls;
    this.ids = new HashMap<>(ids);
    this.operations = operations;
  }

  /**
   * What became of one creation.
   *
   * @param id the new resource's
   * @param answer of the last call for it
   * @param missing a PATCH message with the references that are still to be added
   */
  record Creation(String id, ScimResponse answer, ObjectNode missing) {}

  /** The circle could not be closed, and nothing of it is left. */
  static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Understood at;
    private final RuntimeException reason;

    private Broken(Understood at, RuntimeException reason) {
      super(reason);
      this.at = at;
      this.reason = reason;
    }

    /** Why this operation of the circle failed. */
    RuntimeException reason(Understood operation) {
      return operation.equals(at)
          ? reason
          : BulkCalls.dependsOn(operation, Objects.requireNonNullElse(at.bulkId(), ""));
    }
  }

  /** Creates all of them. */
  Map<Understood, Creation> create() throws Broken {
    for (Understood operation : operations) {
      creations.put(operation, tried(operation, () -> begin(operation)));
    }
    for (Understood operation : operations) {
      Creation begun = Objects.requireNonNull(creations.get(operation));
      creations.put(operation, tried(operation, () -> complete(operation, begun)));
    }
    return creations;
  }

  private Creation tried(Understood operation, Supplier<Creation> step) throws Broken {
    try {
      return step.get();
    } catch (RuntimeException refused) {
      undo();
      throw new Broken(operation, refused);
    }
  }

  private Creation begin(Understood operation) {
    Understood resolved = BulkReferences.resolve(operation, ids);
    ObjectNode data = Objects.requireNonNull(resolved.data());
    Set<String> open = new LinkedHashSet<>();
    operations.forEach(other -> open.add(Objects.requireNonNull(other.bulkId())));
    open.removeAll(ids.keySet());
    ObjectNode missing = BulkReferences.takeOut(data, open);
    Set<String> failed = BulkReferences.in(resolved);
    if (!failed.isEmpty()) {
      throw BulkCalls.dependsOn(operation, failed.iterator().next());
    }
    ScimResponse answer = calls.send(resolved);
    String id = BulkCalls.createdId(answer);
    ids.put(Objects.requireNonNull(operation.bulkId()), id);
    return new Creation(id, answer, missing);
  }

  private Creation complete(Understood operation, Creation begun) {
    if (begun.missing().path("Operations").isEmpty()) {
      return begun;
    }
    Understood addition =
        new Understood(
            operation.index(),
            Method.PATCH,
            operation.bulkId(),
            operation.type(),
            begun.id(),
            null,
            begun.missing());
    ScimResponse answer = calls.send(BulkReferences.resolve(addition, ids));
    return new Creation(
        begun.id(),
        answer.etag() == null ? begun.answer() : begun.answer().withEtag(answer.etag()),
        begun.missing());
  }

  private void undo() {
    creations.forEach(
        (operation, creation) -> {
          try {
            calls.send(
                new Understood(
                    operation.index(),
                    Method.DELETE,
                    operation.bulkId(),
                    operation.type(),
                    creation.id(),
                    null,
                    null));
          } catch (Fault kept) {
            // The client is told that it was not created; the administrator learns that it was.
            LOG.warn(
                "{} {} was created for a bulk request that failed and could not be deleted: {}",
                operation.type(),
                creation.id(),
                kept.detail());
          }
        });
  }
}
