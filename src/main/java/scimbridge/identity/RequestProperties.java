package scimbridge.identity;

/**
 * Names of the request properties that {@code http} sets once a request is authenticated and the
 * protocol edge reads. They stand here because neither of the two may import the other.
 */
public final class RequestProperties {
  /** The {@link AppId} that the bearer token belongs to. */
  public static final String APP = "scimbridge.app";

  /** Who acts, as a String for logs and audit: the public id of the bearer token. */
  public static final String ACTOR = "scimbridge.actor";

  /** The id of the request, a String of at most 64 safe characters; also in the answer. */
  public static final String REQUEST_ID = "scimbridge.requestId";

  /**
   * What {@code Location} and {@code $ref} begin with, as a String without a slash at the end: the
   * address of the SCIM service as the client knows it, for example {@code
   * https://scim.example.com/scim/v2}.
   */
  public static final String BASE_URL = "scimbridge.baseUrl";

  /**
   * The media type of answers, with its charset, as a String; absent if the client accepts none
   * that there is.
   */
  public static final String ANSWER_TYPE = "scimbridge.answerType";

  /** Not a property but a first path segment: of requests that are only to be previewed. */
  public static final String PREVIEW = "~preview";

  private RequestProperties() {}
}
