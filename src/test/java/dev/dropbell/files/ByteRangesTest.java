package dev.dropbell.files;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteRangesTest {

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-499                | 1000 | 0-499",
        "bytes=500-                 | 1000 | 500-999",
        "bytes=-500                 | 1000 | 500-999",
        "bytes=-5000                | 1000 | 0-999",
        "bytes=0-0,-1               | 1000 | 0-0 999-999",
        "bytes=900-5000             | 1000 | 900-999",
        "BYTES=1-2                  | 1000 | 1-2",
        "bytes= 1-2 , 4-5           | 1000 | 1-2 4-5",
        "bytes=,1-2,,               | 1000 | 1-2",
        "bytes=800-900,1-2          | 1000 | 800-900 1-2",
        "bytes=1-5,3-9              | 1000 | 1-9",
        "bytes=1-5,6-9              | 1000 | 1-9",
        "bytes=6-9,1-5,20-30        | 1000 | 1-9 20-30",
        "bytes=0-,0-,0-             | 1000 | 0-999",
        "bytes=1-2,5000-            | 1000 | 1-2",
        "bytes=0-99999999999999999999999999 | 1000 | 0-999",
        "bytes=0000000000000000000000001-2  | 1000 | 1-2",
      })
  void ranges_areWhatTheFileHasOfThem(String header, long size, String ranges) {
    assertThat(text(ByteRanges.parse(header, size))).isEqualTo(ranges);
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=1000-                     | 1000",
        "bytes=1000-2000                 | 1000",
        "bytes=-0                        | 1000",
        "bytes=0-0                       | 0",
        "bytes=-1                        | 0",
        "bytes=99999999999999999999-     | 1000",
        "bytes=5000-,6000-               | 1000",
      })
  void ranges_ofWhichTheFileHasNothing_areImpossible(String header, long size) {
    assertThat(ByteRanges.parse(header, size)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=",
        "bytes=,",
        "bytes=-",
        "bytes=2-1",
        "bytes=a-b",
        "bytes=1",
        "bytes 1-2",
        "lines=1-2",
        "bytes=1-2;3-4",
        "bytes=--1",
        "bytes=1-2,x",
        "bytes=+1-2",
        "bytes=0x1-2",
        "bytes=-1-2",
      })
  void malformedHeader_countsAsNone(String header) {
    assertThat(ByteRanges.parse(header, 1000)).isNull();
  }

  @Test
  void missingHeader_isTheWholeFile() {
    assertThat(ByteRanges.parse(null, 1000)).isNull();
  }

  @Test
  void tooManyRanges_areTheWholeFile() {
    assertThat(ByteRanges.parse(apart(ByteRanges.MAX_RANGES), 1000)).hasSize(ByteRanges.MAX_RANGES);
    assertThat(ByteRanges.parse(apart(ByteRanges.MAX_RANGES + 1), 1000)).isNull();
  }

  private static String apart(int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> 3 * n + "-" + 3 * n)
        .collect(Collectors.joining(",", "bytes=", ""));
  }

  private static String text(@Nullable List<ByteRanges.ByteRange> ranges) {
    return requireNonNull(ranges).stream()
        .map(range -> range.first() + "-" + range.last())
        .collect(Collectors.joining(" "));
  }
}
