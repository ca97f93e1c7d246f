package dev.dropbell;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the server. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class DropbellApplication {

  /** Runs with the settings of {@code application.yml}, the environment and the command line. */
  public static void main(String[] args) {
    SpringApplication.run(DropbellApplication.class, args);
  }
}
