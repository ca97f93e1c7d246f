package dev.dropbell.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dropbell.testing.FreePort;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import org.apache.ftpserver.DataConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PassivePortsTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @ParameterizedTest
  @CsvSource({
    "30000-30099,30000,30099,100",
    " 30000 - 30001 ,30000,30001,2",
    "30000,30000,30000,1",
    "1-65535,1,65535,65535"
  })
  void range_isRead(String text, int from, int to, int size) {
    assertThat(PortRange.valueOf(text)).isEqualTo(new PortRange(from, to));
    assertThat(PortRange.valueOf(text).size()).isEqualTo(size);
    assertThat(PortRange.valueOf(text).isAny()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0-0"})
  void range_ofZero_isAnyPort(String text) {
    assertThat(PortRange.valueOf(text).isAny()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "2-1", "0-5", "-1", "1-65536", "1-2-3", "1-", "99999999999"})
  void range_thatIsNone_isRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> PortRange.valueOf(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("30000-30099");
  }

  @Test
  void port_isGivenToOneAtATimeAndAgainWhenItIsBack() throws Exception {
    int port = FreePort.take();
    PassivePorts ports = new PassivePorts(new PortRange(port, port));
    for (int i = 0; i < 3; i++) {
      try (ServerSocketChannel listening = ports.listen(LOOPBACK)) {
        assertThat(PassivePorts.portOf(listening)).isEqualTo(port);
        assertThatThrownBy(() -> ports.listen(LOOPBACK))
            .isInstanceOf(DataConnectionException.class)
            .hasMessageContaining("dropbell.ftp.passive-ports");
      }
      ports.release(port);
    }
  }

  @Test
  void port_thatSomebodyElseHas_isPassedBy() throws Exception {
    int port = FreePort.take();
    PassivePorts ports = new PassivePorts(new PortRange(port, port));
    try (ServerSocket taken = new ServerSocket(port, 1, LOOPBACK)) {
      assertThat(taken.isBound()).isTrue();
      assertThatThrownBy(() -> ports.listen(LOOPBACK)).isInstanceOf(DataConnectionException.class);
    }
    ports.listen(LOOPBACK).close();
  }
}
