package dev.dropbell.tcp;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes something may take in all. Safe for concurrent use. */
final class MemoryBudget {

  private final long limitBytes;
  private final AtomicLong reserved = new AtomicLong();

  MemoryBudget(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** Sets so many bytes aside, unless that is too much. What was reserved must be released. */
  boolean tryReserve(long bytes) {
    if (reserved.addAndGet(bytes) > limitBytes) {
      reserved.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void release(long bytes) {
    reserved.addAndGet(-bytes);
  }

  long reservedBytes() {
    return reserved.get();
  }
}
