package scimbridge.scim.bulk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.Fold;
import scimbridge.identity.ResourceType;

/** One operation of a bulk request. */
public sealed interface BulkOperation {

  /** Its place in the message, from 0. */
  int index();

  /** The method as it is repeated in the answer. */
  String method();

  /** The name that its answer repeats, and that others know its new resource by; or null. */
  @Nullable String bulkId();

  /** Whether it is to create a resource, which others may name by its {@code bulkId}. */
  default boolean creates() {
    return Fold.same(method(), Method.POST.name());
  }

  /** What can be done with a resource in a bulk request. */
  enum Method {
    /** RFC 7644 §3.3. */
    POST,
    /** RFC 7644 §3.5.1. */
    PUT,
    /** RFC 7644 §3.5.2. */
    PATCH,
    /** RFC 7644 §3.6. */
    DELETE
  }

  /** One that cannot be carried out, whatever becomes of the others. */
  record Malformed(int index, String method, @Nullable String bulkId, Fault fault)
      implements BulkOperation {}

  /**
   * One that can be tried.
   *
   * @param kind the method
   * @param bulkId its name, or null
   * @param type the resource type that the path names
   * @param id the id in the path, which may be {@code bulkId:…}; empty for a POST
   * @param version the version that the resource has to have, or null
   * @param data the message for the resource, or null where there is none
   */
  record Understood(
      int index,
      Method kind,
      @Nullable String bulkId,
      ResourceType type,
      String id,
      @Nullable String version,
      @Nullable ObjectNode data)
      implements BulkOperation {

    @Override
    public String method() {
      return kind.name();
    }

    Understood with(String otherId, @Nullable ObjectNode otherData) {
      return new Understood(index, kind, bulkId, type, otherId, version, otherData);
    }
  }
}
