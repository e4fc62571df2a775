package scimbridge.directory.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a connection to a SQLite file compiles, and what it compiles again. */
class KeptStatementsTest {
  private static final String COUNT = "SELECT count(*) FROM things WHERE name <> :name";
  private static final String INSERT = "INSERT INTO things (name) VALUES (:name)";

  /** What was compiled, in this order. */
  private final List<String> compiled = new ArrayList<>();

  @TempDir private Path folder;
  private Connection connection;
  private Handle handle;

  @BeforeEach
  void open() throws Exception {
    connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("test.db"));
    Jdbi jdbi = Jdbi.create(connection);
    jdbi.setStatementBuilderFactory(none -> new Watched());
    handle = jdbi.open();
    handle.execute("CREATE TABLE things (name TEXT PRIMARY KEY)");
    compiled.clear();
  }

  @AfterEach
  void close() throws Exception {
    handle.close();
    connection.close();
  }

  @Test
  void what_runs_again_is_compiled_once_and_has_the_new_values() {
    insert("one");
    insert("two");
    assertThat(count("one")).isEqualTo(1);
    assertThat(count("three")).isEqualTo(2);
    assertThat(compiled).hasSize(2);
  }

  @Test
  void what_failed_runs_again() {
    insert("one");
    assertThatThrownBy(() -> insert("one")).isInstanceOf(UnableToExecuteStatementException.class);
    insert("two");
    assertThat(count("")).isEqualTo(2);
  }

  /** The driver gives up a statement for which there was no room. */
  @Test
  void what_found_no_room_runs_when_there_is_some() {
    insert("one");
    int most = handle.createQuery("PRAGMA page_count").mapTo(Integer.class).one();
    handle.execute("PRAGMA max_page_count = " + most);
    assertThatThrownBy(() -> insert("x".repeat(100_000))).hasMessageContaining("full");
    handle.execute("PRAGMA max_page_count = " + (most + 1_000));
    insert("x".repeat(100_000));
    assertThat(count("")).isEqualTo(2);
  }

  @Test
  void what_still_runs_is_given_to_nobody_else() {
    insert("one");
    insert("two");
    List<Integer> counted = new ArrayList<>();
    handle
        .createQuery("SELECT name FROM things WHERE name <> :name")
        .bind("name", "")
        .mapTo(String.class)
        .forEach(
            outer ->
                handle
                    .createQuery("SELECT name FROM things WHERE name <> :name")
                    .bind("name", outer)
                    .mapTo(String.class)
                    .forEach(inner -> counted.add(1)));
    assertThat(counted).hasSize(2);
  }

  @Test
  void rows_of_a_batch_are_inserted_once() {
    for (int i = 0; i < 3; i++) {
      var batch = handle.prepareBatch(INSERT);
      batch.bind("name", "a" + i).add();
      batch.bind("name", "b" + i).add();
      batch.execute();
    }
    assertThat(count("")).isEqualTo(6);
    assertThat(compiled).hasSize(2);
  }

  @Test
  void an_altered_table_is_seen_as_it_is() {
    insert("one");
    assertThat(names()).isEqualTo(1);
    handle.execute("ALTER TABLE things ADD COLUMN size INTEGER");
    assertThat(names()).isEqualTo(2);
  }

  @Test
  void no_more_are_kept_than_said() {
    for (int i = 0; i <= KeptStatements.MOST; i++) {
      handle.createQuery("SELECT " + i).mapTo(Integer.class).one();
    }
    compiled.clear();
    handle.createQuery("SELECT " + KeptStatements.MOST).mapTo(Integer.class).one();
    assertThat(compiled).isEmpty();
    handle.createQuery("SELECT 0").mapTo(Integer.class).one();
    assertThat(compiled).containsExactly("SELECT 0");
  }

  private void insert(String name) {
    handle.createUpdate(INSERT).bind("name", name).execute();
  }

  private int count(String name) {
    return handle.createQuery(COUNT).bind("name", name).mapTo(Integer.class).one();
  }

  /** How many columns a row has. */
  private int names() {
    return handle.createQuery("SELECT * FROM things").mapToMap().one().size();
  }

  /** Notes a statement that it has not seen before. */
  private final class Watched extends KeptStatements {
    private final List<PreparedStatement> seen = new ArrayList<>();

    @Override
    public PreparedStatement create(Connection on, String sql, StatementContext context)
        throws SQLException {
      PreparedStatement statement = super.create(on, sql, context);
      if (seen.stream().noneMatch(known -> known == statement)) {
        seen.add(statement);
        compiled.add(sql);
      }
      return statement;
    }
  }
}
