package scimbridge.provisioning;

import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scimbridge.directory.Proposal;
import scimbridge.identity.ResourceType;

/** Settles proposals whose process is gone. */
final class Recovery {
  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  private final Setting setting;
  private final Settlements settlements;
  private final UserWrites users;
  private final GroupWrites groups;
  private final PoolGroupReview review;

  Recovery(
      Setting setting,
      Settlements settlements,
      UserWrites users,
      GroupWrites groups,
      PoolGroupReview review) {
    this.review = review;
    this.setting = setting;
    this.settlements = settlements;
    this.users = users;
    this.groups = groups;
  }

  /** Ends the leases of a process that cannot be alive any more. */
  void begin() {
    if (setting.directory().exclusive()) {
      setting
          .directory()
          .write(
              tx -> {
                CutOffPasses.atStart(tx, setting.now());
                tx.proposals().expireLeases();
                tx.accounts().expireLeases();
                tx.poolGroups().expireLeases();
                return true;
              });
    }
  }

  /** Settles what is abandoned; answers whether there was anything. */
  boolean recover() {
    Instant now = setting.now();
    List<Proposal> abandoned =
        setting
            .directory()
            .write(
                tx ->
                    tx.proposals()
                        .leaseAbandoned(
                            now,
                            setting.owner(),
                            now.plus(Setting.LEASE),
                            100,
                            Recovery::unsettled));
    for (Proposal proposal : abandoned) {
      try {
        rollForward(proposal);
      } catch (RuntimeException broken) {
        unsettled(proposal.resource().value(), proposal.requestId(), broken);
      }
    }
    return !abandoned.isEmpty();
  }

  /** Its lease keeps it from being tried again at once; the others have nothing to do with it. */
  private static void unsettled(String resource, String requestId, RuntimeException broken) {
    log.error(
        "The change of {} that request {} left cannot be settled; it is tried again in {} s. Until"
            + " then changes of it are answered 503.",
        resource,
        requestId,
        Setting.LEASE.toSeconds(),
        broken);
  }

  private void rollForward(Proposal proposal) {
    log.info(
        "Rolling forward the change of {} {} that request {} left.",
        proposal.type().scimName(),
        proposal.resource(),
        proposal.requestId());
    setting
        .directory()
        .write(
            tx -> {
              if (proposal.type() == ResourceType.USER) {
                users.rollForward(tx, proposal);
              } else {
                groups.rollForward(tx, proposal);
                // At start it was passed over: somebody was at work on it.
                setting
                    .find(proposal.app())
                    .ifPresent(app -> review.align(tx, app, proposal.resource()));
              }
              return true;
            });
    settlements.settled(proposal.resource());
  }
}
