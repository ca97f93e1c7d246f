package dev.dropbell.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;

/** What Prometheus would read from the service now. Immutable. */
public final class PrometheusText {

  private final String text;
  private final Map<String, String> types = new HashMap<>();
  private final Map<String, Double> samples = new HashMap<>();

  private PrometheusText(String text) {
    this.text = text;
    for (String line : text.lines().toList()) {
      if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ", 4);
        types.put(words[2], words[3]);
      } else if (!line.startsWith("#")) {
        int space = line.lastIndexOf(' ');
        samples.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
      }
    }
  }

  /** Reads it as Prometheus does. */
  public static PrometheusText scrape(URI uri) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("Accept", "text/plain;version=0.0.4").build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return new PrometheusText(answer.body());
    }
  }

  /** The type of a metric family. */
  public String type(String family) {
    assertThat(types).containsKey(family);
    return requireNonNull(types.get(family));
  }

  /** The value of a sample, named with its labels as in the text. */
  public double value(String sample) {
    assertThat(samples).containsKey(sample);
    return requireNonNull(samples.get(sample));
  }

  /** The same, for one that may not be there yet. */
  public double valueOrZero(String sample) {
    return samples.getOrDefault(sample, 0.0);
  }

  /** All of it. */
  public String text() {
    return text;
  }
}
