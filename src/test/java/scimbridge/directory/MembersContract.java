package scimbridge.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.directory.Examples.group;
import static scimbridge.directory.Examples.member;
import static scimbridge.directory.Examples.user;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import scimbridge.directory.Members.GroupReference;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;

/** What {@link Members} promises. */
public interface MembersContract extends DirectoryContract {
  /** Far above what it takes, and far below what a statement with a scan or a flush each takes. */
  int MANY_MILLIS = 5_000;

  @Test
  default void addingTellsWhoWasNotInAndKeepsTheOrderOfAddition() {
    Group group = group(OKTA, "Staff");
    Member jane = member(user(OKTA, "jane"));
    Member mary = member(user(OKTA, "mary"));
    Member inner = new Member(ResourceId.random(), ResourceType.GROUP);
    write(
        tx -> {
          assertThat(tx.members().add(OKTA, group.id(), List.of(mary, inner, mary)))
              .containsExactly(mary.id(), inner.id());
          assertThat(tx.members().add(OKTA, group.id(), List.of(jane, mary)))
              .containsExactly(jane.id());
          assertThat(tx.members().add(OKTA, group.id(), List.of())).isEmpty();
        });

    assertThat(members(group)).containsExactly(mary, inner, jane);
  }

  @Test
  default void removingTellsWhoWasIn() {
    Group group = group(OKTA, "Staff");
    Member jane = member(user(OKTA, "jane"));
    Member mary = member(user(OKTA, "mary"));
    write(
        tx -> {
          tx.members().add(OKTA, group.id(), List.of(jane, mary));
          assertThat(
                  tx.members()
                      .remove(OKTA, group.id(), List.of(ResourceId.random(), jane.id(), jane.id())))
              .containsExactly(jane.id());
          assertThat(tx.members().remove(ENTRA, group.id(), List.of(mary.id()))).isEmpty();
        });

    assertThat(members(group)).containsExactly(mary);
  }

  @Test
  default void whoIsRemovedAndAddedAgainIsLast() {
    Group group = group(OKTA, "Staff");
    Member jane = member(user(OKTA, "jane"));
    Member mary = member(user(OKTA, "mary"));
    write(tx -> tx.members().add(OKTA, group.id(), List.of(jane, mary)));
    write(tx -> tx.members().remove(OKTA, group.id(), List.of(jane.id())));
    write(tx -> tx.members().add(OKTA, group.id(), List.of(jane)));

    assertThat(members(group)).containsExactly(mary, jane);
  }

  @Test
  default void clearingAGroupLeavesTheOthersAlone() {
    Group staff = group(OKTA, "Staff");
    Group sales = group(OKTA, "Sales");
    Member jane = member(user(OKTA, "jane"));
    Member mary = member(user(OKTA, "mary"));
    write(
        tx -> {
          tx.members().add(OKTA, staff.id(), List.of(jane, mary));
          tx.members().add(OKTA, sales.id(), List.of(jane));
          assertThat(tx.members().clear(ENTRA, staff.id())).isEmpty();
          assertThat(tx.members().clear(OKTA, staff.id()))
              .containsExactlyInAnyOrder(jane.id(), mary.id());
        });

    assertThat(members(staff)).isEmpty();
    assertThat(members(sales)).containsExactly(jane);
  }

  @Test
  default void leavingAllTellsTheGroups() {
    Group staff = group(OKTA, "Staff");
    Group sales = group(OKTA, "Sales");
    Member jane = member(user(OKTA, "jane"));
    Member mary = member(user(OKTA, "mary"));
    write(
        tx -> {
          tx.members().add(OKTA, staff.id(), List.of(jane, mary));
          tx.members().add(OKTA, sales.id(), List.of(jane));
          assertThat(tx.members().leaveAll(ENTRA, jane.id())).isEmpty();
          assertThat(tx.members().leaveAll(OKTA, jane.id()))
              .containsExactlyInAnyOrder(staff.id(), sales.id());
        });

    assertThat(members(staff)).containsExactly(mary);
    assertThat(members(sales)).isEmpty();
  }

  @Test
  default void groupsOfNamesTheGroupsOfEachMember() {
    User jane = user(OKTA, "jane");
    User mary = user(OKTA, "mary");
    Group staff = group(OKTA, "All Staff");
    Group sales = group(OKTA, "Sales");
    write(
        tx -> {
          List.of(jane, mary, staff, sales).forEach(tx.resources()::insert);
          tx.members().add(OKTA, staff.id(), List.of(member(jane)));
          tx.members().add(OKTA, sales.id(), List.of(member(jane)));
        });

    List<ResourceId> both = List.of(jane.id(), mary.id(), jane.id());
    Map<ResourceId, List<GroupReference>> groups =
        directory().read(tx -> tx.members().groupsOf(OKTA, both));
    assertThat(groups)
        .isEqualTo(
            Map.of(
                jane.id(),
                List.of(
                    new GroupReference(staff.id(), "All Staff"),
                    new GroupReference(sales.id(), "Sales"))));
    assertThat(
            directory()
                .<Map<ResourceId, List<GroupReference>>>read(
                    tx -> tx.members().groupsOf(ENTRA, both)))
        .isEmpty();
  }

  @Test
  default void amongFindsTheDirectMembers() {
    Group group = group(OKTA, "Staff");
    Member jane = member(user(OKTA, "jane"));
    write(tx -> tx.members().add(OKTA, group.id(), List.of(jane)));
    List<ResourceId> asked =
        new ArrayList<>(IntStream.range(0, 700).mapToObj(i -> ResourceId.random()).toList());
    asked.add(jane.id());

    assertThat(directory().<Set<ResourceId>>read(tx -> tx.members().among(OKTA, group.id(), asked)))
        .containsExactly(jane.id());
    assertThat(
            directory().<Set<ResourceId>>read(tx -> tx.members().among(ENTRA, group.id(), asked)))
        .isEmpty();
  }

  @Test
  default void tenThousandMembersAreOneTransaction() {
    Group group = group(OKTA, "Everybody");
    List<Member> many =
        IntStream.range(0, 10_000)
            .mapToObj(i -> new Member(ResourceId.random(), ResourceType.USER))
            .toList();
    long millis = millisOfAddingAndRemoving(group, many);
    for (int i = 0; i < 3 && millis >= MANY_MILLIS; i++) {
      // Something else may have kept the machine busy.
      millis = millisOfAddingAndRemoving(group, many);
    }

    assertThat(millis).as("ms to add").isLessThan(MANY_MILLIS);
  }

  private long millisOfAddingAndRemoving(Group group, List<Member> many) {
    long start = System.nanoTime();
    write(tx -> assertThat(tx.members().add(OKTA, group.id(), many)).hasSize(many.size()));
    long added = System.nanoTime();
    assertThat(members(group)).isEqualTo(many);
    List<ResourceId> leaving = new ArrayList<>(many.stream().map(Member::id).toList());
    Collections.reverse(leaving);
    write(tx -> assertThat(tx.members().remove(OKTA, group.id(), leaving)).hasSize(many.size()));
    assertThat(members(group)).isEmpty();
    return (added - start) / 1_000_000;
  }

  private List<Member> members(Group group) {
    return directory().read(tx -> tx.members().of(group.app(), group.id()));
  }
}
