package scimbridge.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import scimbridge.directory.PolicyGroups.Followed;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;
import scimbridge.policy.GroupRef;

/** What {@link PolicyGroups} promises. */
public interface PolicyGroupsContract extends DirectoryContract {
  GroupRef SALES = new GroupRef(GroupRef.Key.DISPLAY_NAME, "Sales");
  GroupRef EMEA = new GroupRef(GroupRef.Key.EXTERNAL_ID, "Sales");

  @Test
  default void aReferenceStandsForItsGroupUntilItIsForgotten() {
    ResourceId group = ResourceId.random();
    write(tx -> tx.policyGroups().follow(OKTA, SALES, group));

    assertThat(followed(OKTA)).containsExactly(new Followed(SALES, group, false));
    assertThat(followed(ENTRA)).isEmpty();

    write(tx -> tx.policyGroups().forget(OKTA, EMEA));
    assertThat(followed(OKTA)).hasSize(1);
    write(tx -> tx.policyGroups().forget(OKTA, SALES));
    assertThat(followed(OKTA)).isEmpty();
  }

  @Test
  default void whoWasInAGroupThatIsGoneIsHeldUntilTheReferenceOrTheUserIs() {
    ResourceId group = ResourceId.random();
    ResourceId jane = ResourceId.random();
    ResourceId mary = ResourceId.random();
    ResourceId none = ResourceId.random();
    write(
        tx -> {
          tx.policyGroups().follow(OKTA, SALES, group);
          tx.policyGroups().follow(OKTA, EMEA, group);
          tx.policyGroups().suspend(OKTA, SALES, List.of(jane, mary));
          tx.policyGroups().suspend(OKTA, EMEA, List.of(jane));
        });

    assertThat(followed(OKTA)).allMatch(Followed::gone);
    assertThat(held(OKTA, jane, mary, none))
        .isEqualTo(Map.of(jane, Set.of(SALES, EMEA), mary, Set.of(SALES)));
    assertThat(held(ENTRA, jane)).isEmpty();

    write(tx -> tx.policyGroups().release(OKTA, mary));
    assertThat(held(OKTA, jane, mary)).containsOnlyKeys(jane);
    write(tx -> tx.policyGroups().forget(OKTA, SALES));
    assertThat(held(OKTA, jane)).isEqualTo(Map.of(jane, Set.of(EMEA)));
  }

  private List<Followed> followed(AppId app) {
    return directory().read(tx -> tx.policyGroups().ofApp(app));
  }

  private Map<ResourceId, Set<GroupRef>> held(AppId app, ResourceId... users) {
    return directory().read(tx -> tx.policyGroups().held(app, List.of(users)));
  }
}
