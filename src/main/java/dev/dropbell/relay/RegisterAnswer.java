package dev.dropbell.relay;

import io.swagger.v3.oas.annotations.media.Schema;

/** Where to connect. */
record RegisterAnswer(
    @Schema(
            description = "Open a WebSocket here. Whoever knows the url may; keep it to yourself.",
            example = "ws://127.0.0.1:8000/ws/8d1f6c0a4b7e4f0d9a3c5b2e7f618d90")
        String url) {}
