/**
 * Dropbell: files come in by FTP, and every subscriber of their directory hears of each one the
 * moment it is complete.
 *
 * <p>Data flows one way. Each box is a package, and a package knows only what stands left of it:
 *
 * <pre>
 *   ftp ──► upload ──ApplicationEvent──► bridge ──► hub ──┬──► socketio   (Socket.IO, port 3000)
 *                                                         └──► relay      (REST, WebSocket, port 8000)
 * </pre>
 *
 * {@code listener} holds what every listening port shares, {@code security} who may do what, {@code
 * json} how clients' JSON is read and written, {@code ops} what an operator looks at; {@code
 * client}, the command line, stands apart from them all. The adapters ({@code ftp}, {@code
 * socketio}, {@code relay}) never see each other; {@code ftp} never sees {@code hub}. {@code
 * ArchitectureTest} holds all of this in place.
 */
@NullMarked
package dev.dropbell;

import org.jspecify.annotations.NullMarked;
