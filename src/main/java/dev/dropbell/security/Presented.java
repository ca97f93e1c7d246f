package dev.dropbell.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A token that somebody brings, not known to be right. Immutable. */
final class Presented {

  /** Longer than any token of an issuer that fits a request's header. */
  private static final int MAX_LENGTH = 16 * 1024;

  private final String text;
  private final byte[] sha256;

  Presented(String text) {
    this.text = text;
    this.sha256 = sha256(text);
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Whether it can be a token at all: bcrypt, for one, takes {@code a\0a} for {@code a}. */
  boolean isPlausible() {
    return text.length() <= MAX_LENGTH && text.chars().noneMatch(Character::isISOControl);
  }

  String text() {
    return text;
  }

  boolean hasDigest(byte[] digest) {
    return MessageDigest.isEqual(sha256, digest);
  }

  /** Tells tokens apart without keeping them. */
  ByteBuffer digest() {
    return ByteBuffer.wrap(sha256).asReadOnlyBuffer();
  }

  @Override
  public String toString() {
    return "***";
  }
}
