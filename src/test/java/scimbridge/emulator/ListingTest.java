package scimbridge.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scimbridge.emulator.Clients.attribute;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidParameterException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUsersResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;

class ListingTest extends WithEmulator {

  @Test
  void everyUserIsOnExactlyOnePageOfAtMostSixty() {
    String pool = pool();
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 130; i++) {
      made.add(user(pool, "user-" + i));
    }

    List<Integer> sizes = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (ListUsersResponse page : cognito.listUsersPaginator(r -> r.userPoolId(pool))) {
      sizes.add(page.users().size());
      page.users().forEach(u -> seen.add(u.username()));
    }
    assertThat(sizes).containsExactly(60, 60, 10);
    assertThat(seen).containsExactlyInAnyOrderElementsOf(made);
  }

  @Test
  void aTokenIsBoundToItsQueryAndExpires() {
    String pool = pool();
    user(pool, "a1");
    user(pool, "a2");
    user(pool, "a3");
    String token =
        cognito
            .listUsers(r -> r.userPoolId(pool).limit(1).filter("username ^= \"a\""))
            .paginationToken();

    assertThatThrownBy(
            () ->
                cognito.listUsers(
                    r ->
                        r.userPoolId(pool)
                            .limit(1)
                            .filter("username ^= \"b\"")
                            .paginationToken(token)))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("Paging marker " + token + " is invalid for request ");
    assertThatThrownBy(
            () -> cognito.listUsers(r -> r.userPoolId(pool).limit(1).paginationToken("made-up")))
        .isInstanceOf(InvalidParameterException.class);
    clock.advance(Duration.ofMinutes(59));
    assertThat(next(pool, token).users()).extracting(UserType::username).containsExactly("a2");
    clock.advance(Duration.ofMinutes(2));
    assertThatThrownBy(() -> next(pool, token)).isInstanceOf(InvalidParameterException.class);
  }

  @Test
  void filtersFindByEqualityAndPrefix() {
    String pool = pool();
    user(
        pool,
        "Alice",
        attribute("email", "Alice@Example.com"),
        attribute("name", "Alice \"Al\" A"),
        attribute("given_name", "Alice"));
    user(pool, "bob", attribute("email", "bob@example.com"), attribute("given_name", "Bob"));
    user(pool, "bo", attribute("given_name", "Bob"));
    cognito.adminDisableUser(r -> r.userPoolId(pool).username("bo"));
    String sub = attributes(pool, "bob").get("sub");

    assertThat(search(pool, "username = \"Alice\"")).containsExactly("Alice");
    assertThat(search(pool, "username = \"alice\"")).isEmpty();
    assertThat(search(pool, "username ^= \"bo\"")).containsExactlyInAnyOrder("bo", "bob");
    assertThat(search(pool, "email=\"alice@example.com\"")).containsExactly("Alice");
    assertThat(search(pool, "\"email\" ^= \"ALICE\"")).containsExactly("Alice");
    assertThat(search(pool, "name = \"Alice \\\"Al\\\" A\"")).containsExactly("Alice");
    assertThat(search(pool, "given_name=\"bob\"")).containsExactlyInAnyOrder("bo", "bob");
    assertThat(search(pool, "status = \"Disabled\"")).containsExactly("bo");
    assertThat(search(pool, "status = \"Enabled\"")).containsExactlyInAnyOrder("Alice", "bob");
    assertThat(search(pool, "cognito:user_status ^= \"force\"")).hasSize(3);
    assertThat(search(pool, "sub = \"" + sub + "\"")).containsExactly("bob");
    assertThat(search(pool, "")).hasSize(3);
  }

  @Test
  void aFilteredListingPagesThroughEqualValues() {
    String pool = pool();
    for (int i = 0; i < 5; i++) {
      user(pool, "user-" + i, attribute("family_name", "Same"));
    }
    List<String> seen = new ArrayList<>();
    cognito
        .listUsersPaginator(r -> r.userPoolId(pool).limit(2).filter("family_name = \"same\""))
        .users()
        .forEach(u -> seen.add(u.username()));
    assertThat(seen).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void changesMoveUsersInTheSearch() {
    String pool = pool();
    user(pool, "alice", attribute("name", "Old"));
    update(pool, "alice", attribute("name", "New"));
    assertThat(search(pool, "name = \"old\"")).isEmpty();
    assertThat(search(pool, "name = \"new\"")).containsExactly("alice");
    cognito.adminDeleteUser(r -> r.userPoolId(pool).username("alice"));
    assertThat(search(pool, "name = \"new\"")).isEmpty();
  }

  @Test
  void otherFiltersAreRefused() {
    String pool = pool();
    assertThatThrownBy(() -> search(pool, "custom:x = \"y\""))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("Invalid search attribute: custom:x");
    for (String filter :
        List.of("email", "email = x", "email eq \"x\"", "email = \"x\" and name = \"y\"", "=")) {
      assertThatThrownBy(() -> search(pool, filter))
          .as(filter)
          .isInstanceOf(InvalidParameterException.class)
          .hasMessageContaining("Error while parsing filter");
    }
  }

  @Test
  void attributesToGetFailsWhenOneUserLacksOne() {
    String pool = pool();
    user(pool, "alice", attribute("email", "a@example.com"), attribute("name", "A"));
    assertThat(
            map(
                cognito
                    .listUsers(r -> r.userPoolId(pool).attributesToGet("email"))
                    .users()
                    .get(0)
                    .attributes()))
        .containsOnlyKeys("email");
    user(pool, "bob");
    assertThatThrownBy(() -> cognito.listUsers(r -> r.userPoolId(pool).attributesToGet("email")))
        .hasMessageContaining("One or more requested attributes do not exist.");
    assertThatThrownBy(() -> cognito.listUsers(r -> r.userPoolId(pool).attributesToGet("sub")))
        .isInstanceOf(InvalidParameterException.class);
  }

  @Test
  void poolsAreListedByRegionInPages() {
    List<String> made = List.of(pool(), pool(), pool());
    List<String> seen = new ArrayList<>();
    cognito.listUserPoolsPaginator(r -> r.maxResults(1)).userPools().forEach(p -> seen.add(p.id()));
    assertThat(seen).containsAll(made).doesNotHaveDuplicates();
  }

  @Test
  void aLaggingListingShowsWhatWas() {
    String pool = pool();
    user(pool, "old", attribute("name", "Before"));
    user(pool, "gone");
    user(pool, "same");
    clock.advance(Duration.ofSeconds(60));
    emulator.controls().lagListings(Duration.ofSeconds(10));
    user(pool, "new");
    update(pool, "old", attribute("name", "After"));
    update(pool, "old", attribute("name", "Long after"));
    cognito.adminDeleteUser(r -> r.userPoolId(pool).username("gone"));
    clock.advance(Duration.ofSeconds(9));

    assertThat(search(pool, "")).containsExactly("old", "gone", "same");
    assertThat(search(pool, "name = \"before\"")).containsExactly("old");
    assertThat(search(pool, "name ^= \"long\"")).isEmpty();
    assertThat(attributes(pool, "old")).containsEntry("name", "Long after");
    List<String> paged = new ArrayList<>();
    cognito
        .listUsersPaginator(r -> r.userPoolId(pool).limit(1))
        .users()
        .forEach(u -> paged.add(u.username()));
    assertThat(paged).containsExactly("old", "gone", "same");

    clock.advance(Duration.ofSeconds(2));
    assertThat(search(pool, "")).containsExactly("old", "same", "new");
    assertThat(search(pool, "name ^= \"long\"")).containsExactly("old");
    emulator.controls().lagListings(Duration.ZERO);
  }

  @Test
  void shortPagesLoseNobody() {
    String pool = pool();
    for (int i = 0; i < 7; i++) {
      user(pool, "user-" + i);
    }
    emulator.controls().shortenPages(true);
    ListUsersResponse first = cognito.listUsers(r -> r.userPoolId(pool).limit(4));
    assertThat(first.users()).hasSize(2);
    assertThat(first.paginationToken()).isNotNull();
    assertThat(search(pool, "")).hasSize(7);
    emulator.controls().shortenPages(false);
  }

  private ListUsersResponse next(String pool, String token) {
    return cognito.listUsers(
        r -> r.userPoolId(pool).limit(1).filter("username ^= \"a\"").paginationToken(token));
  }
}
