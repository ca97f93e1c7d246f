package dev.dropbell.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot work fails while it is rendered, and says which value to change. */
class ChartGuardsTest {

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments(Map.of("ftp.passivePorts.from", 30_200), "from 30200 is above to 30099"),
        arguments(Map.of("ftp.passivePorts.to", 31_000), "1001 ports"),
        arguments(
            Map.of("ftp.passivePorts.from", 1_900, "ftp.passivePorts.to", 2_200),
            "2121 lies within ftp.passivePorts"),
        arguments(Map.of("management.port", 30_050), "management.port: 30050 lies within"),
        arguments(Map.of("management.port", 8_000), "management.port 8000 is taken"),
        arguments(Map.of("service.socketio.port", 8_000), "two ports are the same"),
        arguments(
            Map.of(
                "ftp.service.type", "NodePort",
                "ftp.passivePorts.from", 40_000,
                "ftp.passivePorts.to", 40_010),
            "does not lie within ftp.service.nodePortRange"),
        arguments(
            Map.of("ftp.service.type", "NodePort", "ftp.service.nodePort", 30_005),
            "ftp.service.nodePort 30005 must lie"),
        arguments(
            Map.of("ftp.service.type", "NodePort", "service.http.nodePort", 30_005),
            "service.http.nodePort: 30005 is one of FTP's"),
        arguments(Map.of("ftp.externalAddress.from", "value"), "an IPv4 address"),
        arguments(Map.of("ftp.externalAddress.from", "node"), "Set type NodePort"),
        arguments(
            Map.of(
                "ftp.externalAddress.from", "node",
                "ftp.service.type", "NodePort",
                "ftp.service.externalTrafficPolicy", "Cluster"),
            "externalTrafficPolicy to Local"),
        arguments(Map.of("ftp.externalAddress.from", "loadBalancer"), "set LoadBalancer"),
        arguments(Map.of("replicaCount", 2), "without cluster.redis"),
        arguments(Map.of("autoscaling.enabled", true), "without cluster.redis"),
        arguments(Map.of("replicaCount", 2, "cluster.redis.url", "redis://r"), "ReadWriteMany"),
        arguments(
            Map.of(
                "replicaCount", 2,
                "cluster.redis.url", "redis://r",
                "persistence.files.existingClaim", "c"),
            "persistence.log.enabled"),
        arguments(
            Map.of(
                "replicaCount",
                2,
                "cluster.redis.url",
                "redis://r",
                "persistence.files.enabled",
                false),
            "without persistence.files"),
        arguments(
            Map.of(
                "replicaCount", 2,
                "cluster.redis.url", "redis://r",
                "persistence.files.existingClaim", "c",
                "persistence.log.enabled", true,
                "ftp.service.sessionAffinity", "None"),
            "ftp.service.sessionAffinity"),
        arguments(
            Map.of(
                "replicaCount", 2,
                "cluster.redis.url", "redis://r",
                "persistence.files.existingClaim", "c",
                "persistence.log.enabled", true,
                "service.sessionAffinity", "None"),
            "service.sessionAffinity"),
        arguments(Map.of("tls.enabled", true), "tls.existingSecret"),
        arguments(Map.of("tls.http", true), "tls.http needs tls.enabled"),
        arguments(Map.of("tls.ftpRequired", true), "tls.ftpRequired needs tls.enabled"),
        arguments(Map.of("tls.socketio", true), "tls.socketio needs tls.enabled"),
        arguments(Map.of("tls.tcp", true), "tls.tcp needs tls.enabled"),
        arguments(Map.of("auth.existingSecret", "s", "auth.ftp.password", "p"), "would be ignored"),
        arguments(
            Map.of("auth.existingSecret", "s", "auth.linkKey", "k".repeat(32)),
            "auth.linkKey would be ignored"),
        arguments(Map.of("auth.ftp.user", ""), "Nobody could upload"),
        arguments(Map.of("auth.adminToken.enabled", false), "Without a token"),
        arguments(Map.of("ingress.enabled", true), "needs ingress.hosts"),
        arguments(Map.of("gateway.enabled", true), "needs gateway.parentRefs"),
        // The schema's.
        arguments(Map.of("ftp.servce.type", "NodePort"), "servce"),
        arguments(Map.of("ftp.service.type", "Nodeport"), "type"),
        arguments(Map.of("auth.linkKey", "too short"), "linkKey"),
        arguments(Map.of("replicaCount", 0), "replicaCount"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistake_failsWithWhatToChange(Map<String, ?> values, String message) {
    assertThatThrownBy(() -> Chart.renderWith(values)).hasMessageContaining(message);
  }

  @Test
  void twoInstances_renderWhenTheyHaveWhatTheyNeed() {
    assertThat(
            Chart.renderWith(
                Map.of(
                    "replicaCount",
                    2,
                    "cluster.redis.url",
                    "redis://r",
                    "persistence.files.existingClaim",
                    "c",
                    "persistence.log.enabled",
                    true)))
        .contains("replicas: 2");
  }

  @Test
  void schema_knowsEveryValueAndNoOther() throws Exception {
    JsonNode values = new YAMLMapper().readTree(Chart.DIRECTORY.resolve("values.yaml").toFile());
    JsonNode schema =
        new ObjectMapper().readTree(Chart.DIRECTORY.resolve("values.schema.json").toFile());

    assertSame("", values, schema);
  }

  private static void assertSame(String path, JsonNode values, JsonNode schema) {
    JsonNode properties = schema.path("properties");
    values
        .fieldNames()
        .forEachRemaining(name -> assertThat(properties.has(name)).as(path + name).isTrue());
    properties
        .fieldNames()
        .forEachRemaining(name -> {
          assertThat(values.has(name) || name.equals("global")).as(path + name).isTrue();
          if (properties.path(name).has("properties")) {
            assertSame(path + name + ".", values.path(name), properties.path(name));
          }
        });
  }
}
