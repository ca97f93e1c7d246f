package dev.dropbell.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The chart's README lists every value as values.yaml has it. To write the table anew:
 *
 * <pre>./mvnw test -Dtest=ChartReadmeTest -Ddropbell.write-readme=true</pre>
 */
class ChartReadmeTest {

  private static final Path README = Chart.DIRECTORY.resolve("README.md");
  private static final String BEGIN = "<!-- values -->\n";
  private static final String END = "<!-- end of values -->\n";
  private static final Pattern COMMENT = Pattern.compile("( *)# -- (.*)");
  private static final Pattern KEY = Pattern.compile("( *)([A-Za-z]\\w*):.*");

  @Test
  void readme_listsEveryValue() throws Exception {
    String readme = Files.readString(README);
    int begin = readme.indexOf(BEGIN) + BEGIN.length();
    int end = readme.indexOf(END);
    String table = table();
    if (Boolean.getBoolean("dropbell.write-readme")) {
      Files.writeString(README, readme.substring(0, begin) + table + readme.substring(end));
      return;
    }

    assertThat(readme.substring(begin, end)).isEqualTo(table);
  }

  @Test
  void values_areAllDescribed() throws Exception {
    List<String> described = rows().stream().map(Row::key).toList();
    List<String> leaves = new ArrayList<>();
    collectLeaves("", values(), described, leaves);

    assertThat(leaves).isSubsetOf(described);
  }

  private record Row(String key, String text) {}

  private static String table() throws IOException {
    JsonNode values = values();
    StringBuilder table = new StringBuilder("| value | default | meaning |\n|---|---|---|\n");
    for (Row row : rows()) {
      JsonNode value = values.at("/" + row.key().replace('.', '/'));
      String json = new ObjectMapper().writeValueAsString(value);
      table.append("| `%s` | `%s` | %s |\n".formatted(row.key(), json, row.text()));
    }
    return table.toString();
  }

  private static JsonNode values() throws IOException {
    return new YAMLMapper().readTree(Chart.DIRECTORY.resolve("values.yaml").toFile());
  }

  /** Each "# --" comment with the path of the key below it. */
  private static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    Deque<String> path = new ArrayDeque<>();
    String comment = "";
    for (String line : Files.readAllLines(Chart.DIRECTORY.resolve("values.yaml"))) {
      Matcher described = COMMENT.matcher(line);
      Matcher key = KEY.matcher(line);
      if (described.matches()) {
        comment = described.group(2);
      } else if (key.matches()) {
        int depth = key.group(1).length() / 2;
        while (path.size() > depth) {
          path.removeLast();
        }
        path.addLast(key.group(2));
        if (!comment.isEmpty()) {
          rows.add(new Row(String.join(".", path), comment));
          comment = "";
        }
      }
    }
    return rows;
  }

  private static void collectLeaves(
      String prefix, JsonNode node, List<String> described, List<String> leaves) {
    node.properties()
        .forEach(child -> {
          String key = prefix + child.getKey();
          boolean branch = child.getValue().isObject() && !child.getValue().isEmpty();
          if (branch && !described.contains(key)) {
            collectLeaves(key + ".", child.getValue(), described, leaves);
          } else {
            leaves.add(key);
          }
        });
  }
}
