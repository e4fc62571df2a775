package scimbridge.provisioning;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import scimbridge.cognito.QuotaCategory;
import scimbridge.plan.CognitoCall;

/**
 * What would be done, as far as it can be known without asking Cognito.
 *
 * @param calls in the order in which they would be made
 * @param notes what will not be done and why, and what depends on an answer; one sentence each
 * @param accountsLeftOut how many accounts would follow that were not planned one by one, counted
 *     up to 20,000 together with the others
 */
public record PlannedCalls(List<CognitoCall> calls, List<String> notes, long accountsLeftOut) {

  /** Copies the lists. */
  public PlannedCalls {
    calls = List.copyOf(calls);
    notes = List.copyOf(notes);
  }

  /**
   * What the calls take of Cognito's request quotas, by the names of the quotas' categories; a
   * category of which nothing is taken is absent.
   */
  public SortedMap<String, Integer> requests() {
    SortedMap<String, Integer> requests = new TreeMap<>();
    for (CognitoCall call : calls) {
      requests.merge(
          QuotaCategory.of(call).published(), QuotaCategory.requests(call), Integer::sum);
    }
    return requests;
  }

  /** How many accounts the calls make monthly active users of this month, if they are not yet. */
  public int monthlyActiveUsers() {
    Set<String> accounts = new HashSet<>();
    for (CognitoCall call : calls) {
      if (call instanceof CognitoCall.OnAccount about && about.makesActive()) {
        accounts.add(call.pool() + "/" + about.username());
      }
    }
    return accounts.size();
  }

  /** All of it in words, one line each: the calls numbered, the notes, and what it costs. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (calls.isEmpty()) {
      lines.add("no call to Cognito");
    }
    for (int i = 0; i < calls.size(); i++) {
      lines.add((i + 1) + ". " + calls.get(i).describe());
    }
    notes.forEach(note -> lines.add("note: " + note));
    if (accountsLeftOut > 0) {
      lines.add(
          "note: "
              + accountsLeftOut
              + " more accounts would follow; they are not planned one by one here");
    }
    if (!calls.isEmpty()) {
      lines.add("cost: " + cost());
    }
    return lines;
  }

  private String cost() {
    List<String> parts = new ArrayList<>();
    requests().forEach((category, count) -> parts.add(count + " " + category));
    return "requests of quota "
        + String.join(", ", parts)
        + "; monthly active users: "
        + monthlyActiveUsers();
  }
}
