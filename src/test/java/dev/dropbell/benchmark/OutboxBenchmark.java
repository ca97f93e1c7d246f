package dev.dropbell.benchmark;

import dev.dropbell.hub.Encoded;
import dev.dropbell.hub.Outbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one receiver of a message costs between the delivery and the socket: into its outbox and out
 * again. With three transports the outbox meets three kinds of messages, and must not be slower.
 *
 * <pre>
 *   ./mvnw test-compile org.codehaus.mojo:exec-maven-plugin:exec \
 *     -Dexec.executable=java -Dexec.classpathScope=test \
 *     -Dexec.args="-cp %classpath org.openjdk.jmh.Main OutboxBenchmark -prof gc"
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OutboxBenchmark {

  private static final int RECEIVERS = 5_000;
  private static final int LIMIT = 1 << 20;
  private static final int BYTES = 400;

  /** How many kinds of messages there are. */
  @Param({"1", "3"})
  int transports;

  private final List<Outbox<Encoded>> outboxes = new ArrayList<>();
  private final Encoded[] message = {new Frame(), new Packet(), new Text()};

  /** Connects everybody. */
  @Setup
  public void connect() {
    for (int i = 0; i < RECEIVERS; i++) {
      outboxes.add(new Outbox<>(LIMIT, new LongAdder()));
    }
  }

  /** One message to everybody, then everybody's taken from the outbox. */
  @Benchmark
  @OperationsPerInvocation(RECEIVERS)
  public int broadcast() {
    int taken = 0;
    for (int i = 0; i < RECEIVERS; i++) {
      outboxes.get(i).offer(message[i % transports]);
    }
    for (Outbox<Encoded> outbox : outboxes) {
      outbox.rest();
      for (@Nullable Encoded next = outbox.take(); next != null; next = outbox.take()) {
        next.release();
        taken++;
      }
    }
    return taken;
  }

  private static final class Frame extends Encoded {
    Frame() {
      super(BYTES, false);
    }

    @Override
    public void retain() {}

    @Override
    public void release() {}
  }

  private static final class Packet extends Encoded {
    Packet() {
      super(BYTES, false);
    }

    @Override
    public void retain() {}

    @Override
    public void release() {}
  }

  private static final class Text extends Encoded {
    Text() {
      super(BYTES, false);
    }

    @Override
    public void retain() {}

    @Override
    public void release() {}
  }
}
