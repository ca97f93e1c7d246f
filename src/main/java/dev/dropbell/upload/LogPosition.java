package dev.dropbell.upload;

/** Where the log stands that uploads are told in. Safe from any thread. */
@FunctionalInterface
public interface LogPosition {

  /**
   * A cursor: each upload that was told before it has its file in its place, and each after it is
   * told to who follows from there.
   */
  String cursor();
}
