package scimbridge.policy;

/**
 * Why an account cannot be created as things are. It is no obstacle to an account that exists.
 *
 * @param kind whose matter it is
 * @param detail the sentence for the administrator
 */
public record Obstacle(Kind kind, String detail) {
  /** Whose matter an obstacle is. */
  public enum Kind {
    /** The user lacks a value that the pool or its rules need. */
    USER_LACKS,
    /** The pool is not made for what its rules ask. */
    POOL_LACKS
  }
}
