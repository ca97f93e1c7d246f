package dev.dropbell;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/**
 * Each package keeps to what its package-info allows it, and none depends on itself in a circle.
 */
class ArchitectureTest {

  @Test
  void modules_keepToTheirCharters() {
    ApplicationModules.of(DropbellApplication.class).verify();
  }
}
