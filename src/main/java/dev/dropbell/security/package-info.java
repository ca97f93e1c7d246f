/**
 * Who may do what: tokens and their scopes, allowed origins, and the start that is refused while
 * the service would stand open to a network.
 *
 * <p>{@link dev.dropbell.security.Tokens} turns what a client brings into a {@link
 * dev.dropbell.security.Caller}, and the caller says what it may. It decides and never serves; the
 * listeners ask it. It may use {@code listener} only, for the address that they bind.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "listener")
package dev.dropbell.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
