package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.directory.Audit.Change;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.schema.Schemas;

/** What of a resource the audit shows. */
class ChangesTest {
  private static final String URN = "urn:example:params:scim:schemas:extension:2.0:User";

  @Test
  void whatASchemaKeepsFromClientsIsKeptFromTheAuditToo(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("secrets.json"),
        """
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Schema"],"id":"%s","name":"Secrets",
         "attributes":[
          {"name":"pin","type":"string","multiValued":false,"required":false,"caseExact":true,
           "mutability":"writeOnly","returned":"never","uniqueness":"none"},
          {"name":"badge","type":"string","multiValued":false,"required":false,"caseExact":true,
           "mutability":"readWrite","returned":"default","uniqueness":"none"},
          {"name":"keys","type":"complex","multiValued":true,"required":false,
           "mutability":"readWrite","returned":"default","uniqueness":"none",
           "subAttributes":[
            {"name":"name","type":"string","multiValued":false,"required":false,"caseExact":true,
             "mutability":"readWrite","returned":"default","uniqueness":"none"},
            {"name":"key","type":"string","multiValued":false,"required":false,"caseExact":true,
             "mutability":"readWrite","returned":"never","uniqueness":"none"}]}]}
        """
            .formatted(URN));
    User before =
        user(
            """
            {"userName":"ann","%s":{"pin":"canary-1","badge":"17"}}
            """
                .formatted(URN));
    User after =
        user(
            """
            {"userName":"ann","%s":{"pin":"canary-2","badge":"18",
             "keys":[{"name":"door","key":"canary-3"}]}}
            """
                .formatted(URN));

    List<Change> changes = Changes.of(Schemas.load(folder), ResourceType.USER, before, after);

    assertThat(changes)
        .containsExactly(
            new Change(URN + ":pin", "(not shown)", "(not shown)"),
            new Change(URN + ":badge", "17", "18"),
            new Change(URN + ":keys", null, "(not shown)"));
  }

  @Test
  void severalValuesAreShownTogether() {
    User before = user("{\"userName\":\"ann\",\"emails\":[{\"value\":\"a@x.org\"}]}");
    User after =
        user(
            "{\"userName\":\"ann\",\"externalId\":\"e-1\",\"emails\":[{\"value\":\"b@x.org\","
                + "\"primary\":true}]}");

    assertThat(Changes.of(Schemas.bundled(), ResourceType.USER, before, after))
        .containsExactlyInAnyOrder(
            new Change("externalId", null, "e-1"),
            new Change(
                "emails",
                "[{\"value\":\"a@x.org\"}]",
                "[{\"value\":\"b@x.org\",\"primary\":true}]"));
    assertThat(Changes.of(Schemas.bundled(), ResourceType.USER, after, after)).isEmpty();
  }

  @Test
  void ofManyMembersAFewAreNamedAndAllCounted() {
    Set<ResourceId> left = new LinkedHashSet<>();
    while (left.size() < 1000) {
      left.add(ResourceId.random());
    }

    List<Change> changes = Changes.members(new MemberDelta(false, left, Set.of()));

    assertThat(changes).hasSize(1);
    assertThat(changes.getFirst().path()).isEqualTo("members");
    assertThat(changes.getFirst().before()).startsWith("1000: ").hasSizeLessThan(1000);
    assertThat(changes.getFirst().after()).isNull();
  }

  private static User user(String attributes) {
    return new User(
        new AppId("okta"),
        ResourceId.random(),
        1,
        Instant.EPOCH,
        Instant.EPOCH,
        ProvisioningFixture.attributes(attributes));
  }
}
