package dev.dropbell.files;

import dev.dropbell.files.http.FileProtocol;
import dev.dropbell.files.http.Handover;
import dev.dropbell.files.http.HttpProperties;
import dev.dropbell.upload.LogPosition;
import dev.dropbell.upload.RootProperties;
import java.time.InstantSource;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
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
