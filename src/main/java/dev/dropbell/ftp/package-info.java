/**
 * The embedded FTP server: it takes uploads, lists and hands out completed files, and changes
 * nothing else.
 *
 * <p>Apache FtpServer speaks the protocol; the commands that store are ours, because the library's
 * answer 226 to a client that was killed. Its types stay in this package. It never sees the hub:
 * what happens to an upload is told by {@code upload}.
 *
 * <p>RFC 959 (FTP), RFC 2389 (FEAT), RFC 2428 (EPSV, EPRT), RFC 3659 (SIZE, MDTM, MLSD, REST).
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"upload", "listener", "security"})
package dev.dropbell.ftp;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
