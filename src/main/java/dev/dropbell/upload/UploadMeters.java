package dev.dropbell.upload;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What is counted of uploads (DESIGN 4). Never a path or a user: a client chooses those, and each
 * would be a time series. Thread-safe.
 */
final class UploadMeters {

  /** From a small file on a good line to an hour. */
  private static final Duration[] DURATIONS =
      IntStream.of(10, 50, 100, 500, 1_000, 5_000, 30_000, 60_000, 300_000, 1_800_000, 3_600_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  /** 1 KiB, 8 KiB, 64 KiB and so on to 16 GiB. */
  private static final double[] SIZES =
      LongStream.iterate(1L << 10, size -> size << 3).limit(9).asDoubleStream().toArray();

  private final Counter completed;
  private final Counter failed;
  private final Counter refused;
  private final Timer duration;
  private final DistributionSummary bytes;

  UploadMeters(MeterRegistry registry, Map<?, ?> inFlight) {
    this.completed = outcome(registry, "completed");
    this.failed = outcome(registry, "failed");
    this.refused = outcome(registry, "refused");
    this.duration =
        Timer.builder("dropbell.upload.duration")
            .description("How long completed uploads took, from their command to the reply")
            .serviceLevelObjectives(DURATIONS)
            .register(registry);
    this.bytes =
        DistributionSummary.builder("dropbell.upload.bytes")
            .description("How large completed uploads were")
            .baseUnit("bytes")
            .serviceLevelObjectives(SIZES)
            .register(registry);
    Gauge.builder("dropbell.uploads.active", inFlight, Map::size)
        .description("Uploads that are under way")
        .register(registry);
  }

  void completed(Instant startedAt, UploadEvent.Completed upload) {
    completed.increment();
    duration.record(Duration.between(startedAt, upload.at()));
    bytes.record((double) upload.bytes());
  }

  void failed() {
    failed.increment();
  }

  /** Before its first byte. */
  void refused() {
    refused.increment();
  }

  private static Counter outcome(MeterRegistry registry, String outcome) {
    return Counter.builder("dropbell.uploads")
        .description("Uploads that ended, and those that were refused before they began")
        .tag("outcome", outcome)
        .register(registry);
  }
}
