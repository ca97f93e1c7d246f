package dev.dropbell.hub;

/**
 * What became of a published message.
 *
 * @param message as it was delivered
 * @param delivered to how many connections it was handed
 */
public record Publication(Message message, int delivered) {}
