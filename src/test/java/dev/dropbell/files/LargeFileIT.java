package dev.dropbell.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.testing.ServiceProcess;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file is never in memory, however large. */
class LargeFileIT {

  private static final long SIZE = 10L << 30;
  private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

  @TempDir Path root;

  @Test
  @Timeout(300)
  void tenGibibytes_passThroughAHeapOf64Mebibytes() throws Exception {
    try (RandomAccessFile sparse = new RandomAccessFile(root.resolve("big.bin").toFile(), "rw")) {
      sparse.setLength(SIZE);
    }
    try (ServiceProcess service = ServiceProcess.start(List.of("-Xmx64m"), root);
        RawHttp http = new RawHttp(port(service))) {
      http.request("GET", "/files/big.bin");
      assertThat(http.head()).contains("\r\nContent-Length: " + SIZE + "\r\n");
      long read = 0;
      while (read < SIZE) {
        int count = http.read(1 << 20);
        assertThat(count).isPositive();
        read += count;
      }
      assertThat(read).isEqualTo(SIZE);
      // And the connection is where it should be.
      http.request("GET", "/files/big.bin", "Range: bytes=-3");
      assertThat(http.answer(false).body()).isEqualTo(new byte[3]);
      assertThat(service.output()).doesNotContain("OutOfMemoryError");
    }
  }

  private static int port(ServiceProcess service) {
    AtomicInteger port = new AtomicInteger();
    await()
        .until(() -> {
          Matcher started = PORT.matcher(service.output());
          return started.find() && port.addAndGet(Integer.parseInt(started.group(1))) > 0;
        });
    return port.get();
  }
}
