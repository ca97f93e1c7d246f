/**
 * Who may do what: allowed origins, and the start that is refused while the service would stand
 * open to a network with the password that everybody knows.
 *
 * <p>It decides and never serves; the listeners ask it. It may use {@code listener} only, for the
 * address that they bind.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "listener")
package dev.dropbell.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
