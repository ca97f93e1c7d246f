package dev.dropbell.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

/** So many in all, so many from one address, and nothing remembered of those who left. */
class ConnectionLimitsTest {

  private final ConnectionLimits limits = new ConnectionLimits(3, 2);

  @Test
  void address_hasItsOwnLimit() throws UnknownHostException {
    assertThat(limits.tryAcquire(address(1))).isTrue();
    assertThat(limits.tryAcquire(address(1))).isTrue();
    assertThat(limits.tryAcquire(address(1))).isFalse();
    assertThat(limits.tryAcquire(address(2))).isTrue();
  }

  @Test
  void all_haveOneLimit() throws UnknownHostException {
    limits.tryAcquire(address(1));
    limits.tryAcquire(address(2));
    limits.tryAcquire(address(3));

    assertThat(limits.tryAcquire(address(4))).isFalse();
    limits.release(address(1));
    assertThat(limits.tryAcquire(address(4))).isTrue();
  }

  @Test
  void whoLeft_isForgotten() throws UnknownHostException {
    limits.tryAcquire(address(1));
    limits.tryAcquire(address(1));
    limits.tryAcquire(address(1));

    limits.release(address(1));
    limits.release(address(1));

    assertThat(limits.count()).isZero();
    assertThat(limits.addressCount()).isZero();
  }

  private static InetAddress address(int last) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
  }
}
