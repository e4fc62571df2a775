package scimbridge.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Progress.State;
import scimbridge.provisioning.AppStatus;
import scimbridge.provisioning.AppStatus.Waiting;

/** The answer to {@code status}: the same in words and as JSON. */
final class StatusText {

  /** In words, for one app. */
  List<String> lines(AppStatus status) {
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

  private static long count(Map<State, Long> counts, State state) {
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

  /** One JSON document for all of them. */
  String json(List<AppStatus> found) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode apps = document.putArray("apps");
    found.forEach(status -> put(status, apps.addObject()));
    return document.toString();
  }

  private static void put(AppStatus status, ObjectNode app) {
    app.put("app", status.app().value());
    put(status.accounts(), app.putObject("accounts"));
    put(status.poolGroups(), app.putObject("poolGroups"));
    app.put("openProposals", status.openProposals());
    Waiting oldest = status.oldest();
    if (oldest != null) {
      ObjectNode shown = app.putObject("oldestPending");
      shown.put("user", oldest.user());
      shown.put("pool", oldest.pool().value());
      shown.put("since", oldest.since().toString());
      put(shown, "reason", oldest.reason());
      shown.put("attempts", oldest.attempts());
      put(shown, "nextAttempt", oldest.nextAttempt());
    }
    put(app, "backlogSince", status.backlogSince());
    app.put("maxPendingAgeSeconds", status.maxPendingAge().toSeconds());
    app.put("refusesChanges", status.refusesChanges());
    app.put("reviewed", status.reviewed());
    status.notices().forEach(app.putArray("notices")::add);
  }

  private static void put(Map<State, Long> counts, ObjectNode shown) {
    shown.put("inStep", count(counts, State.IN_STEP));
    shown.put("pending", count(counts, State.PENDING));
    shown.put("refused", count(counts, State.REFUSED));
    shown.put("held", count(counts, State.HELD));
  }

  private static void put(ObjectNode shown, String name, @Nullable Object value) {
    if (value != null) {
      shown.put(name, value.toString());
    }
  }
}
