package scimbridge.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.unboundid.scim2.client.ScimService;
import com.unboundid.scim2.common.exceptions.BadRequestException;
import com.unboundid.scim2.common.exceptions.PreconditionFailedException;
import com.unboundid.scim2.common.exceptions.ResourceConflictException;
import com.unboundid.scim2.common.exceptions.ResourceNotFoundException;
import com.unboundid.scim2.common.exceptions.ScimException;
import com.unboundid.scim2.common.exceptions.UnauthorizedException;
import com.unboundid.scim2.common.filters.Filter;
import com.unboundid.scim2.common.messages.ListResponse;
import com.unboundid.scim2.common.types.Email;
import com.unboundid.scim2.common.types.GroupResource;
import com.unboundid.scim2.common.types.Member;
import com.unboundid.scim2.common.types.Name;
import com.unboundid.scim2.common.types.UserResource;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.glassfish.jersey.apache.connector.ApacheConnectorProvider;
import org.glassfish.jersey.client.ClientConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The client of the UnboundID (Ping Identity) SCIM 2 SDK, over HTTP. */
class UnboundIdClientTest {
  private static RunningEdge edge;
  private static Client http;
  private static ScimService scim;

  @BeforeAll
  static void start() throws Exception {
    edge = RunningEdge.start();
    http =
        ClientBuilder.newClient(
            new ClientConfig().connectorProvider(new ApacheConnectorProvider()));
    scim = new ScimService(target("lenient"));
  }

  @AfterAll
  static void stop() {
    http.close();
    edge.close();
  }

  private static WebTarget target(String token) {
    ClientRequestFilter authorization =
        request -> request.getHeaders().add(HttpHeaders.AUTHORIZATION, "Bearer " + token);
    return http.target(edge.url()).register(authorization);
  }

  @Test
  void itCreatesReadsChangesAndDeletes() throws Exception {
    UserResource created = scim.create("Users", user("unboundid-1"));
    assertThat(created.getId()).isNotBlank();
    assertThat(created.getMeta().getLocation())
        .hasToString(edge.url() + "/Users/" + created.getId());
    assertThat(scim.retrieve("Users", created.getId(), UserResource.class).getUserName())
        .isEqualTo("unboundid-1");

    UserResource patched =
        scim.modifyRequest(created)
            .replaceValue("name.familyName", "King")
            .addValues("emails", new Email().setValue("b@example.com").setType("home"))
            .invoke();
    assertThat(patched.getName().getFamilyName()).isEqualTo("King");
    assertThat(patched.getEmails()).hasSize(2);

    UserResource replaced = scim.replace(patched.setDisplayName("Ada King"));
    assertThat(replaced.getDisplayName()).isEqualTo("Ada King");

    scim.delete(replaced);
    assertThat(
            catchThrowableOfType(
                    ResourceNotFoundException.class,
                    () -> scim.retrieve("Users", created.getId(), UserResource.class))
                .getScimError()
                .getStatus())
        .isEqualTo(404);
  }

  @Test
  void itKeepsGroups() throws Exception {
    UserResource member = scim.create("Users", user("unboundid-member"));
    GroupResource group =
        scim.create("Groups", new GroupResource().setDisplayName("UnboundID people"));
    scim.modifyRequest(group)
        .addValues("members", new Member().setValue(member.getId()))
        .invoke(Void.class);

    GroupResource read = scim.retrieve(group);
    assertThat(read.getMembers()).extracting(Member::getValue).containsExactly(member.getId());
    assertThat(scim.retrieve(member).getGroups()).hasSize(1);
  }

  @Test
  void itFiltersAndPages() throws Exception {
    for (int i = 0; i < 5; i++) {
      scim.create("Users", user("paged-" + i));
    }
    ListResponse<UserResource> found =
        scim.searchRequest("Users")
            .filter(Filter.eq("userName", "PAGED-3"))
            .invoke(UserResource.class);
    assertThat(found.getTotalResults()).isEqualTo(1);
    assertThat(found.getResources().getFirst().getUserName()).isEqualTo("paged-3");

    List<String> names = new ArrayList<>();
    for (int start = 1; start <= 5; start += 2) {
      ListResponse<UserResource> page =
          scim.searchRequest("Users")
              .filter(Filter.sw("userName", "paged-"))
              .page(start, 2)
              .attributes("userName")
              .invoke(UserResource.class);
      assertThat(page.getTotalResults()).isEqualTo(5);
      page.getResources().forEach(user -> names.add(user.getUserName()));
    }
    assertThat(names).containsExactly("paged-0", "paged-1", "paged-2", "paged-3", "paged-4");
  }

  @Test
  void itUsesVersions() throws Exception {
    UserResource first = scim.create("Users", user("versioned"));
    UserResource second =
        scim.modifyRequest(first).replaceValue("displayName", "Second").ifMatch().invoke();
    assertThat(second.getMeta().getVersion()).isNotEqualTo(first.getMeta().getVersion());

    assertThat(
            catchThrowableOfType(
                    PreconditionFailedException.class,
                    () ->
                        scim.modifyRequest(first)
                            .replaceValue("displayName", "Lost")
                            .ifMatch()
                            .invoke())
                .getScimError()
                .getStatus())
        .isEqualTo(412);
    assertThat(
            catchThrowableOfType(
                PreconditionFailedException.class,
                () -> scim.replaceRequest(first).ifMatch().invoke()))
        .isNotNull();
    scim.deleteRequest(second).ifMatch(second.getMeta().getVersion()).invoke();
  }

  @Test
  void itUnderstandsErrors() throws Exception {
    scim.create("Users", user("taken"));
    ResourceConflictException taken =
        catchThrowableOfType(
            ResourceConflictException.class, () -> scim.create("Users", user("TAKEN")));
    assertThat(taken.getScimError().getScimType()).isEqualTo("uniqueness");
    assertThat(taken.getScimError().getDetail()).contains("userName");

    BadRequestException filter =
        catchThrowableOfType(
            BadRequestException.class,
            () -> scim.searchRequest("Users").filter("shoeSize eq 44").invoke(UserResource.class));
    assertThat(filter.getScimError().getScimType()).isEqualTo("invalidFilter");

    ScimService stranger = new ScimService(target("nobody"));
    assertThat(
            catchThrowableOfType(
                UnauthorizedException.class, () -> stranger.create("Users", user("stranger"))))
        .isNotNull();
    assertThat(
            catchThrowableOfType(ScimException.class, () -> scim.create("Devices", user("nowhere")))
                .getScimError()
                .getStatus())
        .isEqualTo(404);
  }

  @Test
  void itReadsWhatTheServerSaysOfItself() throws Exception {
    assertThat(scim.getServiceProviderConfig().getPatch().isSupported()).isTrue();
    assertThat(scim.getServiceProviderConfig().getFilter().getMaxResults()).isEqualTo(200);
    assertThat(scim.getResourceTypes().getResources())
        .extracting(type -> type.getName())
        .contains("User", "Group");
    assertThat(scim.getSchema("urn:ietf:params:scim:schemas:core:2.0:User").getAttributes())
        .isNotEmpty();
  }

  private static UserResource user(String userName) {
    return new UserResource()
        .setUserName(userName)
        .setName(new Name().setGivenName("Ada").setFamilyName("Lovelace"))
        .setEmails(new Email().setValue("a@example.com").setType("work").setPrimary(true));
  }
}
