package dev.dropbell.security;

import dev.dropbell.listener.BindProperties;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

  @Bean
  ProtectedMode protectedMode(BindProperties bind, Tokens tokens, Environment settings) {
    return new ProtectedMode(bind, tokens, settings);
  }

  @Bean
  Tokens tokens(SecurityProperties settings) {
    Guesses guesses =
        new Guesses(settings.lockoutAfter(), settings.lockoutTime(), InstantSource.system());
    List<TokenSource> sources =
        settings.tokens().isEmpty()
            ? List.of()
            : List.of(new Sha256Tokens(settings.tokens()), new BcryptTokens(settings.tokens()));
    return new Tokens(sources, guesses);
  }
}
