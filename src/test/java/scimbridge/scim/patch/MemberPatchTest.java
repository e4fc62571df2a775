package scimbridge.scim.patch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.identity.Member;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.filter.ValueFilter;
import scimbridge.identity.schema.AttributePath;
import scimbridge.identity.schema.Schemas;
import scimbridge.scim.patch.MemberPatch.Operation.Add;
import scimbridge.scim.patch.MemberPatch.Operation.Clear;
import scimbridge.scim.patch.MemberPatch.Operation.Remove;
import scimbridge.scim.patch.MemberPatch.Operation.RemoveMatching;

class MemberPatchTest {
  private static final Supplier<List<Member>> UNREAD =
      () -> {
        throw new AssertionError("the members were read");
      };

  private final Member ann = new Member(ResourceId.random(), ResourceType.USER);
  private final Member bob = new Member(ResourceId.random(), ResourceType.USER);
  private final Map<String, Member> known = Map.of(id(ann), ann, id(bob), bob);

  private static String id(Member member) {
    return member.id().value();
  }

  private MemberDelta compile(MemberPatch.Operation... operations) {
    return MemberPatch.compile(List.of(operations), known, UNREAD);
  }

  @Test
  void theLastOperationOnAMemberCounts() {
    assertThat(compile(new Add(List.of(id(ann))), new Remove(List.of(id(ann)))))
        .isEqualTo(new MemberDelta(false, Set.of(ann.id()), Set.of()));
    assertThat(compile(new Remove(List.of(id(ann))), new Add(List.of(id(ann)))))
        .isEqualTo(new MemberDelta(false, Set.of(), Set.of(ann)));
  }

  @Test
  void clearForgetsWhatCameBefore() {
    assertThat(
            compile(
                new Add(List.of(id(ann))),
                new Clear(),
                new Add(List.of(id(bob))),
                new Remove(List.of(id(ann)))))
        .isEqualTo(new MemberDelta(true, Set.of(), Set.of(bob)));
  }

  @Test
  void idsThatNameNothingAreLeftOut() {
    assertThat(compile(new Add(List.of("nobody")), new Remove(List.of("nobody"))))
        .isEqualTo(MemberDelta.NONE);
  }

  @Test
  void aFilterSeesTheMembersAsTheyAreAtItsTurn() {
    ValueFilter users =
        ValueFilter.parse(
            "type eq \"User\"", ResourceType.GROUP, AttributePath.of("members"), Schemas.bundled());
    Member club = new Member(ResourceId.random(), ResourceType.GROUP);

    MemberDelta delta =
        MemberPatch.compile(
            List.of(
                new Add(List.of(id(ann))), new Remove(List.of(id(bob))), new RemoveMatching(users)),
            known,
            () -> List.of(bob, club));

    assertThat(delta).isEqualTo(new MemberDelta(false, Set.of(bob.id(), ann.id()), Set.of()));
  }

  @Test
  void manyOperationsReadNoMembers() {
    List<MemberPatch.Operation> operations = new ArrayList<>();
    Map<String, Member> many = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      Member member = new Member(ResourceId.random(), ResourceType.USER);
      many.put(id(member), member);
      operations.add(i % 2 == 0 ? new Add(List.of(id(member))) : new Remove(List.of(id(member))));
    }

    MemberDelta delta = MemberPatch.compile(operations, many, UNREAD);

    assertThat(delta.add()).hasSize(5_000);
    assertThat(delta.remove()).hasSize(5_000);
  }
}
