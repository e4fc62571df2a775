package scimbridge.scim;

/**
 * The operations on one resource type (RFC 7644 §3), free of HTTP. What cannot be done is thrown as
 * a {@link scimbridge.fault.Fault}.
 */
interface ResourceEndpoint {
  /** Finds resources: §3.4.2. */
  ScimResponse list(ScimRequest request);

  /** Finds resources as the body says: §3.4.3. */
  default ScimResponse search(ScimRequest request) {
    return list(SearchMessage.asQuery(request));
  }

  /** Creates one: §3.3. */
  ScimResponse create(ScimRequest request);

  /** Reads one: §3.4.1. */
  ScimResponse read(ScimRequest request, String id);

  /** Replaces one: §3.5.1. */
  ScimResponse replace(ScimRequest request, String id);

  /** Changes parts of one: §3.5.2. */
  ScimResponse patch(ScimRequest request, String id);

  /** Deletes one: §3.6. */
  ScimResponse delete(ScimRequest request, String id);
}
