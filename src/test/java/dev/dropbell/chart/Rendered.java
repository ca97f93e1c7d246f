package dev.dropbell.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ByteArrayResource;

/** The objects of one rendering. Immutable. */
record Rendered(List<HasMetadata> objects) {

  static final String CONFIG = "application.yml";

  <T extends HasMetadata> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  <T extends HasMetadata> T the(Class<T> type) {
    List<T> found = all(type);
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " of " + type.getSimpleName());
    }
    return found.getFirst();
  }

  <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
    return all(type).stream().filter(o -> o.getMetadata().getName().equals(name)).findFirst();
  }

  StatefulSet statefulSet() {
    return the(StatefulSet.class);
  }

  PodSpec pod() {
    return statefulSet().getSpec().getTemplate().getSpec();
  }

  Map<String, String> podLabels() {
    return statefulSet().getSpec().getTemplate().getMetadata().getLabels();
  }

  Container container() {
    return pod().getContainers().getFirst();
  }

  /** A service by the end of its name; the empty one is that of HTTP. */
  Service service(String end) {
    return find(Service.class, statefulSet().getMetadata().getName() + end).orElseThrow();
  }

  ServicePort port(Service service, String name) {
    return service.getSpec().getPorts().stream()
        .filter(p -> p.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no port " + name));
  }

  /** The text of the service's settings. */
  String configText() {
    ConfigMap map = find(ConfigMap.class, statefulSet().getMetadata().getName()).orElseThrow();
    return requireNonNull(map.getData().get(CONFIG));
  }

  /** The service's settings, flat. */
  Map<String, String> config() {
    YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
    yaml.setResources(new ByteArrayResource(configText().getBytes(UTF_8)));
    Map<String, String> flat = new HashMap<>();
    requireNonNull(yaml.getObject())
        .forEach((key, value) -> flat.put(key.toString(), value.toString()));
    return flat;
  }

  /** A setting that must be there. */
  String setting(String key) {
    return requireNonNull(config().get(key), key);
  }

  /** The environment of a container, with what its secrets hold; null where a cluster fills in. */
  Map<String, String> environment(Container container) {
    Map<String, String> environment = new HashMap<>();
    for (EnvVar variable : container.getEnv()) {
      environment.put(variable.getName(), value(variable));
    }
    return environment;
  }

  private String value(EnvVar variable) {
    if (variable.getValueFrom() == null) {
      return String.valueOf(variable.getValue());
    }
    var reference = variable.getValueFrom().getSecretKeyRef();
    if (reference == null) {
      return "";
    }
    return find(Secret.class, reference.getName())
        .map(secret -> secret.getData().get(reference.getKey()))
        .map(encoded -> new String(Base64.getDecoder().decode(encoded), UTF_8))
        .orElse("");
  }
}
