package dev.dropbell.chart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** After an install the notes tell how to reach it with these values. */
class ChartNotesTest {

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          default        | port-forward svc/bell-dropbell 8000:8000 3000:3000
          default        | from within the cluster: ftp://bell-dropbell-ftp.files:2121
          default        | get secret bell-dropbell -o go-template
          default        | helm -n files test bell
          tls            | https://bell.example/
          gateway        | https://bell.example/
          load-balancer  | port 21, data 30000-30019
          load-balancer  | get svc bell-dropbell-ftp -o jsonpath
          node-port      | ftp://NODE:30021
          existing       | Secret my-passwords must have the keys link-key
          existing       | , ftp-password, ftp-password-cam-1, admin-token-hash, and for helm test admin-token.
          clustered      | Password of the FTP user uploader
          """)
  void notes_tellHowToReachIt(String values, String line) {
    assertThat(Chart.notes(values)).contains(line);
  }

  @ParameterizedTest
  @CsvSource({"everything-off, helm -n files test", "existing, get secret"})
  void notes_leaveOutWhatDoesNotWork(String values, String line) {
    assertThat(Chart.notes(values)).contains("Dropbell").doesNotContain(line);
  }
}
