package dev.dropbell.tcp;

import io.netty.buffer.ByteBuf;

/**
 * A frame that has come.
 *
 * @param payload to be released, or passed on
 * @param reservedBytes what of the {@link MemoryBudget} it takes while it is kept
 */
record Frame(ByteBuf payload, int reservedBytes) {

  /** Whether it wants to be a command: JSON begins with a brace, and everything else is echoed. */
  boolean isCommand() {
    return payload.isReadable() && payload.getByte(payload.readerIndex()) == '{';
  }

  /** Nobody needs it any more. */
  void release(MemoryBudget budget) {
    payload.release();
    budget.release(reservedBytes);
  }
}
