package dev.dropbell.benchmark;

import dev.dropbell.hub.Audience;
import dev.dropbell.hub.Draft;
import dev.dropbell.hub.Hub;
import dev.dropbell.hub.Message;
import dev.dropbell.hub.MessageType;
import dev.dropbell.hub.Subscriber;
import dev.dropbell.hub.Topic;
import dev.dropbell.hub.Transport;
import dev.dropbell.hub.UserId;
import dev.dropbell.socketio.engine.Outgoing;
import dev.dropbell.testing.ForgetfulEventLog;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a broadcast costs before the first byte leaves: encoding it, once for all, and finding who
 * gets it. The second must not grow with those who are connected and not in the room.
 *
 * <pre>
 *   ./mvnw test-compile org.codehaus.mojo:exec-maven-plugin:exec \
 *     -Dexec.executable=java -Dexec.classpathScope=test \
 *     -Dexec.args="-cp %classpath org.openjdk.jmh.Main BroadcastBenchmark"
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BroadcastBenchmark {

  private static final List<Topic> UPLOAD = Topic.ofUploadsTo("/cams/front");

  /** In the room of the upload. */
  @Param({"1", "100"})
  int members;

  /** Connected, and elsewhere. */
  @Param({"0", "10000"})
  int others;

  private final String payload =
      "{\"path\":\"/cams/front/a.jpg\",\"x\":\"" + "y".repeat(300) + "\"}";
  private final Hub hub = new Hub(new ForgetfulEventLog());
  private final Draft draft =
      new Draft(new UUID(0, 1), MessageType.MESSAGE, UPLOAD, payload, Instant.EPOCH, null, true);

  /** Fills the room and its surroundings. */
  @Setup
  public void connect() {
    Audience<Listener> audience = hub.open(new Counting());
    for (int i = 0; i < members; i++) {
      audience.connect(new Listener()).join(UPLOAD);
    }
    for (int i = 0; i < others; i++) {
      audience.connect(new Listener()).join(List.of(new Topic("elsewhere/" + i % 100)));
    }
  }

  /** Ends the delivery. */
  @TearDown
  public void close() {
    hub.close();
  }

  /** JSON to the bytes of a WebSocket frame, into a pooled buffer. */
  @Benchmark
  public int encode() {
    Outgoing packet = Outgoing.message("2[\"file_uploaded\",", payload, "]");
    packet.release();
    return packet.sizeBytes();
  }

  /** The union of three rooms, over the hub's delivery thread and back. */
  @Benchmark
  public int lookup() {
    return hub.publish(draft).join().delivered();
  }

  private static final class Listener implements Subscriber {
    @Override
    public @Nullable UserId userId() {
      return null;
    }
  }

  private static final class Counting implements Transport<Listener> {
    @Override
    public String name() {
      return "counting";
    }

    @Override
    public int deliver(Message message, Collection<Listener> subscribers) {
      int count = 0;
      for (Listener _ : subscribers) {
        count++;
      }
      return count;
    }
  }
}
