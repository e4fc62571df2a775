package scimbridge.plan;

import java.util.List;
import java.util.stream.Stream;
import scimbridge.fault.Fault;

/**
 * What to do, what will not be done and why, and what has to be known first.
 *
 * @param calls in the order they are to be made
 * @param refusals what Cognito could not hold, or what the rules forbid
 * @param unknowns when not empty, there are no calls yet: answer these and plan again
 */
public record Plan(List<CognitoCall> calls, List<Refusal> refusals, List<Unknown> unknowns) {

  /** Nothing to do. */
  public static final Plan EMPTY = new Plan(List.of(), List.of(), List.of());

  /** Copies the lists. */
  public Plan {
    calls = List.copyOf(calls);
    refusals = List.copyOf(refusals);
    unknowns = List.copyOf(unknowns);
  }

  /** A plan that only makes calls. */
  public static Plan of(List<CognitoCall> calls) {
    return new Plan(calls, List.of(), List.of());
  }

  /** A plan that refuses. */
  public static Plan refused(Refusal refusal) {
    return new Plan(List.of(), List.of(refusal), List.of());
  }

  /** A plan that has to know something first. */
  public static Plan asks(Unknown unknown) {
    return new Plan(List.of(), List.of(), List.of(unknown));
  }

  /** Whether there is nothing to do, to refuse or to ask. */
  public boolean isEmpty() {
    return calls.isEmpty() && refusals.isEmpty() && unknowns.isEmpty();
  }

  /** The sentences for people, in order. */
  public Stream<String> sentences() {
    return Stream.of(
            unknowns.stream().map(unknown -> "unknown: " + unknown.question()),
            refusals.stream().map(refusal -> "refused: " + refusal.detail()),
            calls.stream().map(CognitoCall::describe))
        .flatMap(sentence -> sentence);
  }

  /**
   * Something that is not done.
   *
   * @param reason why
   * @param detail the sentence for the administrator
   */
  public record Refusal(Reason reason, String detail) {
    /** What the client is told. */
    public Fault.Kind kind() {
      return reason.kind();
    }

    /** Whether it is not done because the operation is switched off. */
    public boolean switchedOff() {
      return reason == Reason.CREATE_OFF || reason == Reason.UPDATE_OFF;
    }
  }

  /** Why something is not done. */
  public enum Reason {
    /** The operation {@code create} is switched off. */
    CREATE_OFF(Fault.Kind.FORBIDDEN),
    /** The operation {@code update} is switched off. */
    UPDATE_OFF(Fault.Kind.FORBIDDEN),
    /** The account or group exists and is not ours. */
    NOT_OURS(Fault.Kind.UNIQUENESS),
    /** Another account has the sign-in name. */
    ALIAS_TAKEN(Fault.Kind.UNIQUENESS),
    /** Cognito allows no more groups for one account. */
    TOO_MANY_GROUPS(Fault.Kind.INVALID_VALUE),
    /** The user has no value that a new account needs. */
    USER_LACKS(Fault.Kind.INVALID_VALUE),
    /** The pool is not made for what its rules ask of a new account. */
    POOL_LACKS(Fault.Kind.FORBIDDEN),
    /** The account signs in at its identity provider and is to have no password here. */
    NO_PASSWORD(Fault.Kind.INVALID_VALUE),
    /** Cognito says that the name is taken; no plan says so. */
    NAME_TAKEN(Fault.Kind.UNIQUENESS),
    /** Cognito does not take the value; no plan says so. */
    VALUE_REFUSED(Fault.Kind.INVALID_VALUE),
    /** Others have disabled the account, and nobody asked to enable it; no plan says so. */
    DISABLED_SINCE(Fault.Kind.FORBIDDEN),
    /** The account is gone from the pool and is not made again; no plan says so. */
    VANISHED(Fault.Kind.INVALID_VALUE);

    private final Fault.Kind kind;

    Reason(Fault.Kind kind) {
      this.kind = kind;
    }

    /** What the client is told. */
    public Fault.Kind kind() {
      return kind;
    }
  }

  /**
   * Something that must be known before planning can go on.
   *
   * @param question in words
   * @param answer the one call that answers it
   */
  public record Unknown(String question, CognitoCall answer) {}
}
