package scimbridge.directory.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.Test;
import scimbridge.identity.AppId;
import scimbridge.identity.Member;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;

/** Members come and go in sets: a statement for hundreds of them, and none for who stays. */
class MemberStatementsTest {
  private static final AppId APP = new AppId("okta");
  private static final ResourceId GROUP = ResourceId.random();

  private static List<Member> members(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Member(ResourceId.random(), ResourceType.USER))
        .toList();
  }

  @Test
  void aThousandChangesOfALargeGroupTakeAHandfulOfStatements() {
    List<String> statements = new ArrayList<>();
    Jdbi jdbi = SqlDirectory.configure(Jdbi.create("jdbc:sqlite::memory:"));
    try (Handle handle = jdbi.open()) {
      Schema.MIGRATIONS
          .getFirst()
          .forEach(
              sql ->
                  handle.execute(
                      sql.replace("{identity}", Dialect.SQLITE.identity())
                          .replace("{text}", Dialect.SQLITE.text())));
      SqlMembers sql = new SqlMembers(new Statements(handle, Dialect.SQLITE, new UnreadableRows()));
      sql.add(APP, GROUP, members(5_000));
      List<Member> changing = members(1_000);
      List<ResourceId> ids = changing.stream().map(Member::id).toList();
      handle.setSqlLogger(
          new SqlLogger() {
            @Override
            public void logAfterExecution(StatementContext context) {
              statements.add(context.getParsedSql().getSql());
            }
          });

      assertThat(sql.add(APP, GROUP, changing)).hasSize(1_000);
      assertThat(statements).hasSizeBetween(2, 4);
      statements.clear();
      assertThat(sql.among(APP, GROUP, ids)).hasSize(1_000);
      assertThat(statements).hasSize(2);
      statements.clear();
      assertThat(sql.remove(APP, GROUP, ids)).hasSize(1_000);
      assertThat(statements).hasSize(4);
    }
  }
}
