package dev.dropbell.security;

import dev.dropbell.listener.BindProperties;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.security.oauth2.jwt.JwtDecoder;

@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

  @Bean
  ProtectedMode protectedMode(BindProperties bind, Tokens tokens, Environment settings) {
    return new ProtectedMode(bind, tokens, settings);
  }

  @Bean
  Tokens tokens(SecurityProperties settings, IssuerProperties issuer) {
    Guesses guesses =
        new Guesses(settings.lockoutAfter(), settings.lockoutTime(), InstantSource.system());
    List<TokenSource> sources = new ArrayList<>();
    if (!settings.tokens().isEmpty()) {
      sources.add(new Sha256Tokens(settings.tokens()));
      sources.add(new BcryptTokens(settings.tokens()));
    }
    JwtDecoder decoder = issuer.decoder();
    if (decoder != null) {
      sources.add(new IssuerTokens(decoder));
    }
    return new Tokens(sources, guesses);
  }
}
