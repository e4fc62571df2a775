package scimbridge.admin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scimbridge.cognito.Pace;
import scimbridge.cognito.Priority;
import scimbridge.directory.Progress.State;
import scimbridge.provisioning.AppStatus;
import scimbridge.provisioning.AppStatus.Waiting;
import scimbridge.provisioning.GuardStatus;

/** The answer to {@code status} in words. */
final class StatusText {
  private StatusText() {}

  /** In words, for one app. */
  static List<String> lines(AppStatus status) {
    List<String> lines = new ArrayList<>();
    lines.add("app " + status.app());
    lines.add("  accounts: " + counts(status.accounts()));
    lines.add("  Cognito groups: " + counts(status.poolGroups()));
    if (status.openProposals() > 0) {
      lines.add("  requests under way: " + status.openProposals());
    }
    if (status.oldest() != null) {
      lines.add("  oldest pending: " + oldest(status.oldest()));
    }
    lines.add("  new changes: " + changes(status));
    if (!status.reviewed()) {
      lines.add("  the configuration has changed: not every user was looked at yet");
    }
    if (status.nextReconcile() != null) {
      lines.add("  next reconcile: " + status.nextReconcile());
    }
    GuardStatus guard = status.guard();
    if (guard.held() > 0 || guard.closed() || guard.allowedUntil() != null) {
      GuardCommands.lines(guard).forEach(line -> lines.add("  guard: " + line));
    }
    status.notices().forEach(notice -> lines.add("  note: " + notice));
    return lines;
  }

  private static String counts(Map<State, Long> counts) {
    return count(counts, State.IN_STEP)
        + " in step, "
        + count(counts, State.PENDING)
        + " pending, "
        + count(counts, State.REFUSED)
        + " refused, "
        + count(counts, State.HELD)
        + " held";
  }

  static long count(Map<State, Long> counts, State state) {
    return counts.getOrDefault(state, 0L);
  }

  private static String oldest(Waiting oldest) {
    String tries =
        oldest.attempts() == 0
            ? ""
            : "; tried "
                + oldest.attempts()
                + (oldest.attempts() == 1 ? " time" : " times")
                + (oldest.nextAttempt() == null ? "" : ", next at " + oldest.nextAttempt());
    return "'"
        + oldest.user()
        + "' in pool "
        + oldest.pool()
        + " since "
        + oldest.since()
        + (oldest.reason() == null ? "" : ": " + oldest.reason())
        + tries;
  }

  private static String changes(AppStatus status) {
    if (status.backlogSince() == null) {
      return "accepted, nothing waits";
    }
    return status.refusesChanges()
        ? "answered 429 because one waits since "
            + status.backlogSince()
            + ", longer than "
            + spoken(status.maxPendingAge())
            + "; removals of access are accepted"
        : "accepted, the oldest waits since " + status.backlogSince();
  }

  private static String spoken(Duration duration) {
    return duration.toSeconds() % 60 == 0
        ? duration.toMinutes() + " minutes"
        : duration.toSeconds() + " seconds";
  }

  /** How fast calls go to Cognito now. */
  static List<String> gate(Optional<List<Pace>> calls) {
    if (calls.isEmpty()) {
      return List.of("calls to Cognito: none, no server runs");
    }
    List<String> lines =
        calls.get().stream().filter(StatusText::isInUse).map(StatusText::gate).toList();
    return lines.isEmpty() ? List.of("calls to Cognito: none in the last ten seconds") : lines;
  }

  private static boolean isInUse(Pace pace) {
    return pace.lastTenSeconds() > 0 || !pace.waiting().isEmpty() || pace.slowed();
  }

  private static String gate(Pace pace) {
    StringBuilder line = new StringBuilder("calls to Cognito in ");
    line.append(pace.scope()).append(", ").append(pace.category()).append(": ");
    line.append(pace.lastSecond()).append(" in the last second, ");
    line.append(pace.lastTenSeconds()).append(" in the last ten; at most ");
    line.append(pace.allowed()).append(" a second of a quota of ").append(pace.quota());
    if (pace.slowed()) {
      line.append(", less than the usual ").append(pace.share()).append(" because Cognito");
      line.append(" throttled");
    }
    if (pace.throttled() > 0) {
      line.append("; throttled since the start: ").append(pace.throttled());
    }
    pace.waiting()
        .forEach(
            (priority, calls) ->
                line.append("; waiting: ").append(calls).append(' ').append(spoken(priority)));
    return line.toString();
  }

  static String spoken(Priority priority) {
    return switch (priority) {
      case REMOVAL -> "removals";
      case INTERACTIVE -> "interactive";
      case BACKGROUND -> "background";
    };
  }
}
