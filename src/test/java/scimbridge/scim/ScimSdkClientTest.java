package scimbridge.scim;

import static org.assertj.core.api.Assertions.assertThat;

import de.captaingoldfish.scim.sdk.client.ScimClientConfig;
import de.captaingoldfish.scim.sdk.client.ScimRequestBuilder;
import de.captaingoldfish.scim.sdk.client.builder.PatchBuilder;
import de.captaingoldfish.scim.sdk.client.response.ServerResponse;
import de.captaingoldfish.scim.sdk.common.constants.EndpointPaths;
import de.captaingoldfish.scim.sdk.common.constants.enums.Comparator;
import de.captaingoldfish.scim.sdk.common.constants.enums.PatchOp;
import de.captaingoldfish.scim.sdk.common.etag.ETag;
import de.captaingoldfish.scim.sdk.common.resources.Group;
import de.captaingoldfish.scim.sdk.common.resources.User;
import de.captaingoldfish.scim.sdk.common.resources.complex.Name;
import de.captaingoldfish.scim.sdk.common.resources.multicomplex.Email;
import de.captaingoldfish.scim.sdk.common.resources.multicomplex.Member;
import de.captaingoldfish.scim.sdk.common.response.ListResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The client of SCIM-SDK (Captain-P-Goldfish), over HTTP. */
class ScimSdkClientTest {
  private static RunningEdge edge;
  private static ScimRequestBuilder scim;

  @BeforeAll
  static void start() throws Exception {
    edge = RunningEdge.start();
    scim = client("lenient");
  }

  @AfterAll
  static void stop() {
    scim.close();
    edge.close();
  }

  private static ScimRequestBuilder client(String token) {
    return new ScimRequestBuilder(
        edge.url().toString(),
        ScimClientConfig.builder()
            .connectTimeout(10)
            .requestTimeout(30)
            .socketTimeout(30)
            .httpHeaders(Map.of("Authorization", "Bearer " + token))
            .build());
  }

  @Test
  void itCreatesReadsChangesAndDeletes() {
    User created = create("sdk-1");
    String id = created.getId().orElseThrow();

    ServerResponse<User> read = scim.get(User.class, EndpointPaths.USERS, id).sendRequest();
    assertThat(read.isSuccess()).isTrue();
    assertThat(read.isValidScimResponse()).isTrue();
    assertThat(read.getResource().getUserName()).hasValue("sdk-1");

    ServerResponse<User> patched =
        patch(id, "name.familyName", "King")
            .addOperation()
            .op(PatchOp.ADD)
            .path("emails")
            .valueNode(Email.builder().value("b@example.com").type("home").build())
            .build()
            .sendRequest();
    assertThat(patched.getHttpStatus()).isEqualTo(200);
    assertThat(patched.getResource().getName().flatMap(Name::getFamilyName)).hasValue("King");
    assertThat(patched.getResource().getEmails()).hasSize(2);

    User whole = patched.getResource();
    whole.setDisplayName("Ada King");
    ServerResponse<User> replaced =
        scim.update(User.class, EndpointPaths.USERS, id).setResource(whole).sendRequest();
    assertThat(replaced.getResource().getDisplayName()).hasValue("Ada King");

    ServerResponse<User> deleted = scim.delete(User.class, EndpointPaths.USERS, id).sendRequest();
    assertThat(deleted.getHttpStatus()).isEqualTo(204);
    assertThat(deleted.isSuccess()).isTrue();
    ServerResponse<User> gone = scim.get(User.class, EndpointPaths.USERS, id).sendRequest();
    assertThat(gone.getHttpStatus()).isEqualTo(404);
    assertThat(gone.getErrorResponse().getDetail()).isPresent();
  }

  @Test
  void itKeepsGroups() {
    String member = create("sdk-member").getId().orElseThrow();
    ServerResponse<Group> created =
        scim.create(Group.class, EndpointPaths.GROUPS)
            .setResource(
                Group.builder()
                    .displayName("SDK people")
                    .members(List.of(Member.builder().value(member).build()))
                    .build())
            .sendRequest();
    assertThat(created.getHttpStatus()).isEqualTo(201);
    String id = created.getResource().getId().orElseThrow();
    ServerResponse<Group> emptied =
        scim.patch(Group.class, EndpointPaths.GROUPS, id)
            .addOperation()
            .op(PatchOp.REMOVE)
            .path("members[value eq \"" + member + "\"]")
            .build()
            // Else it misses the Content-Type of an answer that has no content.
            .setExpectedResponseHeaders(Map.of())
            .sendRequest();
    assertThat(emptied.getHttpStatus()).isEqualTo(204);
    assertThat(emptied.isSuccess()).isTrue();
    ServerResponse<Group> read = scim.get(Group.class, EndpointPaths.GROUPS, id).sendRequest();
    assertThat(read.getResource().getMembers()).isEmpty();
  }

  @Test
  void itFiltersAndPages() {
    for (int i = 0; i < 5; i++) {
      create("sdk-paged-" + i);
    }
    ServerResponse<ListResponse<User>> found =
        scim.list(User.class, EndpointPaths.USERS)
            .filter("userName", Comparator.EQ, "SDK-paged-3")
            .build()
            .get()
            .sendRequest();
    assertThat(found.isValidScimResponse()).isTrue();
    assertThat(found.getResource().getTotalResults()).isEqualTo(1);

    List<String> names = new ArrayList<>();
    for (int start = 1; start <= 5; start += 2) {
      ServerResponse<ListResponse<User>> page =
          scim.list(User.class, EndpointPaths.USERS)
              .filter("userName", Comparator.SW, "sdk-paged-")
              .build()
              .startIndex(start)
              .count(2)
              .get()
              .sendRequest();
      assertThat(page.getResource().getTotalResults()).isEqualTo(5);
      page.getResource()
          .getListedResources()
          .forEach(user -> names.add(user.getUserName().orElseThrow()));
    }
    assertThat(names)
        .containsExactly("sdk-paged-0", "sdk-paged-1", "sdk-paged-2", "sdk-paged-3", "sdk-paged-4");
  }

  @Test
  void itUsesVersions() {
    User first = create("sdk-versioned");
    String id = first.getId().orElseThrow();
    ETag version = first.getMeta().orElseThrow().getVersion().orElseThrow();

    ServerResponse<User> unchanged =
        scim.get(User.class, EndpointPaths.USERS, id).setETagForIfNoneMatch(version).sendRequest();
    assertThat(unchanged.getHttpStatus()).isEqualTo(304);
    User next = user("sdk-versioned");
    next.setDisplayName("Second");
    ServerResponse<User> second =
        scim.update(User.class, EndpointPaths.USERS, id)
            .setResource(next)
            .setETagForIfMatch(version)
            .sendRequest();
    assertThat(second.getHttpStatus()).isEqualTo(200);
    // Its PATCH takes the version and forgets to send it.
    ServerResponse<User> lost =
        patch(id, "displayName", "Lost").sendRequest(Map.of("If-Match", version.toString()));
    assertThat(lost.getHttpStatus()).isEqualTo(412);
    assertThat(lost.isSuccess()).isFalse();
    ServerResponse<User> kept =
        scim.delete(User.class, EndpointPaths.USERS, id).setETagForIfMatch(version).sendRequest();
    assertThat(kept.getHttpStatus()).isEqualTo(412);
  }

  @Test
  void itUnderstandsErrors() {
    create("sdk-taken");
    ServerResponse<User> taken =
        scim.create(User.class, EndpointPaths.USERS).setResource(user("SDK-TAKEN")).sendRequest();
    assertThat(taken.getHttpStatus()).isEqualTo(409);
    assertThat(taken.getErrorResponse().getScimType()).hasValue("uniqueness");
    assertThat(taken.getErrorResponse().getStatus()).isEqualTo(409);

    ServerResponse<ListResponse<User>> filter =
        scim.list(User.class, EndpointPaths.USERS)
            .filter("shoeSize", Comparator.EQ, "44")
            .build()
            .get()
            .sendRequest();
    assertThat(filter.getHttpStatus()).isEqualTo(400);
    assertThat(filter.getErrorResponse().getScimType()).hasValue("invalidFilter");

    try (ScimRequestBuilder stranger = client("nobody")) {
      ServerResponse<User> refused =
          stranger
              .create(User.class, EndpointPaths.USERS)
              .setResource(user("stranger"))
              .sendRequest();
      assertThat(refused.getHttpStatus()).isEqualTo(401);
      assertThat(refused.getErrorResponse().getDetail()).isPresent();
    }
  }

  @Test
  void itReadsWhatTheServerSaysOfItself() {
    assertThat(scim.loadServiceProviderConfiguration().getPatchConfig().isSupported()).isTrue();
    assertThat(scim.loadServiceProviderConfiguration().getFilterConfig().getMaxResults())
        .isEqualTo(200);
  }

  private static PatchBuilder<User> patch(String id, String path, String value) {
    return scim.patch(User.class, EndpointPaths.USERS, id)
        .addOperation()
        .op(PatchOp.REPLACE)
        .path(path)
        .value(value)
        .build();
  }

  private static User create(String userName) {
    ServerResponse<User> created =
        scim.create(User.class, EndpointPaths.USERS).setResource(user(userName)).sendRequest();
    assertThat(created.getHttpStatus()).as(created.getResponseBody()).isEqualTo(201);
    assertThat(created.isSuccess()).isTrue();
    return created.getResource();
  }

  private static User user(String userName) {
    return User.builder()
        .userName(userName)
        .name(Name.builder().givenName("Ada").familyName("Lovelace").build())
        .emails(List.of(Email.builder().value("a@example.com").type("work").primary(true).build()))
        .build();
  }
}
