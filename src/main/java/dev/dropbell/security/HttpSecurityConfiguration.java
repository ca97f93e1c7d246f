package dev.dropbell.security;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** The filter before REST and the dashboard. */
@Configuration(proxyBeanMethods = false)
class HttpSecurityConfiguration {

  /** Behind the one that checks origins, so that a browser may read why it is refused. */
  private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 10;

  static FilterRegistrationBean<BearerFilter> before(
      HttpRules rules, Tokens tokens, RefusalPages pages) {
    FilterRegistrationBean<BearerFilter> registration =
        new FilterRegistrationBean<>(new BearerFilter(tokens, rules, pages));
    registration.setOrder(ORDER);
    return registration;
  }

  @Bean
  FilterRegistrationBean<BearerFilter> bearerFilter(
      Tokens tokens,
      RefusalPages pages,
      @Value("${management.endpoints.web.base-path:/actuator}") String actuator) {
    return before(HttpRules.main(actuator), tokens, pages);
  }
}
