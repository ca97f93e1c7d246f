package dev.dropbell.socketio;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * JSON that was encoded already, and is written as it is.
 *
 * @param text well-formed JSON
 */
record JsonText(@JsonValue @JsonRawValue String text) {}
