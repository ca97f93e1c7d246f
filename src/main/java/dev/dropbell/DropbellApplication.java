package dev.dropbell;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the server. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class DropbellApplication {

  static {
    // Without it the JDK reports a TLS stream that was cut as a plain end of file, and a cut upload
    // would look complete. It is read once in a JVM, when the first TLS socket is made, so it
    // stands
    // where nothing has been made yet.
    System.setProperty("com.sun.net.ssl.requireCloseNotify", "true");
  }

  /** Runs with the settings of {@code application.yml}, the environment and the command line. */
  public static void main(String[] args) {
    SecondSignal.halts();
    SpringApplication.run(DropbellApplication.class, args);
  }
}
