package scimbridge.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.directory.Examples.MINE;
import static scimbridge.directory.Examples.NOON;
import static scimbridge.directory.Examples.deletion;
import static scimbridge.directory.Examples.group;
import static scimbridge.directory.Examples.member;
import static scimbridge.directory.Examples.user;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.identity.AppId;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;

/** What {@link Proposals} promises. */
public interface ProposalsContract extends DirectoryContract {

  @Test
  default void aProposalIsReadBackAsItWasOpened() {
    User jane = user(OKTA, "jane");
    Group staff = group(OKTA, "Staff");
    Proposal creation =
        new Proposal(OKTA, jane.id(), ResourceType.USER, jane, null, true, NOON, "r1", MINE);
    MemberDelta delta =
        new MemberDelta(
            true,
            Set.of(ResourceId.random()),
            Set.of(member(jane), new Member(ResourceId.random(), ResourceType.GROUP)));
    Proposal change =
        new Proposal(OKTA, staff.id(), ResourceType.GROUP, staff, delta, false, NOON, "r2", MINE);
    Proposal deletion = deletion(OKTA, ResourceId.random(), ResourceType.USER, MINE);
    List<Proposal> all = List.of(creation, change, deletion);
    write(tx -> all.forEach(tx.proposals()::open));

    for (Proposal proposal : all) {
      assertThat(isOpen(OKTA, proposal.resource())).isTrue();
      assertThat(isOpen(ENTRA, proposal.resource())).isFalse();
    }
    assertThat(leaseAbandoned(MINE.until(), "other/1", 10))
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("lease")
        .containsExactlyInAnyOrderElementsOf(all);
    assertThat(directory().<Boolean>read(tx -> tx.resources().user(OKTA, jane.id()).isPresent()))
        .as("accepted")
        .isFalse();
  }

  @Test
  default void closingNeedsTheCurrentEpoch() {
    Proposal mine = deletion(OKTA, ResourceId.random(), ResourceType.USER, MINE);
    write(tx -> tx.proposals().open(mine));
    Instant later = MINE.until();
    List<Proposal> taken = leaseAbandoned(later, "other/1", 10);
    assertThat(taken).hasSize(1);
    assertThat(taken.getFirst().lease()).isEqualTo(new Lease("other/1", 2, later.plusSeconds(30)));

    write(tx -> assertThat(tx.proposals().close(mine)).isFalse());
    assertThat(isOpen(OKTA, mine.resource())).isTrue();
    write(tx -> assertThat(tx.proposals().close(taken.getFirst())).isTrue());
    assertThat(isOpen(OKTA, mine.resource())).isFalse();
  }

  @Test
  default void aStaleClosingDoesNotHitALaterProposalOnTheSameResource() {
    Proposal first = deletion(OKTA, ResourceId.random(), ResourceType.USER, MINE);
    write(tx -> tx.proposals().open(first));
    write(tx -> tx.proposals().close(first));
    Proposal second =
        new Proposal(
            OKTA,
            first.resource(),
            ResourceType.USER,
            null,
            null,
            false,
            NOON.plusSeconds(60),
            "request-2",
            MINE);
    write(tx -> tx.proposals().open(second));

    write(tx -> assertThat(tx.proposals().close(first)).isFalse());
    assertThat(isOpen(OKTA, first.resource())).isTrue();
    write(tx -> assertThat(tx.proposals().close(second)).isTrue());
  }

  @Test
  default void onlyAbandonedProposalsAreLeasedOldestFirst() {
    Proposal live = deletion(OKTA, ResourceId.random(), ResourceType.USER, MINE);
    Lease dead = new Lease("gone/1", 4, NOON.minusSeconds(5));
    Proposal newer = since(dead, NOON.minusSeconds(10));
    Proposal older = since(dead, NOON.minusSeconds(20));
    write(tx -> List.of(live, newer, older).forEach(tx.proposals()::open));

    assertThat(leaseAbandoned(NOON, "me/2", 1))
        .extracting(Proposal::resource)
        .containsExactly(older.resource());
    assertThat(leaseAbandoned(NOON, "me/2", 10))
        .extracting(Proposal::resource)
        .containsExactly(newer.resource());
    assertThat(leaseAbandoned(NOON, "me/2", 10)).isEmpty();

    write(tx -> tx.proposals().expireLeases());
    assertThat(leaseAbandoned(NOON, "me/3", 10)).hasSize(3);
  }

  private boolean isOpen(AppId app, ResourceId resource) {
    return directory().<Boolean>read(tx -> tx.proposals().isOpen(app, resource));
  }

  private List<Proposal> leaseAbandoned(Instant now, String owner, int limit) {
    return directory()
        .write(
            tx ->
                tx.proposals()
                    .leaseAbandoned(
                        now,
                        owner,
                        now.plusSeconds(30),
                        limit,
                        (id, request, why) -> {
                          throw why;
                        }));
  }

  private static Proposal since(Lease lease, Instant since) {
    return new Proposal(
        OKTA, ResourceId.random(), ResourceType.USER, null, null, false, since, "r", lease);
  }
}
