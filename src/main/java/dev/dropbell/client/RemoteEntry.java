package dev.dropbell.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of a listing.
 *
 * @param name without its directory
 * @param directory whether it is one
 * @param sizeBytes 0 for directories
 * @param modifiedAt null when the server does not say; from servers without MLSD in their time zone
 *     and to the minute or day
 */
public record RemoteEntry(
    String name, boolean directory, long sizeBytes, @Nullable Instant modifiedAt) {}
