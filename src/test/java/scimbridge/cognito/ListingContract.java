package scimbridge.cognito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static scimbridge.cognito.PoolFixture.assertRefused;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import scimbridge.fault.Fault;

/** What every backend shows of a pool when it is listed. */
public interface ListingContract {

  /** The pool under test, opened for one test. */
  PoolFixture at();

  @Test
  default void anAccountIsListedAsItIs() {
    String shown = at().created(at().fresh("user-"), Map.of("given_name", "Zoë", "nickname", "z"));
    String disabled = at().created();
    at().confirm(shown);
    at().disable(disabled);

    Map<String, ListedUser> listed = usersAndAll(Set.of(shown, disabled));

    for (String username : List.of(shown, disabled)) {
      Outcome.Found found = at().found(username);
      ListedUser user = listed.get(username);
      assertThat(user.sub()).isEqualTo(found.sub()).isNotBlank();
      assertThat(user.attributes()).isEqualTo(found.attributes());
      assertThat(user.enabled()).isEqualTo(found.enabled()).isEqualTo(username.equals(shown));
      assertThat(user.status()).isEqualTo(found.status());
      assertThat(user.createdAt()).isEqualTo(found.createdAt());
      assertThat(user.lastModified()).isCloseTo(Instant.now(), within(1, ChronoUnit.HOURS));
    }
    assertThat(listed.get(shown).attributes()).containsEntry("given_name", "Zoë");
  }

  @Test
  default void aGroupIsListedWithItsDate() {
    String group = at().group();

    List<ListedGroup> listed =
        at().settlesShowing(
                () -> groups(token -> at().listGroups(token)),
                all -> all.stream().anyMatch(one -> one.name().equals(group)));

    assertThat(listed)
        .filteredOn(one -> one.name().equals(group))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.createdAt()).isCloseTo(Instant.now(), within(1, ChronoUnit.HOURS));
              assertThat(one.description()).isNull();
            });
  }

  @Test
  default void theMembersOfAGroupAreListedAndNobodyElse() {
    String group = at().group();
    String one = at().created();
    String other = at().created(at().fresh("user-"), Map.of("given_name", "Ida"));
    at().created();
    at().add(one, group);
    at().add(other, group);

    List<ListedUser> members =
        at().settlesShowing(
                () -> users(token -> at().listUsersInGroup(group, token)), all -> all.size() == 2);

    assertThat(members).extracting(ListedUser::username).containsExactlyInAnyOrder(one, other);
    assertThat(members)
        .filteredOn(member -> member.username().equals(other))
        .singleElement()
        .satisfies(
            member -> {
              assertThat(member.attributes()).isEqualTo(at().found(other).attributes());
              assertThat(member.sub()).isEqualTo(at().found(other).sub());
            });
  }

  @Test
  default void aGroupWithoutMembersIsEmptyAndOneThatIsNotThereIsMissing() {
    assertThat(at().listUsersInGroup(at().group(), null))
        .isEqualTo(new Outcome.UserPage(List.of(), null));
    assertThat(at().listUsersInGroup(at().fresh("nowhere-"), null))
        .isEqualTo(new Outcome.Missing());
  }

  @Test
  default void pagesHoldAtMostSixtyAndTogetherEverything() {
    String group = at().group();
    Set<String> made = new TreeSet<>();
    Set<String> madeGroups = new TreeSet<>();
    for (int i = 0; i < 61; i++) {
      String username = at().created();
      made.add(username);
      madeGroups.add(at().group());
      assertThat(at().add(username, group)).isEqualTo(new Outcome.Done());
    }

    assertThat(usersAndAll(made)).containsKeys(made.toArray(String[]::new));
    List<ListedUser> members =
        at().settlesShowing(
                () -> users(token -> at().listUsersInGroup(group, token)),
                all -> all.size() == made.size());
    assertThat(members).extracting(ListedUser::username).containsExactlyInAnyOrderElementsOf(made);
    List<ListedGroup> groups =
        at().settlesShowing(
                () -> groups(token -> at().listGroups(token)),
                all -> names(all).containsAll(madeGroups));
    assertThat(groups).extracting(ListedGroup::name).doesNotHaveDuplicates();
    assertThat(names(groups)).containsAll(madeGroups);
  }

  @Test
  default void aPlaceInAListingThatNobodyGaveOutIsRefused() {
    assertRefused(at().listUsers("made-up"), Fault.Kind.INVALID_VALUE);
    assertRefused(at().listGroups("made-up"), Fault.Kind.INVALID_VALUE);
    assertRefused(at().listUsersInGroup(at().group(), "made-up"), Fault.Kind.INVALID_VALUE);
  }

  private Map<String, ListedUser> usersAndAll(Set<String> expected) {
    return at()
        .settlesShowing(
            () -> users(token -> at().listUsers(token)),
            all ->
                all.stream()
                    .map(ListedUser::username)
                    .collect(Collectors.toSet())
                    .containsAll(expected))
        .stream()
        .collect(Collectors.toMap(ListedUser::username, user -> user));
  }

  private static Set<String> names(List<ListedGroup> groups) {
    return groups.stream().map(ListedGroup::name).collect(Collectors.toSet());
  }

  private static List<ListedUser> users(Function<String, Outcome> call) {
    List<ListedUser> all = new ArrayList<>();
    String token = null;
    do {
      Outcome.UserPage page =
          assertThat(call.apply(token))
              .asInstanceOf(InstanceOfAssertFactories.type(Outcome.UserPage.class))
              .actual();
      assertThat(page.users()).hasSizeLessThanOrEqualTo(60);
      all.addAll(page.users());
      token = page.next();
    } while (token != null);
    return all;
  }

  private static List<ListedGroup> groups(Function<String, Outcome> call) {
    List<ListedGroup> all = new ArrayList<>();
    String token = null;
    do {
      Outcome.GroupPage page =
          assertThat(call.apply(token))
              .asInstanceOf(InstanceOfAssertFactories.type(Outcome.GroupPage.class))
              .actual();
      assertThat(page.groups()).hasSizeLessThanOrEqualTo(60);
      all.addAll(page.groups());
      token = page.next();
    } while (token != null);
    return all;
  }
}
