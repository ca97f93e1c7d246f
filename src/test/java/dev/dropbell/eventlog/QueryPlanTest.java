package dev.dropbell.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * What a page costs must not depend on the size of the log: every query of a page goes by an index,
 * none passes over a table, and none sorts.
 */
final class QueryPlanTest {

  private static final Map<String, Object> PARAMETERS =
      Map.of(
          "topic",
          1,
          "after",
          5,
          "until",
          10,
          "everything",
          false,
          "user",
          "1",
          "limit",
          100,
          "positions",
          "[1,2]");

  @TempDir Path directory;

  @BeforeEach
  void makeLog() {
    TestLogs.open(directory).close();
  }

  @Test
  void positionsOfATopic_areOneRangeOfItsIndex() {
    assertThat(plan(PageReader.POSITIONS_OF_TOPIC))
        .containsExactly(
            "SEARCH message_topic USING PRIMARY KEY (topic_id=? AND position>? AND position<?)");
  }

  @Test
  void positionsOfAll_areOneRangeOfTheTable() {
    assertThat(plan(PageReader.POSITIONS))
        .containsExactly("SEARCH message USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)");
  }

  @Test
  void messages_areFetchedByPosition() {
    assertThat(plan(PageReader.MESSAGES))
        .contains("SEARCH message USING INTEGER PRIMARY KEY (rowid=?)")
        .noneMatch(step -> step.startsWith("SCAN message") || step.contains("TEMP B-TREE"));
  }

  private List<String> plan(String sql) {
    Map<String, Object> used = new HashMap<>(PARAMETERS);
    used.keySet().removeIf(name -> !sql.contains(":" + name));
    return JdbcClient.create(
            new DriverManagerDataSource("jdbc:sqlite:" + directory.resolve("events.db")))
        .sql("EXPLAIN QUERY PLAN " + sql)
        .params(used)
        .query((row, _) -> row.getString("detail"))
        .list();
  }
}
