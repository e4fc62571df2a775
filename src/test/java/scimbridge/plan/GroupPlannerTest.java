package scimbridge.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scimbridge.fault.Fault;
import scimbridge.identity.PoolId;
import scimbridge.plan.GroupPlanner.Seen;
import scimbridge.policy.Operations;
import scimbridge.policy.Operations.PasswordSync;

class GroupPlannerTest {
  private static final PoolId POOL = new PoolId("staff");

  @ParameterizedTest
  @CsvSource({
    "ABSENT,  true,  create group 'Sales' in pool staff",
    "ABSENT,  false, ''",
    "OURS,    true,  ''",
    "OURS,    false, delete group 'Sales' from pool staff",
    "FOREIGN, false, ''",
    "USED,    true,  ''",
    "USED,    false, ''",
    "UNCLEAR, true,  unknown: whether group 'Sales' exists in pool staff",
    "UNCLEAR, false, unknown: whether group 'Sales' exists in pool staff",
  })
  void plansWhatIsMissing(Seen seen, boolean wished, String sentence) {
    assertThat(
            String.join(
                "; ",
                GroupPlanner.plan(POOL, Operations.ALL, "Sales", wished, seen)
                    .sentences()
                    .toList()))
        .isEqualTo(sentence);
  }

  @Test
  void somebodyElsesGroupIsNotTaken() {
    Plan plan = GroupPlanner.plan(POOL, Operations.ALL, "Sales", true, Seen.FOREIGN);
    assertThat(plan.calls()).isEmpty();
    assertThat(plan.refusals().getFirst().kind()).isEqualTo(Fault.Kind.UNIQUENESS);
  }

  @Test
  void switchedOffOperationsAreKept() {
    Operations none = new Operations(false, false, false, PasswordSync.OFF);
    assertThat(GroupPlanner.plan(POOL, none, "Sales", true, Seen.ABSENT).refusals())
        .singleElement()
        .extracting(Plan.Refusal::kind)
        .isEqualTo(Fault.Kind.FORBIDDEN);
    assertThat(GroupPlanner.plan(POOL, none, "Sales", false, Seen.OURS).isEmpty()).isTrue();
  }
}
