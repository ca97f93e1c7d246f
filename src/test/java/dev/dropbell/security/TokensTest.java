package dev.dropbell.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** A token lets in whom it belongs to, and nothing that almost is it does. */
class TokensTest {

  private static final InetAddress HOME = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress AWAY = InetAddress.ofLiteral("192.0.2.2");
  private static final NewToken CAMS = NewToken.generate();
  private static final NewToken CATS = NewToken.generate();
  private static final String MADE_UP = "correct horse battery staple";

  private Instant now = Instant.EPOCH;

  @Test
  void withoutTokens_everybodyIsAnonymous() throws NotAdmittedException {
    Tokens none = new Tokens(List.of(), guesses(1));

    assertThat(none.required()).isFalse();
    assertThat(none.authenticate(null, HOME).anonymous()).isTrue();
    assertThat(none.authenticate("whatever", HOME).anonymous()).isTrue();
  }

  @Test
  void rightToken_isItsOwners() throws NotAdmittedException {
    Tokens tokens = tokens(1);

    assertThat(tokens.required()).isTrue();
    assertThat(tokens.authenticate(CAMS.token(), HOME).name()).isEqualTo("cams");
    assertThat(tokens.authenticate(CATS.token(), HOME).name()).isEqualTo("cats");
    for (int again = 0; again < 3; again++) {
      assertThat(tokens.authenticate(MADE_UP, HOME).name()).isEqualTo("person");
    }
  }

  @Test
  void almostRightToken_isWrong() {
    Tokens tokens = tokens(100);
    for (String right : List.of(CAMS.token(), MADE_UP)) {
      String head = right.substring(0, right.length() - 1);
      char last = right.charAt(right.length() - 1);

      refused(tokens, head + (char) (last ^ 1), "token is wrong");
      refused(tokens, head, "token is wrong");
      refused(tokens, right + ' ', "token is wrong");
      refused(tokens, right + '\0', "token is wrong");
      refused(tokens, right + '\0' + right, "token is wrong");
      refused(tokens, ' ' + right, "token is wrong");
    }
    refused(tokens, CAMS.hash(), "token is wrong");
    refused(tokens, CAMS.hash().substring("{sha256}".length()), "token is wrong");
  }

  @Test
  void tokenBeyondWhatBcryptReads_isWrong() {
    String longest = "x".repeat(72);
    Tokens tokens = tokens(100, token("long", "{bcrypt}" + BCrypt.hashpw(longest, salt())));

    refused(tokens, longest + "y", "token is wrong");
    assertThat(admitted(tokens, longest)).isEqualTo("long");
  }

  @Test
  void noToken_isMissing() {
    refused(tokens(1), null, "token is missing");
    refused(tokens(1), "", "token is missing");
  }

  @Test
  void addressThatGuesses_isLockedOutForAWhile() {
    Tokens tokens = tokens(3);
    refused(tokens, "a", "token is wrong");
    refused(tokens, "b", "token is wrong");
    refused(tokens, "c", "token is wrong");

    refused(tokens, CAMS.token(), "too many wrong tokens, try again in 60 s");
    refused(tokens, "d", "too many wrong tokens, try again in 60 s");
    now = now.plusSeconds(59);
    refused(tokens, CAMS.token(), "too many wrong tokens, try again in 1 s");
    now = now.plusSeconds(1);
    assertThat(admitted(tokens, CAMS.token())).isEqualTo("cams");
  }

  @Test
  void lockOut_touchesNoOtherAddress() throws NotAdmittedException {
    Tokens tokens = tokens(1);
    refused(tokens, "a", "token is wrong");
    refused(tokens, CAMS.token(), "too many wrong tokens, try again in 60 s");

    assertThat(tokens.authenticate(CAMS.token(), AWAY).name()).isEqualTo("cams");
  }

  @Test
  void lockOut_leavesInWhoWasRightFromThereBefore() throws NotAdmittedException {
    Tokens tokens = tokens(1);
    assertThat(admitted(tokens, CAMS.token())).isEqualTo("cams");
    assertThat(tokens.authenticate(CATS.token(), AWAY).name()).isEqualTo("cats");
    refused(tokens, "a", "token is wrong");

    assertThat(admitted(tokens, CAMS.token())).isEqualTo("cams");
    refused(tokens, CATS.token(), "too many wrong tokens, try again in 60 s");
  }

  @Test
  void sameWrongTokenAgain_isNoGuess() {
    Tokens tokens = tokens(2);
    for (int again = 0; again < 10; again++) {
      refused(tokens, "old", "token is wrong");
    }

    assertThat(admitted(tokens, CAMS.token())).isEqualTo("cams");
  }

  @Test
  void guesserWithManyIpv6Addresses_isLockedOutByItsNetwork() {
    Tokens tokens = tokens(2);
    String network = "2001:db8::";

    assertThat(refusal(tokens, "a", network + "1")).isEqualTo("token is wrong");
    assertThat(refusal(tokens, "b", network + "2")).isEqualTo("token is wrong");
    assertThat(refusal(tokens, "c", network + "3")).startsWith("too many");
    assertThat(refusal(tokens, "c", "2001:db8:0:1::1")).isEqualTo("token is wrong");
  }

  @Test
  void newTokens_differAndFitTheirHashes() {
    assertThat(CAMS.token()).matches("db_[A-Za-z0-9_-]{43}").isNotEqualTo(CATS.token());
    assertThat(CAMS.hash()).matches("\\{sha256}[0-9a-f]{64}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "{sha256}abc",
        "{bcrypt}abc",
        "{md5}0123",
        "{sha256}",
        "{noop}secret"
      })
  void malformedHash_isRefusedAndNotRepeated(String hash) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> token("cams", hash))
        .withMessageContaining("'cams': hash must ")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
  }

  private Tokens tokens(int lockoutAfter) {
    return tokens(
        lockoutAfter,
        token("cams", CAMS.hash()),
        token("cats", CATS.hash()),
        token("person", "{bcrypt}" + BCrypt.hashpw(MADE_UP, salt())));
  }

  private Tokens tokens(int lockoutAfter, SecurityProperties.Token... known) {
    return new Tokens(
        List.of(new Sha256Tokens(List.of(known)), new BcryptTokens(List.of(known))),
        guesses(lockoutAfter));
  }

  private Guesses guesses(int lockoutAfter) {
    InstantSource clock = () -> now;
    return new Guesses(lockoutAfter, Duration.ofSeconds(60), clock);
  }

  private static SecurityProperties.Token token(String name, String hash) {
    return new SecurityProperties.Token(
        name, TokenHash.valueOf(hash), Set.of(Scope.READ), List.of(), List.of(), null);
  }

  private static String salt() {
    return BCrypt.gensalt(4);
  }

  private static String admitted(Tokens tokens, String token) {
    try {
      return tokens.authenticate(token, HOME).name();
    } catch (NotAdmittedException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void refused(Tokens tokens, @Nullable String token, String message) {
    assertThatExceptionOfType(NotAdmittedException.class)
        .isThrownBy(() -> tokens.authenticate(token, HOME))
        .withMessage(message);
  }

  private static String refusal(Tokens tokens, String token, String address) {
    try {
      return tokens.authenticate(token, InetAddress.ofLiteral(address)).name();
    } catch (NotAdmittedException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
