/**
 * An FTP client that does not lose files: {@link dev.dropbell.client.DropbellClient}.
 *
 * <p>It tries again what is worth it, goes on from where the server is, and calls a file sent when
 * the server has shown that it has it. Apache Commons Net speaks the protocol, and its types stay
 * in this package. The command line in {@code client.command} uses nothing of it but what is
 * public.
 *
 * <p>It uses nothing of the service, and never boots Spring: a command must be there at once.
 *
 * <p>RFC 959 (FTP), RFC 2228 and 4217 (TLS), RFC 2389 (FEAT), RFC 2428 (EPSV), RFC 3659 (SIZE,
 * MLSD, REST), draft-bryan-ftpext-hash-02 (HASH).
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.dropbell.client;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
