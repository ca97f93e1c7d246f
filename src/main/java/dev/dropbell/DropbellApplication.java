package dev.dropbell;

import dev.dropbell.client.command.CommandLineClient;
import dev.dropbell.client.command.FreshToken;
import dev.dropbell.security.NewToken;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the server, or runs a command of the command line. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class DropbellApplication {

  static {
    // Without it the JDK reports a TLS stream that was cut as a plain end of file, and a cut upload
    // would look complete. It is read once in a JVM, when the first TLS socket is made, so it
    // stands where nothing has been made yet.
    System.setProperty("com.sun.net.ssl.requireCloseNotify", "true");
    // For sessions that last more than a week, as those of FTP do (BundleSsl), the JDK promises a
    // ticket of TLS 1.2 in its ServerHello and then sends none. OpenSSL, and so Python's ftplib,
    // insists on it (RFC 5077, section 3.3). Sessions can be resumed without tickets, too.
    System.setProperty("jdk.tls.server.enableSessionTicketExtension", "false");
  }

  /**
   * Is the server with the settings of {@code application.yml}, the environment and the command
   * line, unless that names a command. A command ends without a Spring context ever being made.
   */
  public static void main(String[] args) {
    if (!CommandLineClient.isServer(args)) {
      System.exit(CommandLineClient.run(DropbellApplication::freshToken, args));
    }
    SecondSignal.halts();
    SpringApplication.run(DropbellApplication.class, CommandLineClient.serverSettings(args));
  }

  private static FreshToken freshToken() {
    NewToken made = NewToken.generate();
    return new FreshToken(made.token(), made.hash());
  }
}
