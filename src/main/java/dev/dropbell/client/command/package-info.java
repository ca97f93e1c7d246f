/**
 * The command line: {@code dropbell put}, {@code get}, {@code ls}, {@code tail}, {@code publish}
 * and the rest. {@link dev.dropbell.client.command.CommandLineClient} is its door.
 *
 * <p>What it does over FTP it does through {@link dev.dropbell.client.DropbellClient}, as any other
 * program could. Results go to the standard output, everything else to the standard error. picocli
 * reads the arguments.
 */
@NullMarked
@NamedInterface("command")
package dev.dropbell.client.command;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
