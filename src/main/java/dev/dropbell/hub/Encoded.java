package dev.dropbell.hub;

/**
 * A message as one transport sends it: encoded once, then queued for as many connections as wanted.
 *
 * <p>Its bytes never change. They may lie in memory that is counted by reference: whoever makes one
 * releases it when he has handed it out, and an {@link Outbox} holds a reference of its own.
 *
 * <p>A class and no interface because its size is looked at for every receiver of a message: a
 * field costs the same however many transports there are.
 */
public abstract class Encoded {

  private final int sizeBytes;
  private final boolean droppable;

  /**
   * Known from the start.
   *
   * @param sizeBytes what it counts against the bound of an outbox
   * @param droppable whether a client that reads slowly can do without it
   */
  protected Encoded(int sizeBytes, boolean droppable) {
    this.sizeBytes = sizeBytes;
    this.droppable = droppable;
  }

  /** What it counts against the bound of an outbox. */
  public final int sizeBytes() {
    return sizeBytes;
  }

  /** Whether a client that reads slowly can do without it. */
  public final boolean isDroppable() {
    return droppable;
  }

  /** Somebody more holds it. */
  public abstract void retain();

  /** Somebody who held it is done with it. */
  public abstract void release();
}
