package scimbridge.provisioning;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import scimbridge.fault.Fault;

/**
 * What a client is told of a password whose request fails. Everything else of such a request is
 * undone; the old password is stored nowhere, so a new one stays where it was set.
 */
final class Passwords {
  private static final String NOT_IN_TIME =
      "The password could not be set in time, and passwords are never stored.";

  private Passwords() {}

  /** The error of a request whose password is not set everywhere in time. */
  static Fault notInTime(List<AccountRun> runs) {
    String stays = stays(runs);
    String rest = stays.isEmpty() ? "Nothing was changed; try again." : stays + " Try again.";
    return Fault.retryable(Fault.Kind.BUSY, NOT_IN_TIME + " " + rest, Duration.ofSeconds(1));
  }

  /** The same error, saying also where the new password stays. */
  static Fault told(Fault refused, List<AccountRun> runs) {
    String stays = stays(runs);
    return stays.isEmpty() ? refused : Removals.done(refused, stays);
  }

  private static String stays(List<AccountRun> runs) {
    String set = pools(runs, DesiredAccount::hasNewPassword);
    String unknown = pools(runs, DesiredAccount::mayHaveNewPassword);
    if (set.isEmpty() && unknown.isEmpty()) {
      return "";
    }
    return "The new password "
        + (set.isEmpty() ? "" : "is set in pool " + set)
        + (set.isEmpty() || unknown.isEmpty() ? "" : " and ")
        + (unknown.isEmpty() ? "" : "may be set in pool " + unknown)
        + " and cannot be taken back there, because the old one is stored nowhere; nothing else was"
        + " changed.";
  }

  private static String pools(List<AccountRun> runs, Predicate<DesiredAccount> those) {
    return runs.stream()
        .filter(run -> those.test(run.desired()))
        .map(run -> run.pool().rules().id().value())
        .collect(Collectors.joining(", "));
  }
}
