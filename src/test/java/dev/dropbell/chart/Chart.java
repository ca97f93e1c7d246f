package dev.dropbell.chart;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The chart, and what it renders. */
final class Chart {

  static final Path HOME =
      Path.of(System.getProperty("dropbell.basedir", System.getProperty("user.dir")));
  static final Path DIRECTORY = HOME.resolve("helm/dropbell");
  static final Path VALUES = HOME.resolve("src/test/resources/helm");

  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Stream.of(
              ConfigMap.class,
              HTTPRoute.class,
              HorizontalPodAutoscaler.class,
              Ingress.class,
              NetworkPolicy.class,
              PersistentVolumeClaim.class,
              Pod.class,
              PodDisruptionBudget.class,
              PrometheusRule.class,
              Secret.class,
              Service.class,
              ServiceAccount.class,
              ServiceMonitor.class,
              StatefulSet.class)
          .collect(Collectors.toMap(Class::getSimpleName, Function.identity()));

  /** Knows every field of Kubernetes' types, and refuses any other. */
  private static final ObjectMapper STRICT =
      new ObjectMapper(new YAMLFactory())
          .registerModule(new JavaTimeModule())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false; // else unknown fields would be collected there
                }
              });

  private Chart() {}

  /** What the chart makes of a values file. */
  static Rendered render(String values) {
    return new Rendered(
        objects(command(DIRECTORY).withValuesFile(VALUES.resolve(values + ".yaml")).call()));
  }

  /** The same, with what only {@code helm test} makes: hooks are left out of a template. */
  static Rendered renderWithTests(String values, Path scratch) {
    Path copy = copyWithoutHooks(scratch);
    return new Rendered(
        objects(command(copy).withValuesFile(VALUES.resolve(values + ".yaml")).call()));
  }

  /** What an operator reads after the install. */
  static String notes(String values) {
    return new Helm(DIRECTORY)
        .install()
        .clientOnly()
        .dryRun()
        .withName("bell")
        .withNamespace("files")
        .withValuesFile(VALUES.resolve(values + ".yaml"))
        .call()
        .getOutput();
  }

  /** Renders with single values set, such as {@code replicaCount=2}. */
  static String renderWith(Map<String, ?> values) {
    TemplateCommand command = command(DIRECTORY);
    values.forEach(command::set);
    return command.call();
  }

  /** The names of the values files. */
  static Stream<String> valuesFiles() throws IOException {
    try (Stream<Path> files = Files.list(VALUES)) {
      return files
          .map(f -> f.getFileName().toString().replace(".yaml", ""))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static TemplateCommand command(Path chart) {
    return new Helm(chart).template().withName("bell").withNamespace("files");
  }

  private static List<HasMetadata> objects(String yaml) {
    return Pattern.compile("^---$", Pattern.MULTILINE)
        .splitAsStream(yaml)
        .filter(document -> document.lines().anyMatch(l -> !l.isBlank() && !l.startsWith("#")))
        .map(Chart::object)
        .toList();
  }

  private static HasMetadata object(String document) {
    try {
      JsonNode tree = STRICT.readTree(document);
      Class<? extends HasMetadata> type = KINDS.get(tree.path("kind").asText());
      if (type == null) {
        throw new AssertionError("a kind that nobody expects:\n" + document);
      }
      HasMetadata object = STRICT.readValue(document, type);
      String expected = type.getDeclaredConstructor().newInstance().getApiVersion();
      if (!expected.equals(tree.path("apiVersion").asText())) {
        throw new AssertionError(type + " is of " + expected + ":\n" + document);
      }
      return object;
    } catch (IOException | ReflectiveOperationException e) {
      throw new AssertionError("not as Kubernetes has it: " + e.getMessage() + "\n" + document, e);
    }
  }

  private static Path copyWithoutHooks(Path scratch) {
    Path copy = scratch.resolve("chart");
    try (Stream<Path> files = Files.walk(DIRECTORY)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = copy.resolve(DIRECTORY.relativize(file).toString());
        Files.createDirectories(target.getParent());
        String text = Files.readString(file, UTF_8).replaceAll("(?m)^ +helm.sh/hook.*\n", "");
        Files.writeString(target, text.replace("  annotations:\nspec:", "spec:"));
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
