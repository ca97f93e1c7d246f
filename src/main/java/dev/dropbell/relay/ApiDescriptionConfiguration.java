package dev.dropbell.relay;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The head of the API description at {@code /v3/api-docs}. */
@Configuration(proxyBeanMethods = false)
class ApiDescriptionConfiguration {

  private static final String TOKEN = "token";

  @Bean
  OpenAPI apiDescription(ObjectProvider<BuildProperties> build) {
    BuildProperties known = build.getIfAvailable();
    String version = known == null ? null : known.getVersion();
    SecurityScheme token =
        new SecurityScheme()
            .type(SecurityScheme.Type.HTTP)
            .scheme("bearer")
            .description("Where dropbell.security.tokens are set.");
    return new OpenAPI()
        .components(new Components().addSecuritySchemes(TOKEN, token))
        .addSecurityItem(new SecurityRequirement().addList(TOKEN))
        .info(
            new Info()
                .title("Dropbell")
                .version(version == null ? "development" : version)
                .description(
                    """
                    A bell rings when a file drops: register, connect the WebSocket, publish. \
                    Every error is a problem (RFC 9457) whose detail says what to change.\
                    """)
                .license(new License().name("Apache-2.0").identifier("Apache-2.0")));
  }
}
