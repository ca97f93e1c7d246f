package dev.dropbell.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.testing.FrameClient;
import dev.dropbell.testing.LeakWatch;
import dev.dropbell.testing.RunningService;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * Clients that send anything at all: frames, commands, commands with a byte changed, lengths that
 * are none, and that leave at any moment. Others are served, nothing is logged as an error of ours,
 * and no buffer is forgotten.
 *
 * <p>{@code -Ddropbell.seed} replays a run.
 */
@ExtendWith(OutputCaptureExtension.class)
class FrameFuzzIT {

  private static final int CLIENTS = 300;

  private static final String[] COMMANDS = {
    "{\"op\":\"ping\"}",
    "{\"op\":\"auth\",\"token\":\"x\"}",
    "{\"op\":\"subscribe\",\"topics\":[\"fuzz\"]}",
    "{\"op\":\"subscribe\",\"topics\":[\"fuzz\",\"other\"],\"since\":\"abc:0\"}",
    "{\"op\":\"unsubscribe\",\"topics\":[\"fuzz\"]}",
    "{\"op\":\"publish\",\"topic\":\"fuzz\",\"message\":{\"a\":[1,null]}}",
  };

  @Test
  void anything_disturbsNobody_andLeavesNothing(@TempDir Path root, CapturedOutput output) {
    long seed = Long.getLong("dropbell.seed", System.nanoTime());
    System.out.println("FrameFuzzIT: replay with -Ddropbell.seed=" + seed);
    Random random = new Random(seed);
    LeakWatch leaks = LeakWatch.start();
    try (RunningService service = RunningService.start(root, "--dropbell.tcp.threads=1");
        FrameClient witness = FrameClient.connect(service.port("tcp"))) {
      for (int n = 0; n < CLIENTS; n++) {
        sendAnything(service.port("tcp"), random);
        assertThat(witness.ask("{'op':'ping'}").path("ok").asBoolean()).as("client %d", n).isTrue();
      }
    }
    leaks.assertNone();
    assertThat(output).doesNotContain(" ERROR ");
  }

  private static void sendAnything(int port, Random random) {
    try (FrameClient client = FrameClient.connect(port)) {
      for (int frames = random.nextInt(20); frames > 0; frames--) {
        switch (random.nextInt(5)) {
          case 0 -> client.send(bytes(random, random.nextInt(3_000)));
          case 1 -> client.send(changed(command(random), random));
          case 2 -> client.write(bytes(random, random.nextInt(10)));
          default -> client.send(command(random));
        }
      }
      if (random.nextBoolean()) {
        readToTheEnd(client);
      }
    } catch (UncheckedIOException closed) {
      // As it must come.
    }
  }

  private static void readToTheEnd(FrameClient client) {
    client.shutdownOutput();
    while (client.read() != null) {
      // What it is does not matter.
    }
  }

  private static byte[] command(Random random) {
    return COMMANDS[random.nextInt(COMMANDS.length)].getBytes(UTF_8);
  }

  private static byte[] changed(byte[] command, Random random) {
    byte[] copy = ByteBuffer.allocate(command.length).put(command).array();
    copy[random.nextInt(copy.length)] = (byte) random.nextInt();
    return copy;
  }

  private static byte[] bytes(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
