package dev.dropbell.security;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;

/**
 * Whose JWTs are believed, by the settings that Spring's resource server has for it.
 *
 * @param issuerUri the issuer, which tells where its keys are; empty for none. Asked when the first
 *     token comes, so that it need not be there at start
 * @param jwkSetUri where its keys are, for an issuer that does not tell; empty to ask it
 * @param audiences tokens must be for one of these; none takes tokens for anybody
 */
@ConfigurationProperties("spring.security.oauth2.resourceserver.jwt")
record IssuerProperties(
    @DefaultValue("") String issuerUri,
    @DefaultValue("") String jwkSetUri,
    @DefaultValue List<String> audiences) {

  IssuerProperties {
    audiences = List.copyOf(audiences);
  }

  /** What checks a token; null when no issuer is configured. */
  @Nullable JwtDecoder decoder() {
    if (!jwkSetUri.isEmpty()) {
      return checking(NimbusJwtDecoder.withJwkSetUri(jwkSetUri).build());
    }
    return issuerUri.isEmpty()
        ? null
        : new SupplierJwtDecoder(
            () -> checking(NimbusJwtDecoder.withIssuerLocation(issuerUri).build()));
  }

  private JwtDecoder checking(NimbusJwtDecoder decoder) {
    List<OAuth2TokenValidator<Jwt>> validators = new ArrayList<>();
    validators.add(
        issuerUri.isEmpty()
            ? JwtValidators.createDefault()
            : JwtValidators.createDefaultWithIssuer(issuerUri));
    if (!audiences.isEmpty()) {
      validators.add(
          new JwtClaimValidator<List<String>>(
              JwtClaimNames.AUD, aud -> aud != null && aud.stream().anyMatch(audiences::contains)));
    }
    decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(validators));
    return decoder;
  }
}
