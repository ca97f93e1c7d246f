/**
 * The register/publish REST API and the WebSocket transport of the hub.
 *
 * <p>It never touches a file and never sees another adapter.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"hub", "security"})
package dev.dropbell.relay;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
