package dev.dropbell.client.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FtpUrlTest {

  @ParameterizedTest
  @CsvSource({
    "ftp://h,                       h,   21,   ''",
    "ftp://h/,                      h,   21,   ''",
    "ftp://h:2121/cams/,            h,   2121, cams/",
    "ftp://h//abs/a.bin,            h,   21,   /abs/a.bin",
    "ftp://h/%2Fabs/a.bin,          h,   21,   /abs/a.bin",
    "FTP://h/a%20b.bin,             h,   21,   a b.bin",
    "ftp://h/Gr%C3%BC%C3%9Fe,       h,   21,   Grüße",
    "ftp://h/a?b#c+d,               h,   21,   a?b#c+d",
    "ftp://[::1]:2121/a,            ::1, 2121, a",
    "ftp://u@h/a@b,                 h,   21,   a@b",
    "ftp:///cams/,                  '',  21,   cams/",
  })
  void url_isTakenApart(String text, String host, int port, String path) {
    FtpUrl url = FtpUrl.parse(text);

    assertThat(url.host()).isEqualTo(host);
    assertThat(url.port()).isEqualTo(port);
    assertThat(url.path()).isEqualTo(path);
    assertThat(url.tls()).isFalse();
  }

  @Test
  void login_isDecoded() {
    FtpUrl url = FtpUrl.parse("ftps://us%40er:p%3Aw%2F@h/");

    assertThat(url.user()).isEqualTo("us@er");
    assertThat(url.password()).isEqualTo("p:w/");
    assertThat(url.tls()).isTrue();
  }

  @Test
  void userAlone_hasNoPassword_andAnEmptyOneIsOne() {
    assertThat(FtpUrl.parse("ftp://u@h/").password()).isNull();
    assertThat(FtpUrl.parse("ftp://u:@h/").password()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://h/",
        "h/a",
        "ftp:/h",
        "ftp://h:x/",
        "ftp://[::1/a",
        "ftp://h/%zz",
        "ftp://h/%2",
        "ftp://h/%FF",
        "ftp://a:b:c/",
        ""
      })
  void whatIsNoUrl_isRefused(String text) {
    assertThatThrownBy(() -> FtpUrl.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void password_isNeverShown() {
    assertThat(FtpUrl.parse("ftp://u:secret@h/a")).asString().doesNotContain("secret");
    assertThatThrownBy(() -> FtpUrl.parse("http://u:secret@h/a")).hasMessageNotContaining("secret");
  }
}
