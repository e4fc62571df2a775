package scimbridge.cognito;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.cognito.PoolFixture.assertRefused;

import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import scimbridge.fault.Fault;

/** What every backend does with the groups of a pool. */
public interface GroupContract {

  /** The pool under test, opened for one test. */
  PoolFixture at();

  @Test
  default void aGroupIsThereFromItsCreationToItsDeletion() {
    String group = at().fresh("group-");
    assertThat(at().getGroup(group)).isEqualTo(new Outcome.Missing());

    assertThat(at().createGroup(group)).isEqualTo(new Outcome.Done());
    assertThat(at().getGroup(group)).isInstanceOf(Outcome.GroupFound.class);

    assertThat(at().deleteGroup(group)).isEqualTo(new Outcome.Done());
    assertThat(at().getGroup(group)).isEqualTo(new Outcome.Missing());
    assertThat(at().deleteGroup(group)).as("deleting what is gone").isEqualTo(new Outcome.Done());
  }

  @Test
  default void aTakenGroupNameIsRefusedAndTheGroupKeepsItsMembers() {
    String username = at().created();
    String group = at().group();
    at().add(username, group);

    assertRefused(at().createGroup(group), Fault.Kind.UNIQUENESS);

    at().settlesIn(username, group);
  }

  @Test
  default void anIllegalGroupNameIsRefused() {
    assertRefused(at().createGroup(at().fresh("Domain Admins ")), Fault.Kind.INVALID_VALUE);
    assertRefused(at().createGroup("x".repeat(129)), Fault.Kind.INVALID_VALUE);
  }

  @Test
  default void groupNamesMayBeOfAnyScript() {
    String username = at().created();
    String group = at().fresh("Größe:漢字/%20+🦊-");
    assertThat(at().createGroup(group)).isEqualTo(new Outcome.Done());

    assertThat(at().add(username, group)).isEqualTo(new Outcome.Done());

    at().settlesIn(username, group);
  }

  @Test
  default void joiningAndLeavingMayBeRepeated() {
    String username = at().created();
    String one = at().group();
    String other = at().group();
    at().settlesIn(username);

    assertThat(at().add(username, one)).isEqualTo(new Outcome.Done());
    assertThat(at().add(username, one)).isEqualTo(new Outcome.Done());
    assertThat(at().add(username, other)).isEqualTo(new Outcome.Done());
    at().settlesIn(username, one, other);

    assertThat(at().remove(username, one)).isEqualTo(new Outcome.Done());
    assertThat(at().remove(username, one)).isEqualTo(new Outcome.Done());
    at().settlesIn(username, other);
  }

  @Test
  default void membershipsEndWithTheirGroup() {
    String username = at().created();
    String group = at().group();
    at().add(username, group);

    assertThat(at().deleteGroup(group)).isEqualTo(new Outcome.Done());

    at().settlesIn(username);
  }

  @Test
  default void membershipsEndWithTheirAccount() {
    String username = at().created();
    String group = at().group();
    at().add(username, group);
    at().delete(username);

    at().created(username, Map.of());

    at().settlesIn(username);
  }

  @Test
  default void aDisabledAccountKeepsItsGroups() {
    String username = at().created();
    String group = at().group();
    at().add(username, group);

    at().disable(username);

    at().settlesIn(username, group);
  }

  @Test
  default void joiningNeedsBothTheAccountAndTheGroup() {
    String username = at().created();
    String group = at().group();

    assertThat(at().add(username, at().fresh("nowhere-"))).isEqualTo(new Outcome.Missing());
    assertThat(at().add(at().fresh("nobody-"), group)).isEqualTo(new Outcome.Missing());
  }

  @Test
  default void leavingIsDoneWhenTheAccountOrTheGroupIsGone() {
    String username = at().created();
    String group = at().group();

    assertThat(at().remove(username, at().fresh("nowhere-"))).isEqualTo(new Outcome.Done());
    assertThat(at().remove(at().fresh("nobody-"), group)).isEqualTo(new Outcome.Done());
  }

  @Test
  default void allGroupsAreListedWhenTheyFillMoreThanOnePage() {
    String username = at().created();
    String[] groups =
        IntStream.range(0, 65)
            .mapToObj(
                i -> {
                  String group = at().group();
                  assertThat(at().add(username, group)).isEqualTo(new Outcome.Done());
                  return group;
                })
            .toArray(String[]::new);

    at().settlesIn(username, groups);
  }
}
