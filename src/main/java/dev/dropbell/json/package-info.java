/**
 * JSON as it comes from clients and goes to them, the same for REST, WebSocket and TCP: what is
 * published by one and heard by another must not change on its way.
 *
 * <p>It knows no message and no protocol, and may use nothing else of ours.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.dropbell.json;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
