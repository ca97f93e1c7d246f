package dev.dropbell.relay;

import dev.dropbell.hub.InvalidTopicException;
import dev.dropbell.hub.Topic;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the register/publish API and the WebSocket.
 *
 * @param defaultTopics what a client joins that registers without topics
 * @param registrationExpiry how long a registration lives that nobody connects to
 * @param reconnectGrace how long it lives after its connection is lost
 * @param maxRegistrations how many registrations there may be at a time, connected ones included
 * @param maxMessageSize the largest message that a client may send over its WebSocket
 * @param outgoingBuffer how much may wait for one client before it is closed as too slow
 * @param pingInterval how often the server pings; a client from which nothing came between two
 *     pings is given up
 */
@ConfigurationProperties("dropbell.relay")
record RelayProperties(
    @DefaultValue({"cats", "uploads"}) List<String> defaultTopics,
    @DefaultValue("5m") Duration registrationExpiry,
    @DefaultValue("2m") Duration reconnectGrace,
    @DefaultValue("100000") int maxRegistrations,
    @DefaultValue("1MB") DataSize maxMessageSize,
    @DefaultValue("1MB") DataSize outgoingBuffer,
    @DefaultValue("25s") Duration pingInterval) {

  private static final long MAX_BYTES = DataSize.ofGigabytes(1).toBytes();

  RelayProperties {
    requireTopics(defaultTopics);
    requirePositive("registration-expiry", registrationExpiry);
    requirePositive("reconnect-grace", reconnectGrace);
    requirePositive("ping-interval", pingInterval);
    if (maxRegistrations < 1) {
      throw new IllegalArgumentException(
          "dropbell.relay.max-registrations: %d admits nobody; set 1 or more, such as 100000"
              .formatted(maxRegistrations));
    }
    requireSize("max-message-size", maxMessageSize);
    requireSize("outgoing-buffer", outgoingBuffer);
    defaultTopics = List.copyOf(defaultTopics);
  }

  /** The default topics, parsed. */
  List<Topic> topics() {
    return Topic.parseAll(defaultTopics);
  }

  private static void requireTopics(List<String> topics) {
    try {
      Topic.parseAll(topics);
    } catch (InvalidTopicException e) {
      throw new IllegalArgumentException(
          "dropbell.relay.default-topics: " + e.getMessage() + " Set topics such as cats,uploads.");
    }
  }

  private static void requirePositive(String key, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(
          "dropbell.relay.%s: %s is no time; set a positive one, such as 30s"
              .formatted(key, value));
    }
  }

  private static void requireSize(String key, DataSize value) {
    if (value.toBytes() < 1 || value.toBytes() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "dropbell.relay.%s: %s is out of range; set 1B to 1GB, such as 1MB"
              .formatted(key, value));
    }
  }
}
