package dev.dropbell.relay;

import io.swagger.v3.oas.annotations.media.Schema;

/** How far an announcement went. */
record AnnounceAnswer(
    @Schema(description = "How many connections it was handed to.", example = "2") int delivered) {}
