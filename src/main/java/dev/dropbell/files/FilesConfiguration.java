package dev.dropbell.files;

import dev.dropbell.files.http.FileProtocol;
import dev.dropbell.files.http.Handover;
import dev.dropbell.files.http.HttpProperties;
import dev.dropbell.upload.LogPosition;
import dev.dropbell.upload.RootProperties;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.DispatcherType;
import java.time.InstantSource;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.ServerHttpObservationFilter;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class FilesConfiguration {

  @Bean
  Handover handover() {
    return new Handover();
  }

  @Bean
  Tree fileTree(RootProperties root) {
    return new Tree(root.root());
  }

  @Bean
  ErrorAnswer fileErrors(JsonMapper mapper) {
    return new ErrorAnswer(mapper);
  }

  @Bean
  ServletRegistrationBean<FilesServlet> filesServlet(
      Tree tree,
      ErrorAnswer errors,
      Handover handover,
      JsonMapper mapper,
      FilesProperties settings,
      LogPosition position) {
    Links links = new Links(settings.key(), settings.linkLifetime(), InstantSource.system());
    FilesServlet servlet =
        new FilesServlet(
            tree,
            new FileAnswer(handover, errors),
            errors,
            new ListingJson(mapper),
            links,
            position);
    return new ServletRegistrationBean<>(servlet, FilesServlet.PATTERN);
  }

  /** In place of Spring's own. */
  @Bean
  FilterRegistrationBean<ServerHttpObservationFilter> requestTimer(
      ObservationRegistry observations, MeterRegistry meters) {
    FilterRegistrationBean<ServerHttpObservationFilter> timer =
        new FilterRegistrationBean<>(new RequestTimer(observations, meters));
    timer.setOrder(Ordered.HIGHEST_PRECEDENCE + 1); // as Spring Boot has it
    timer.setDispatcherTypes(DispatcherType.ASYNC, DispatcherType.REQUEST);
    return timer;
  }

  /** For every path, not only for files: a slow client holds a connection whatever it asks for. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> httpConnector(
      HttpProperties limits, Handover handover) {
    return factory -> {
      factory.setProtocol(FileProtocol.class.getName());
      factory.addProtocolHandlerCustomizers(
          handler -> ((FileProtocol) handler).configure(limits, handover));
    };
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> containerErrors() {
    return factory ->
        factory.addContextCustomizers(context -> {
          if (context.getParent() instanceof StandardHost host) {
            host.setErrorReportValveClass(ContainerErrorValve.class.getName());
          }
        });
  }

  @Bean
  FilesDescription filesDescription() {
    return new FilesDescription();
  }
}
