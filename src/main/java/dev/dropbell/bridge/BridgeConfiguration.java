package dev.dropbell.bridge;

import dev.dropbell.hub.EventLog;
import dev.dropbell.hub.Hub;
import dev.dropbell.upload.LogPosition;
import dev.dropbell.upload.UploadEvent;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class BridgeConfiguration {

  @Bean
  UploadBridge uploadBridge(Hub hub, EventLog eventLog, JsonMapper mapper, MeterRegistry registry) {
    return new UploadBridge(hub, eventLog, new UploadJson(mapper), registry);
  }

  @Bean
  LogPosition logPosition(Hub hub) {
    return () -> hub.head().toString();
  }

  @Bean
  UploadEventListener uploadEventListener(UploadBridge bridge) {
    return new UploadEventListener(bridge);
  }

  /** Where Spring's application events come in. */
  static final class UploadEventListener {

    private final UploadBridge bridge;

    UploadEventListener(UploadBridge bridge) {
      this.bridge = bridge;
    }

    /** First of all, so that nobody else's trouble holds a message back. */
    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void onEvent(UploadEvent event) {
      bridge.onEvent(event);
    }
  }
}
