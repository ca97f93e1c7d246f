package dev.dropbell.client.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.client.command.Netrc.Entry;
import org.junit.jupiter.api.Test;

class NetrcTest {

  private static final Netrc NETRC =
      Netrc.parse(
          """
          # a comment with machine words in it
          machine one login ann password #1secret
          machine two
            login bob account x
            password "a b\\"c"
          machine two login eve password e
          macdef init
          machine evil login evil password evil

          machine three password alone # behind it
          default login anonymous password guest
          """);

  @Test
  void entries_areFoundByHost() {
    assertThat(NETRC.find("ONE", null)).isEqualTo(new Entry("one", "ann", "#1secret"));
    assertThat(NETRC.find("three", null)).isEqualTo(new Entry("three", null, "alone"));
  }

  @Test
  void quotedPassword_keepsItsSpaces() {
    assertThat(NETRC.find("two", null)).isEqualTo(new Entry("two", "bob", "a b\"c"));
  }

  @Test
  void user_choosesAmongSeveral() {
    assertThat(NETRC.find("two", "eve")).isEqualTo(new Entry("two", "eve", "e"));
    assertThat(NETRC.find("two", "anonymous")).isEqualTo(new Entry(null, "anonymous", "guest"));
    assertThat(NETRC.find("two", "nobody")).isNull();
  }

  @Test
  void macro_isPassedOver() {
    assertThat(NETRC.find("evil", null)).isEqualTo(new Entry(null, "anonymous", "guest"));
  }

  @Test
  void brokenOrEmptyFile_hasNothing() {
    assertThat(Netrc.parse("").find("one", null)).isNull();
    assertThat(Netrc.parse("machine").find("one", null)).isNull();
    assertThat(Netrc.parse("machine one login").find("one", null))
        .isEqualTo(new Entry("one", null, null));
  }

  @Test
  void password_isNeverShown() {
    assertThat(NETRC.toString()).doesNotContain("secret");
  }
}
