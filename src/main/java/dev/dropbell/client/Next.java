package dev.dropbell.client;

/**
 * The upload behind the one under way, which can be begun in the same piece as that one is
 * verified.
 *
 * @param path there
 * @param bytes that it will send
 */
record Next(String path, long bytes) {}
