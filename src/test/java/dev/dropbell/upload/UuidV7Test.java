package dev.dropbell.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UuidV7Test {

  private static final Instant TIME = Instant.ofEpochMilli(0x0198_f0e2_1234L);

  @Test
  void uuid_hasVersionVariantAndTime() {
    List<UUID> many = Stream.generate(() -> UuidV7.at(TIME)).limit(1000).toList();

    assertThat(many)
        .allMatch(u -> u.version() == 7 && u.variant() == 2)
        .allMatch(u -> u.toString().startsWith("0198f0e2-1234-7"))
        .doesNotHaveDuplicates();
  }

  @Test
  void uuid_ofALaterMillisecond_sortsBehind() {
    assertThat(UuidV7.at(TIME.plusMillis(1)).toString()).isGreaterThan(UuidV7.at(TIME).toString());
  }
}
