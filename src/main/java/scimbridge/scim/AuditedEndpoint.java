package scimbridge.scim;

import java.util.function.Supplier;
import scimbridge.identity.ResourceType;

/** The operations on a resource type, with every write that is refused told to the audit. */
final class AuditedEndpoint implements ResourceEndpoint {
  private final ResourceType type;
  private final ResourceEndpoint endpoint;
  private final WriteRefusals refusals;

  AuditedEndpoint(ResourceType type, ResourceEndpoint endpoint, WriteRefusals refusals) {
    this.type = type;
    this.endpoint = endpoint;
    this.refusals = refusals;
  }

  @Override
  public ScimResponse list(ScimRequest request) {
    return endpoint.list(request);
  }

  @Override
  public ScimResponse create(ScimRequest request) {
    return audited(request, "create", "", () -> endpoint.create(request));
  }

  @Override
  public ScimResponse read(ScimRequest request, String id) {
    return endpoint.read(request, id);
  }

  @Override
  public ScimResponse replace(ScimRequest request, String id) {
    return audited(request, "update", id, () -> endpoint.replace(request, id));
  }

  @Override
  public ScimResponse patch(ScimRequest request, String id) {
    return audited(request, "update", id, () -> endpoint.patch(request, id));
  }

  @Override
  public ScimResponse delete(ScimRequest request, String id) {
    return audited(request, "delete", id, () -> endpoint.delete(request, id));
  }

  private ScimResponse audited(
      ScimRequest request, String operation, String id, Supplier<ScimResponse> write) {
    try {
      return write.get();
    } catch (RuntimeException refused) {
      throw refusals.told(request, type, operation, id, refused);
    }
  }
}
