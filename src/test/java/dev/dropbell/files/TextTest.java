package dev.dropbell.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "0                   | 0 bytes | 0 bytes",
        "1                   | 1 byte  | 1 byte",
        "999                 | 999 bytes | 999 bytes",
        "1000                | 1 kB    | 1,000 bytes",
        "48213               | 48.2 kB | 48,213 bytes",
        "1006                | 1.01 kB | 1,006 bytes",
        "9994                | 9.99 kB | 9,994 bytes",
        "9996                | 10 kB   | 9,996 bytes",
        "99960               | 100 kB  | 99,960 bytes",
        "999499              | 999 kB  | 999,499 bytes",
        "999500              | 1 MB    | 999,500 bytes",
        "10737418240         | 10.7 GB | 10,737,418,240 bytes",
        "9223372036854775807 | 9223 PB | 9,223,372,036,854,775,807 bytes",
      })
  void size_hasThreeDigits(long bytes, String human, String exact) {
    StringBuilder size = new StringBuilder();
    Text.appendSize(size, bytes);
    assertThat(size).hasToString(human);
    StringBuilder whole = new StringBuilder();
    Text.appendExactSize(whole, bytes);
    assertThat(whole).hasToString(exact);
  }

  @Test
  void name_isOnlyTextInHtml() {
    assertThat(Text.html("<script>'&\"é")).isEqualTo("&lt;script&gt;&#39;&amp;&quot;é");
  }

  @Test
  void name_cannotTurnTheDirectionOrTheLine() {
    assertThat(Text.html("a\u202efdp.exe\n\u2028\u0085\t")).isEqualTo("a�fdp.exe����");
  }

  @Test
  void download_hasAPlainNameAndTheRealOne() {
    assertThat(Disposition.attachment("caf\"é\n.jpg"))
        .isEqualTo("attachment; filename=\"caf___.jpg\"; filename*=UTF-8''caf%22%C3%A9%0A.jpg");
  }
}
