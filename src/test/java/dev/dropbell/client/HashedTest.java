package dev.dropbell.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class HashedTest {

  private static final String HEX =
      "9074feb0aa5aa51c08a753dabc4b17363256d52298dffdae7c6ab7c0c10193eb";

  @Test
  void answer_isRead_withASpaceInTheName() {
    Hashed hashed =
        Hashed.parse(reply("213 SHA-256 0-49 " + HEX.toUpperCase(Locale.ROOT) + " a b.jpg"));

    assertThat(hashed).isEqualTo(new Hashed("0-49", HEX));
  }

  @Test
  void range_coversAFileOfItsSize() {
    assertThat(new Hashed("0-49", HEX).covers(50)).isTrue();
    assertThat(new Hashed("0-49", HEX).covers(51)).isFalse();
  }

  @Test
  void emptyFile_isCovered() {
    assertThat(new Hashed("0-0", HEX).covers(0)).isTrue();
  }

  @Test
  void refusalOrAnotherAlgorithm_isNoAnswer() {
    assertThat(Hashed.parse(reply("550 There is no such file."))).isNull();
    assertThat(Hashed.parse(reply("213 MD5 0-49 0123456789abcdef0123456789abcdef a"))).isNull();
  }

  private static Reply reply(String line) {
    return new Reply(Integer.parseInt(line.substring(0, 3)), List.of(line));
  }
}
