package scimbridge.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scimbridge.directory.Examples.group;
import static scimbridge.directory.Examples.member;
import static scimbridge.directory.Examples.user;
import static scimbridge.directory.Examples.withUserName;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.Group;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.filter.Narrowing;
import scimbridge.identity.filter.Term;

/** What {@link Resources} promises. */
public interface ResourcesContract extends DirectoryContract {

  @Test
  default void usersAreReadInPiecesInTheOrderOfTheirIds() {
    List<User> users = IntStream.range(0, 5).mapToObj(i -> user(OKTA, "u" + i)).toList();
    write(
        tx -> {
          users.forEach(tx.resources()::insert);
          tx.resources().insert(group(OKTA, "Staff"));
          tx.resources().insert(user(ENTRA, "other"));
        });

    List<User> read = new ArrayList<>();
    String after = "";
    while (true) {
      String from = after;
      List<User> piece = directory().read(tx -> tx.resources().users(OKTA, from, 2));
      if (piece.isEmpty()) {
        break;
      }
      assertThat(piece).hasSizeLessThanOrEqualTo(2);
      read.addAll(piece);
      after = piece.getLast().id().value();
    }

    assertThat(read).containsExactlyInAnyOrderElementsOf(users);
    ResourceId one = users.getFirst().id();
    ResourceId none = ResourceId.random();
    assertThat(
            directory()
                .<Map<ResourceId, User>>read(tx -> tx.resources().users(OKTA, List.of(one, none))))
        .isEqualTo(Map.of(one, users.getFirst()));
  }

  @Test
  default void aResourceIsReadBackAsItWasInserted() {
    User jane = user(OKTA, "Jane \uD83D\uDE00 M\u00fcller");
    Group group = group(OKTA, "All Staff");
    write(
        transaction -> {
          transaction.resources().insert(jane);
          transaction.resources().insert(group);
        });

    assertThat(find(jane)).isEqualTo(jane);
    assertThat(directory().<Group>read(tx -> tx.resources().group(OKTA, group.id()).orElseThrow()))
        .isEqualTo(group);
  }

  @Test
  default void aResourceOfAnotherAppOrTypeIsNotThere() {
    User jane = user(OKTA, "jane");
    write(transaction -> transaction.resources().insert(jane));

    directory()
        .read(
            transaction -> {
              Resources resources = transaction.resources();
              assertThat(resources.user(ENTRA, jane.id())).isEmpty();
              assertThat(resources.group(OKTA, jane.id())).isEmpty();
              assertThat(resources.user(OKTA, ResourceId.random())).isEmpty();
              assertThat(resources.existing(ENTRA, ResourceType.USER, List.of(jane.id())))
                  .isEmpty();
              assertThat(resources.existing(OKTA, ResourceType.GROUP, List.of(jane.id())))
                  .isEmpty();
              assertThat(resources.count(ENTRA, ResourceType.USER, new Narrowing.Everything()))
                  .isZero();
              return null;
            });
  }

  @Test
  default void existingFindsAmongMoreIdsThanOneStatementTakes() {
    User jane = user(OKTA, "jane");
    List<ResourceId> ids =
        new ArrayList<>(IntStream.range(0, 1200).mapToObj(i -> ResourceId.random()).toList());
    ids.add(jane.id());
    write(transaction -> transaction.resources().insert(jane));

    assertThat(
            directory()
                .<Set<ResourceId>>read(tx -> tx.resources().existing(OKTA, ResourceType.USER, ids)))
        .containsExactly(jane.id());
    assertThat(
            directory()
                .<Set<ResourceId>>read(
                    tx -> tx.resources().existing(OKTA, ResourceType.USER, List.of())))
        .isEmpty();
  }

  @Test
  default void aReplacedResourceIsFoundByItsNewTermsOnly() {
    User jane = user(OKTA, "jane");
    write(transaction -> transaction.resources().insert(jane));
    User renamed = withUserName(jane, "jane.miller");
    write(transaction -> transaction.resources().replace(renamed));

    assertThat(find(jane)).isEqualTo(renamed);
    assertThat(selected(userName("jane"))).isEmpty();
    assertThat(selected(userName("jane.miller"))).containsExactly(renamed);
    assertThat(selected(new Narrowing.Exactly(new Term("externalId", "X-jane"))))
        .containsExactly(renamed);
  }

  @Test
  default void replacingWhatIsNotThereIsADefect() {
    assertThatThrownBy(() -> write(tx -> tx.resources().replace(user(OKTA, "nobody"))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void aDeletedResourceIsGoneWithItsTerms() {
    User jane = user(OKTA, "jane");
    write(transaction -> transaction.resources().insert(jane));
    write(tx -> tx.resources().delete(ENTRA, ResourceType.USER, jane.id()));
    write(tx -> tx.resources().delete(OKTA, ResourceType.GROUP, jane.id()));
    assertThat(selected(userName("jane"))).containsExactly(jane);

    write(tx -> tx.resources().delete(OKTA, ResourceType.USER, jane.id()));
    assertThat(selected(userName("jane"))).isEmpty();
    assertThat(selected(new Narrowing.Everything())).isEmpty();
  }

  @Test
  default void narrowingsSelectWhatTheySay() {
    User jane = user(OKTA, "jane");
    User janet = user(OKTA, "janet");
    User mary = user(OKTA, "mary");
    Group staff = group(OKTA, "Staff");
    Group empty = group(OKTA, "Empty");
    write(
        tx -> {
          List.of(jane, janet, mary, staff, empty).forEach(tx.resources()::insert);
          tx.resources().insert(user(ENTRA, "jane"));
          tx.members().add(OKTA, staff.id(), List.of(member(jane), member(mary)));
        });

    Narrowing none = new Narrowing.Nothing();
    Narrowing janes = new Narrowing.StartsWith("userName", "jane");
    assertThat(selected(new Narrowing.Everything())).containsExactly(jane, janet, mary);
    assertThat(selected(none)).isEmpty();
    assertThat(selected(userName("jane"))).containsExactly(jane);
    assertThat(selected(new Narrowing.Exactly(new Term("emails.value", "mary@example.com"))))
        .containsExactly(mary);
    assertThat(selected(janes)).containsExactly(jane, janet);
    assertThat(selected(new Narrowing.Ids(Set.of(janet.id(), staff.id())))).containsExactly(janet);
    assertThat(selected(new Narrowing.Ids(Set.of()))).isEmpty();
    assertThat(selected(new Narrowing.MemberOf(staff.id()))).containsExactly(jane, mary);
    assertThat(selected(new Narrowing.MemberOf(empty.id()))).isEmpty();
    assertThat(selected(new Narrowing.All(List.of(janes, new Narrowing.MemberOf(staff.id())))))
        .containsExactly(jane);
    assertThat(selected(new Narrowing.All(List.of()))).hasSize(3);
    assertThat(selected(new Narrowing.Any(List.of(none, userName("mary"), userName("jane")))))
        .containsExactly(jane, mary);
    assertThat(selected(new Narrowing.Any(List.of()))).isEmpty();
    assertThat(
            directory()
                .<List<Resource>>read(
                    tx ->
                        tx.resources()
                            .page(
                                OKTA,
                                ResourceType.GROUP,
                                new Narrowing.HasMember(mary.id()),
                                0,
                                10)))
        .containsExactly(staff);
  }

  @Test
  default void aPrefixIsTextAndNotAPattern() {
    User percent = user(OKTA, "100%");
    User last = user(OKTA, "a\uDBFF\uDFFFz");
    User plain = user(OKTA, "1000");
    write(tx -> List.of(percent, last, plain).forEach(tx.resources()::insert));

    assertThat(selected(new Narrowing.StartsWith("userName", "100%"))).containsExactly(percent);
    assertThat(selected(new Narrowing.StartsWith("userName", "a\uDBFF\uDFFF")))
        .containsExactly(last);
    assertThat(selected(new Narrowing.StartsWith("userName", "a"))).containsExactly(last);
    assertThat(selected(new Narrowing.StartsWith("userName", "\uDBFF\uDFFF"))).isEmpty();
    assertThat(selected(new Narrowing.StartsWith("userName", ""))).hasSize(3);
  }

  @Test
  default void aValueLongerThanAnIndexTakesIsFound() {
    String longName = "l\u20ac".repeat(200);
    User one = user(OKTA, longName + "1");
    User two = user(OKTA, longName + "2");
    User huge = user(OKTA, "\u20ac".repeat(10_000));
    write(tx -> List.of(one, two, huge).forEach(tx.resources()::insert));

    assertThat(find(huge)).isEqualTo(huge);
    assertThat(selected(userName(longName + "1"))).containsExactly(one);
    assertThat(selected(userName(longName))).isEmpty();
    assertThat(selected(new Narrowing.StartsWith("userName", longName))).contains(one, two);
  }

  @Test
  default void pagesAreInOrderOfCreation() {
    List<User> users = IntStream.range(0, 25).mapToObj(i -> user(OKTA, "user" + i)).toList();
    write(tx -> users.forEach(tx.resources()::insert));
    write(tx -> tx.resources().replace(withUserName(users.get(3), "changed")));

    Narrowing everything = new Narrowing.Everything();
    directory()
        .read(
            tx -> {
              assertThat(tx.resources().count(OKTA, ResourceType.USER, everything)).isEqualTo(25);
              assertThat(tx.resources().page(OKTA, ResourceType.USER, everything, 2, 3))
                  .extracting(Resource::id)
                  .containsExactly(users.get(2).id(), users.get(3).id(), users.get(4).id());
              assertThat(tx.resources().page(OKTA, ResourceType.USER, everything, 24, 3))
                  .hasSize(1);
              assertThat(tx.resources().page(OKTA, ResourceType.USER, everything, 25, 3)).isEmpty();
              return null;
            });
  }

  @Test
  default void aScanShowsAllInOrderUntilItIsToldToStop() {
    List<User> users = IntStream.range(0, 450).mapToObj(i -> user(OKTA, "user" + i)).toList();
    write(tx -> users.forEach(tx.resources()::insert));

    List<ResourceId> seen = new ArrayList<>();
    directory()
        .read(
            tx -> {
              tx.resources()
                  .scan(
                      OKTA,
                      ResourceType.USER,
                      new Narrowing.Everything(),
                      resource -> seen.add(resource.id()));
              return null;
            });
    assertThat(seen).containsExactlyElementsOf(users.stream().map(User::id).toList());

    List<ResourceId> first = new ArrayList<>();
    directory()
        .read(
            tx -> {
              tx.resources()
                  .scan(
                      OKTA,
                      ResourceType.USER,
                      new Narrowing.StartsWith("userName", "user"),
                      resource -> {
                        first.add(resource.id());
                        return first.size() < 210;
                      });
              return null;
            });
    assertThat(first).containsExactlyElementsOf(seen.subList(0, 210));
  }

  @Test
  default void textThatADatabaseCannotHoldIsRefusedAndNothingIsKept() {
    for (String bad : List.of("ja\u0000ne", "ja\uD800ne", "jane\uDC00")) {
      assertThatThrownBy(() -> write(tx -> tx.resources().insert(user(OKTA, bad))))
          .isInstanceOfSatisfying(
              Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID_VALUE));
    }
    assertThat(selected(new Narrowing.Everything())).isEmpty();
  }

  private User find(User user) {
    return directory().<User>read(tx -> tx.resources().user(user.app(), user.id()).orElseThrow());
  }

  private List<Resource> selected(Narrowing narrowing) {
    AppId app = OKTA;
    return directory()
        .<List<Resource>>read(
            tx -> {
              List<Resource> page = tx.resources().page(app, ResourceType.USER, narrowing, 0, 1000);
              assertThat(tx.resources().count(app, ResourceType.USER, narrowing))
                  .isEqualTo(page.size());
              return page;
            });
  }

  private static Narrowing userName(String folded) {
    return new Narrowing.Exactly(new Term("userName", folded));
  }
}
