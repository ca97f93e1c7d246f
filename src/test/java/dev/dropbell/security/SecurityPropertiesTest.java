package dev.dropbell.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

/** Every setting, its default and what is refused. */
class SecurityPropertiesTest {

  private static final String FIRST = "dropbell.security.tokens[0].";
  private static final String HASH = "{sha256}" + "ab".repeat(32);

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner().withUserConfiguration(Settings.class);

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(SecurityProperties.class)
  static class Settings {}

  @Test
  void defaults_letEverybodyIn() {
    runner.run(context -> {
      SecurityProperties settings = context.getBean(SecurityProperties.class);
      assertThat(settings.tokens()).isEmpty();
      assertThat(settings.lockoutAfter()).isEqualTo(200);
      assertThat(settings.lockoutTime()).isEqualTo(Duration.ofMinutes(15));
    });
  }

  @Test
  void token_isReadWhole() {
    runner
        .withPropertyValues(
            FIRST + "name=cams",
            FIRST + "hash=" + HASH,
            FIRST + "scopes=publish, subscribe,READ",
            FIRST + "topics=uploads/cams,cats",
            FIRST + "paths=/cams,/",
            FIRST + "user-id=7",
            "dropbell.security.lockout-after=3",
            "dropbell.security.lockout-time=1m")
        .run(context -> {
          SecurityProperties settings = context.getBean(SecurityProperties.class);
          assertThat(settings.lockoutAfter()).isEqualTo(3);
          assertThat(settings.lockoutTime()).isEqualTo(Duration.ofMinutes(1));
          SecurityProperties.Token token = settings.tokens().getFirst();
          assertThat(token.name()).isEqualTo("cams");
          assertThat(token.scopes())
              .containsExactlyInAnyOrder(Scope.PUBLISH, Scope.SUBSCRIBE, Scope.READ);
          assertThat(token.topics()).containsExactly("uploads/cams", "cats");
          assertThat(token.paths()).containsExactly("/cams", "/");
          assertThat(token.userId()).isEqualTo("7");
          assertThat(settings.toString()).doesNotContain("abab");
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "name=              | name is missing",
        "scopes=            | 'cams': scopes is missing",
        "topics=/cams       | topics holds '/cams'",
        "topics=cams/       | topics holds 'cams/'",
        "topics=a//b        | topics holds 'a//b'",
        "paths=cams         | paths holds 'cams'",
        "paths=/cams/       | paths holds '/cams/'",
        "paths=/cams/../b   | paths holds '/cams/../b'",
        "user-id=           | user-id has 0 characters",
        "hash=top-secret    | 'cams': hash must be {sha256}<64 hex digits>",
        "scopes=write       | scopes",
      })
  void badToken_saysWhatToChange(String bad, String message) {
    runner
        .withPropertyValues(FIRST + "name=cams", FIRST + "hash=" + HASH, FIRST + "scopes=read")
        .withPropertyValues(FIRST + bad)
        .run(context -> assertThat(context).getFailure().hasStackTraceContaining(message));
  }

  @Test
  void tokensThatCannotBeToldApart_areRefused() {
    String second = "dropbell.security.tokens[1].";
    ApplicationContextRunner one =
        runner.withPropertyValues(
            FIRST + "name=cams",
            FIRST + "hash=" + HASH,
            FIRST + "scopes=read",
            second + "scopes=read");

    one.withPropertyValues(second + "name=cams", second + "hash={sha256}" + "00".repeat(32))
        .run(context -> assertThat(context).getFailure().hasStackTraceContaining("'cams' twice"));
    one.withPropertyValues(second + "name=dogs", second + "hash=" + HASH.replace("b", "B"))
        .run(context ->
            assertThat(context)
                .getFailure()
                .hasStackTraceContaining("'dogs' has the hash of another token"));
  }

  @ParameterizedTest
  @CsvSource({"lockout-after=0", "lockout-time=0s"})
  void badLockOut_isNamed(String bad) {
    runner
        .withPropertyValues("dropbell.security." + bad)
        .run(context ->
            assertThat(context)
                .getFailure()
                .hasStackTraceContaining(
                    "dropbell.security." + bad.substring(0, bad.indexOf('='))));
  }
}
