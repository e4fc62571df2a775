package scimbridge.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scimbridge.cognito.Pace;
import scimbridge.directory.Progress.State;
import scimbridge.provisioning.AppStatus;
import scimbridge.provisioning.AppStatus.Waiting;
import scimbridge.provisioning.GuardStatus;

/** The answer to {@code status} for other programs. */
final class StatusJson {
  private StatusJson() {}

  /** One JSON document for all of them. */
  static String of(
      List<AppStatus> found, Optional<String> storeTrouble, Optional<List<Pace>> calls) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    storeTrouble.ifPresent(trouble -> document.put("storeTrouble", trouble));
    ArrayNode apps = document.putArray("apps");
    found.forEach(status -> put(status, apps.addObject()));
    calls.ifPresent(paces -> put(paces, document.putArray("calls")));
    return TerminalText.json(document.toString());
  }

  private static void put(List<Pace> paces, ArrayNode calls) {
    for (Pace pace : paces) {
      ObjectNode shown = calls.addObject();
      shown.put("scope", pace.scope());
      shown.put("category", pace.category());
      shown.put("quota", pace.quota());
      shown.put("share", pace.share());
      shown.put("allowed", pace.allowed());
      shown.put("lastSecond", pace.lastSecond());
      shown.put("lastTenSeconds", pace.lastTenSeconds());
      shown.put("throttled", pace.throttled());
      ObjectNode waiting = shown.putObject("waiting");
      pace.waiting().forEach((priority, some) -> waiting.put(StatusText.spoken(priority), some));
      ObjectNode byApp = shown.putObject("waitingByApp");
      pace.waitingByApp().forEach(byApp::put);
    }
  }

  private static void put(AppStatus status, ObjectNode app) {
    app.put("app", status.app().value());
    put(status.accounts(), app.putObject("accounts"));
    put(status.poolGroups(), app.putObject("poolGroups"));
    app.put("unreadable", status.unreadable());
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
    put(app, "nextReconcile", status.nextReconcile());
    put(status.guard(), app.putObject("guard"));
    status.notices().forEach(app.putArray("notices")::add);
  }

  private static void put(GuardStatus guard, ObjectNode shown) {
    shown.put("on", guard.rules().on());
    shown.put("removed", guard.removed());
    shown.put("limit", guard.limit());
    shown.put("deactivated", guard.deactivated());
    shown.put("held", guard.held());
    shown.put("closed", guard.closed());
    put(shown, "heldSince", guard.heldSince());
    put(shown, "allowedUntil", guard.allowedUntil());
    put(shown, "passesAt", guard.passesAt());
  }

  private static void put(Map<State, Long> counts, ObjectNode shown) {
    shown.put("inStep", StatusText.count(counts, State.IN_STEP));
    shown.put("pending", StatusText.count(counts, State.PENDING));
    shown.put("refused", StatusText.count(counts, State.REFUSED));
    shown.put("held", StatusText.count(counts, State.HELD));
  }

  private static void put(ObjectNode shown, String name, @Nullable Object value) {
    if (value != null) {
      shown.put(name, value.toString());
    }
  }
}
