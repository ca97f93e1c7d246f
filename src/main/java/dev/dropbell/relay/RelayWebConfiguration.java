package dev.dropbell.relay;

import dev.dropbell.json.Json;
import dev.dropbell.security.AllowedOrigins;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What of the web server is set up for every path. */
@Configuration(proxyBeanMethods = false)
class RelayWebConfiguration implements WebMvcConfigurer {

  private static final Duration PREFLIGHT_AGE = Duration.ofHours(1);

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(new JsonBodyResolver());
    resolvers.add(new TraceParentResolver());
  }

  /** Refuses a page of another origin, over REST and WebSocket alike, before anything else runs. */
  @Bean
  FilterRegistrationBean<CorsFilter> originFilter(AllowedOrigins origins) {
    CorsConfiguration cors = new OriginConfiguration(origins);
    cors.addAllowedMethod(CorsConfiguration.ALL);
    cors.addAllowedHeader(CorsConfiguration.ALL);
    cors.setMaxAge(PREFLIGHT_AGE);
    CorsFilter filter = new CorsFilter(_ -> cors);
    filter.setCorsProcessor(new ProblemCorsProcessor());
    FilterRegistrationBean<CorsFilter> registration = new FilterRegistrationBean<>(filter);
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return registration;
  }

  /** Asks {@link AllowedOrigins}. */
  private static final class OriginConfiguration extends CorsConfiguration {

    private final AllowedOrigins origins;

    OriginConfiguration(AllowedOrigins origins) {
      this.origins = origins;
    }

    @Override
    public @Nullable String checkOrigin(@Nullable String origin) {
      if (origin == null || !origins.allows(origin)) {
        return null;
      }
      return origins.allowsAny() ? CorsConfiguration.ALL : origin;
    }
  }

  private static final class ProblemCorsProcessor extends DefaultCorsProcessor {

    @Override
    protected void rejectRequest(ServerHttpResponse response) throws IOException {
      HttpStatus status = HttpStatus.FORBIDDEN;
      byte[] problem =
          Json.write(ProblemDetail.forStatusAndDetail(status, ProblemDetails.of(status)))
              .getBytes(StandardCharsets.UTF_8);
      response.setStatusCode(status);
      response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
      response.getHeaders().setContentLength(problem.length);
      response.getBody().write(problem);
      response.flush();
    }
  }
}
