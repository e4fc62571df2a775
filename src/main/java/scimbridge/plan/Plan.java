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
   * Something the plan does not do.
   *
   * @param kind what the client is told
   * @param detail the sentence for the administrator
   */
  public record Refusal(Fault.Kind kind, String detail) {}

  /**
   * Something that must be known before planning can go on.
   *
   * @param question in words
   * @param answer the one call that answers it
   */
  public record Unknown(String question, CognitoCall answer) {}
}
