package scimbridge.provisioning;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.directory.PolicyGroups.Followed;
import scimbridge.directory.Progress;
import scimbridge.directory.Transaction;
import scimbridge.identity.AppId;
import scimbridge.policy.App;
import scimbridge.policy.GroupRef;

/**
 * Says in the log which policies have no group to go by, and where removals are held, whenever that
 * changes.
 */
final class PolicyReport {
  private static final Logger log = LoggerFactory.getLogger(PolicyReport.class);

  private final Setting setting;
  private final Map<AppId, List<String>> said = new HashMap<>();

  PolicyReport(Setting setting) {
    this.setting = setting;
  }

  /** Looks, and says what is new. */
  void say() {
    for (App app : setting.apps().values()) {
      List<String> troubles = setting.directory().<List<String>>read(tx -> troubles(tx, app));
      List<String> before = said.put(app.id(), troubles);
      troubles.stream()
          .filter(trouble -> before == null || !before.contains(trouble))
          .forEach(trouble -> log.warn("App '{}': {}", app.id(), trouble));
    }
  }

  private static List<String> troubles(Transaction tx, App app) {
    List<String> troubles =
        Scopes.byGroups(app) ? troubles(app, tx.policyGroups().ofApp(app.id())) : new ArrayList<>();
    if (!tx.accounts().in(app.id(), Progress.State.HELD, 1).isEmpty()) {
      troubles.add(
          "the guard against mass removal holds removals; './scim-bridge guard' shows them.");
    }
    return troubles;
  }

  /** One sentence for each group that a policy names and that is not there. */
  static List<String> troubles(App app, List<Followed> followed) {
    Map<GroupRef, Followed> byReference = new HashMap<>();
    followed.forEach(one -> byReference.put(one.reference(), one));
    List<String> troubles = new ArrayList<>();
    Following.references(app)
        .forEach(
            reference -> {
              Followed one = byReference.get(reference);
              if (one == null) {
                troubles.add(
                    "the policy for "
                        + reference.describe()
                        + " waits: there is no such group yet, so nobody is in scope by it.");
              } else if (one.gone()) {
                troubles.add(
                    "the policy for "
                        + reference.describe()
                        + " is suspended: the group with id "
                        + one.group()
                        + " was deleted. Who was in it keeps what the policy gave; nobody new"
                        + " enters by it. Let the policy name another group, or take it out.");
              }
            });
    return troubles;
  }
}
