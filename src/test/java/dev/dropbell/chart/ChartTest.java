package dev.dropbell.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every values file renders to objects that Kubernetes knows, field by field, and that fit each
 * other: selectors, ports, secrets, mounts, probes.
 */
class ChartTest {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(\\w+)}");

  @TempDir Path scratch;

  static Stream<String> valuesFiles() throws Exception {
    return Chart.valuesFiles();
  }

  @Test
  void chart_lintsStrictly() {
    assertThat(new Helm(Chart.DIRECTORY).lint().strict().call().isFailed()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void selectors_matchThePodsAndNothingElse(String values) {
    Rendered chart = Chart.renderWithTests(values, scratch);
    Stream.of(
            Stream.of(chart.statefulSet().getSpec().getSelector().getMatchLabels()),
            chart.all(Service.class).stream().map(s -> s.getSpec().getSelector()),
            chart.all(PodDisruptionBudget.class).stream()
                .map(p -> p.getSpec().getSelector().getMatchLabels()),
            chart.all(NetworkPolicy.class).stream()
                .map(p -> p.getSpec().getPodSelector().getMatchLabels()))
        .flatMap(s -> s)
        .forEach(selector -> {
          assertThat(chart.podLabels()).containsAllEntriesOf(selector);
          for (Pod test : chart.all(Pod.class)) {
            assertThat(test.getMetadata().getLabels().entrySet())
                .matches(labels -> !labels.containsAll(selector.entrySet()));
          }
        });
    assertThat(chart.objects())
        .allSatisfy(o -> assertThat(o.getMetadata().getName()).hasSizeLessThanOrEqualTo(63));
    assertThat(chart.objects().stream().map(o -> o.getKind() + o.getMetadata().getName()))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void servicePorts_endAtPortsOfTheContainer(String values) {
    Rendered chart = Chart.render(values);
    Map<String, Integer> container =
        chart.container().getPorts().stream()
            .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));

    assertThat(container)
        .containsEntry("http", Integer.valueOf(chart.setting("server.port")))
        .containsEntry("socketio", Integer.valueOf(chart.setting("dropbell.socketio.port")))
        .containsEntry("ftp", Integer.valueOf(chart.setting("dropbell.ftp.port")))
        .containsEntry("tcp", Integer.valueOf(chart.setting("dropbell.tcp.port")))
        .containsEntry("management", Integer.valueOf(chart.setting("management.server.port")));
    for (Service service : chart.all(Service.class)) {
      List<ServicePort> ports = service.getSpec().getPorts();
      assertThat(ports).extracting(ServicePort::getName).doesNotHaveDuplicates();
      assertThat(ports).extracting(ServicePort::getPort).doesNotHaveDuplicates();
      for (ServicePort port : ports) {
        IntOrString target = port.getTargetPort();
        if (target.getStrVal() != null) {
          assertThat(container).containsKey(target.getStrVal());
        } else {
          assertThat(target.getIntVal()).isEqualTo(port.getPort());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void passivePorts_mapOneToOne(String values) {
    Rendered chart = Chart.render(values);
    String[] range = chart.setting("dropbell.ftp.passive-ports").split("-", 2);
    Service ftp = chart.service("-ftp");
    List<ServicePort> data =
        ftp.getSpec().getPorts().stream().filter(p -> p.getName().startsWith("data-")).toList();

    assertThat(data).hasSize(Integer.parseInt(range[1]) - Integer.parseInt(range[0]) + 1);
    assertThat(data.getFirst().getPort()).isEqualTo(Integer.valueOf(range[0]));
    assertThat(data.getLast().getPort()).isEqualTo(Integer.valueOf(range[1]));
    if (ftp.getSpec().getType().equals("NodePort")) {
      assertThat(data).allSatisfy(p -> assertThat(p.getNodePort()).isEqualTo(p.getPort()));
    }
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void secretsAndConfig_areWhereThePodLooks(String values) {
    Rendered chart = Chart.renderWithTests(values, scratch);
    Stream<Container> containers =
        Stream.concat(
            Stream.of(chart.container()),
            chart.all(Pod.class).stream().map(p -> p.getSpec().getContainers().getFirst()));
    containers
        .flatMap(c -> c.getEnv().stream())
        .filter(e -> e.getValueFrom() != null && e.getValueFrom().getSecretKeyRef() != null)
        .map(e -> e.getValueFrom().getSecretKeyRef())
        .forEach(reference ->
            chart
                .find(Secret.class, reference.getName())
                .ifPresentOrElse(
                    secret -> assertThat(secret.getData()).containsKey(reference.getKey()),
                    () -> assertThat(reference.getName()).isIn("my-passwords", "bell-redis")));

    Set<String> variables =
        chart.container().getEnv().stream().map(EnvVar::getName).collect(Collectors.toSet());
    assertThat(PLACEHOLDER.matcher(chart.configText()).results().map(MatchResult::group))
        .allSatisfy(p -> assertThat(variables).contains(p.replaceAll("\\W", "")));
    // Every value of the generated secret goes to the pod or to helm test, and into no ConfigMap.
    for (Secret secret : chart.all(Secret.class)) {
      secret
          .getData()
          .values()
          .forEach(v ->
              assertThat(chart.all(ConfigMap.class).toString())
                  .doesNotContain(new String(Base64.getDecoder().decode(v), UTF_8)));
    }
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void mounts_haveTheirVolumes(String values) {
    Rendered chart = Chart.render(values);
    Set<String> volumes =
        Stream.concat(
                chart.pod().getVolumes().stream().map(Volume::getName),
                chart.statefulSet().getSpec().getVolumeClaimTemplates().stream()
                    .map(c -> c.getMetadata().getName()))
            .collect(Collectors.toSet());
    assertThat(chart.container().getVolumeMounts())
        .extracting(VolumeMount::getName)
        .containsExactlyInAnyOrderElementsOf(volumes);

    for (Volume volume : chart.pod().getVolumes()) {
      if (volume.getPersistentVolumeClaim() != null) {
        String claim = volume.getPersistentVolumeClaim().getClaimName();
        assertThat(
                claim.equals("my-files")
                    || chart.find(PersistentVolumeClaim.class, claim).isPresent())
            .as(claim)
            .isTrue();
      }
      if (volume.getConfigMap() != null) {
        assertThat(chart.find(ConfigMap.class, volume.getConfigMap().getName())).isPresent();
      }
    }
    List<String> mounted =
        chart.container().getVolumeMounts().stream().map(VolumeMount::getMountPath).toList();
    assertThat(mounted).anyMatch(path -> Path.of(chart.setting("dropbell.root")).startsWith(path));
    if (chart.config().containsKey("dropbell.data-directory")) {
      assertThat(mounted)
          .anyMatch(path -> Path.of(chart.setting("dropbell.data-directory")).startsWith(path));
    }
    if (chart.config().containsKey("spring.ssl.bundle.pem.dropbell.keystore.certificate")) {
      assertThat(mounted).contains("/etc/dropbell/tls");
    }
    String account = chart.pod().getServiceAccountName();
    assertThat(
            Set.of("my-account", "default").contains(account)
                || chart.find(ServiceAccount.class, account).isPresent())
        .isTrue();
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void probes_askTheManagementPort(String values) {
    Container container = Chart.render(values).container();

    assertThat(List.of(get(container.getStartupProbe()), get(container.getLivenessProbe())))
        .allSatisfy(probe -> {
          assertThat(probe.getPath()).isEqualTo("/actuator/health/liveness");
          assertThat(probe.getPort().getStrVal()).isEqualTo("management");
        });
    assertThat(get(container.getReadinessProbe()).getPath())
        .isEqualTo("/actuator/health/readiness");
    assertThat(get(container.getReadinessProbe()).getPort().getStrVal()).isEqualTo("management");
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void gracePeriod_outlastsThePreStopAndTheDrain(String values) {
    Rendered chart = Chart.render(values);
    long drain = Long.parseLong(chart.setting("dropbell.shutdown.drain").replace("s", ""));
    var lifecycle = chart.container().getLifecycle();
    long preStop = lifecycle == null ? 0 : lifecycle.getPreStop().getSleep().getSeconds();

    assertThat(chart.pod().getTerminationGracePeriodSeconds()).isGreaterThan(drain + preStop);
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void pods_areRestricted(String values) {
    Rendered chart = Chart.renderWithTests(values, scratch);
    List<PodSpec> pods =
        Stream.concat(Stream.of(chart.pod()), chart.all(Pod.class).stream().map(Pod::getSpec))
            .toList();

    assertThat(pods)
        .allSatisfy(pod -> {
          assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
          assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
          assertThat(pod.getSecurityContext().getSeccompProfile().getType())
              .isEqualTo("RuntimeDefault");
          assertThat(pod.getAutomountServiceAccountToken()).isFalse();
          assertThat(pod.getContainers())
              .allSatisfy(c -> {
                assertThat(c.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
                assertThat(c.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
                assertThat(c.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
                assertThat(c.getResources().getRequests()).containsKeys("cpu", "memory");
                assertThat(c.getResources().getLimits()).containsKey("memory");
              });
        });
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void routes_endAtTheServices(String values) {
    Rendered chart = Chart.render(values);
    Service web = chart.service("");
    for (Ingress ingress : chart.all(Ingress.class)) {
      ingress
          .getSpec()
          .getRules()
          .forEach(rule ->
              rule.getHttp()
                  .getPaths()
                  .forEach(path -> {
                    assertThat(path.getBackend().getService().getName())
                        .isEqualTo(web.getMetadata().getName());
                    String port = path.getBackend().getService().getPort().getName();
                    assertThat(port)
                        .isEqualTo(path.getPath().equals("/socket.io") ? "socketio" : "http");
                    assertThat(chart.port(web, port)).isNotNull();
                  }));
    }
    for (HTTPRoute route : chart.all(HTTPRoute.class)) {
      route
          .getSpec()
          .getRules()
          .forEach(rule -> {
            String path = rule.getMatches().getFirst().getPath().getValue();
            String port = path.equals("/socket.io") ? "socketio" : "http";
            var backend = rule.getBackendRefs().getFirst();
            assertThat(backend.getName()).isEqualTo(web.getMetadata().getName());
            assertThat(backend.getPort()).isEqualTo(chart.port(web, port).getPort());
          });
    }
  }

  @Test
  void tls_isSpokenWhereItIsAskedFor() {
    Rendered chart = Chart.render("tls");
    List<String> listeners = List.of("ftp", "socketio", "tcp");

    for (String listener : listeners) {
      assertThat(chart.setting("dropbell." + listener + ".ssl.bundle")).isEqualTo("dropbell");
    }
    assertThat(chart.setting("server.ssl.bundle")).isEqualTo("dropbell");
    assertThat(chart.port(chart.service(""), "socketio").getAppProtocol()).isEqualTo("https");
    assertThat(Chart.render("default").config().keySet())
        .noneMatch(key -> key.contains("ssl.bundle"));
  }

  @Test
  void routes_bringTheDashboardToSocketIoThroughThem() {
    assertThat(Chart.render("gateway").setting("dropbell.dashboard.behind-proxy"))
        .isEqualTo("true");
    assertThat(Chart.render("default").config())
        .doesNotContainKey("dropbell.dashboard.behind-proxy");
  }

  @Test
  void helmTest_isThereOnlyWithTheTokenThatItNeeds() {
    assertThat(Chart.renderWithTests("default", scratch).all(Pod.class)).hasSize(1);
    assertThat(Chart.renderWithTests("own-tokens", scratch).all(Pod.class)).isEmpty();
  }

  @Test
  void loadBalancer_tellsItsAddress() {
    Rendered chart = Chart.render("load-balancer");

    assertThat(chart.config()).containsEntry("dropbell.ftp.passive-external-address", "192.0.2.10");
    assertThat(chart.service("-ftp").getSpec().getLoadBalancerIP()).isEqualTo("192.0.2.10");
    assertThat(chart.port(chart.service("-ftp"), "ftp").getPort()).isEqualTo(21);
  }

  @Test
  void nodePort_tellsTheNodesAddress() {
    Rendered chart = Chart.render("node-port");

    assertThat(chart.config()).containsEntry("dropbell.ftp.passive-external-address", "${HOST_IP}");
    assertThat(chart.container().getEnv())
        .anySatisfy(e -> {
          assertThat(e.getName()).isEqualTo("HOST_IP");
          assertThat(e.getValueFrom().getFieldRef().getFieldPath()).isEqualTo("status.hostIP");
        });
    assertThat(chart.service("-ftp").getSpec().getExternalTrafficPolicy()).isEqualTo("Local");
  }

  @Test
  void existing_makesNeitherSecretNorClaim() {
    Rendered chart = Chart.render("existing");

    assertThat(chart.all(Secret.class)).isEmpty();
    assertThat(chart.all(PersistentVolumeClaim.class)).isEmpty();
    assertThat(chart.all(ServiceAccount.class)).isEmpty();
    assertThat(chart.config())
        .containsEntry("dropbell.ftp.users[0].password", "${FTP_PASSWORD_0}")
        .containsEntry("dropbell.security.tokens[1].topics[0]", "uploads/cams");
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void linkKey_comesFromTheSecret(String values) {
    Rendered chart = Chart.render(values);

    assertThat(chart.config()).containsEntry("dropbell.files.link-key", "${LINK_KEY}");
    SecretKeySelector reference =
        chart.container().getEnv().stream()
            .filter(e -> e.getName().equals("LINK_KEY"))
            .findFirst()
            .orElseThrow()
            .getValueFrom()
            .getSecretKeyRef();
    assertThat(reference.getKey()).isEqualTo("link-key");
    assertThat(reference.getOptional()).isNull();
    if (values.equals("existing")) {
      assertThat(reference.getName()).isEqualTo("my-passwords");
    } else if (values.equals("clustered")) {
      assertThat(chart.environment(chart.container()))
          .containsEntry("LINK_KEY", "one-key-for-all-instances-of-this-test");
    } else {
      assertThat(chart.environment(chart.container()).get("LINK_KEY"))
          .matches("[A-Za-z0-9]{43}")
          .isNotEqualTo(Chart.render(values).environment(chart.container()).get("LINK_KEY"));
    }
  }

  @Test
  void clustered_scalesTheStatefulSet() {
    Rendered chart = Chart.render("clustered");

    HorizontalPodAutoscaler scaler = chart.the(HorizontalPodAutoscaler.class);
    assertThat(scaler.getSpec().getScaleTargetRef().getKind()).isEqualTo("StatefulSet");
    assertThat(scaler.getSpec().getScaleTargetRef().getName())
        .isEqualTo(chart.statefulSet().getMetadata().getName());
    assertThat(chart.statefulSet().getSpec().getReplicas()).isNull();
    assertThat(chart.config()).containsEntry("dropbell.data-directory", "/log");
    assertThat(chart.the(PersistentVolumeClaim.class).getSpec().getAccessModes())
        .containsExactly("ReadWriteMany");
  }

  @Test
  void monitoring_findsTheManagementPort() {
    Rendered chart = Chart.render("clustered");
    ServiceMonitor monitor = chart.the(ServiceMonitor.class);
    List<Service> found =
        chart.all(Service.class).stream()
            .filter(s ->
                s.getMetadata()
                    .getLabels()
                    .entrySet()
                    .containsAll(monitor.getSpec().getSelector().getMatchLabels().entrySet()))
            .toList();

    assertThat(found).hasSize(1);
    var endpoint = monitor.getSpec().getEndpoints().getFirst();
    assertThat(chart.port(found.getFirst(), endpoint.getPort())).isNotNull();
    assertThat(endpoint.getPath()).isEqualTo("/actuator/prometheus");
    assertThat(chart.the(PrometheusRule.class).getSpec().getGroups()).isNotEmpty();
    assertThat(chart.all(ConfigMap.class))
        .anySatisfy(c -> assertThat(c.getData()).containsKey("dropbell.json"));
  }

  @Test
  void everythingOff_leavesWhatItTakesToRun() {
    assertThat(Chart.render("everything-off").objects())
        .extracting(HasMetadata::getKind)
        .containsExactlyInAnyOrder(
            "StatefulSet", "Service", "Service", "Service", "ConfigMap", "Secret");
    assertThat(Chart.render("everything-off").config())
        .containsEntry("dropbell.upload.existing", "keep-both")
        .containsEntry("dropbell.ftp.port", "2121");
  }

  private static HTTPGetAction get(io.fabric8.kubernetes.api.model.Probe probe) {
    return probe.getHttpGet();
  }
}
