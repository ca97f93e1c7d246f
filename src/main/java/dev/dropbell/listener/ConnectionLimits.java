package dev.dropbell.listener;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Bounds how many of something there are, in all and for each address. Safe for concurrent use. */
public final class ConnectionLimits {

  private final int most;
  private final int mostPerAddress;
  private final AtomicInteger all = new AtomicInteger();
  private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

  /**
   * Nothing is counted yet.
   *
   * @param most in all
   * @param mostPerAddress from one address
   */
  public ConnectionLimits(int most, int mostPerAddress) {
    this.most = most;
    this.mostPerAddress = mostPerAddress;
  }

  /** Counts one more, unless it is one too many. What was counted must be released once. */
  public boolean tryAcquire(InetAddress address) {
    if (all.incrementAndGet() > most) {
      all.decrementAndGet();
      return false;
    }
    if (byAddress.merge(address, 1, Integer::sum) > mostPerAddress) {
      release(address);
      return false;
    }
    return true;
  }

  /** One that was counted is gone. */
  public void release(InetAddress address) {
    byAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
    all.decrementAndGet();
  }

  /** How many there are. */
  public int count() {
    return all.get();
  }

  /** How many addresses are remembered. */
  int addressCount() {
    return byAddress.size();
  }
}
