package dev.dropbell.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.dropbell.testing.GuardedService;
import dev.dropbell.testing.NodeSocketIoClient;
import dev.dropbell.testing.NodeSocketIoClient.Transports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token that a configured issuer has signed is as good as one of the settings; no other is. */
class IssuerIT {

  @TempDir static Path root;
  private static HttpServer issuer;
  private static String issuerUri;
  private static RSAKey key;
  private static GuardedService service;

  @BeforeAll
  static void start() throws Exception {
    key = new RSAKeyGenerator(2048).keyID("k1").generate();
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuerUri = "http://127.0.0.1:" + issuer.getAddress().getPort();
    serve(
        "/.well-known/openid-configuration",
        "{\"issuer\": \"%s\", \"jwks_uri\": \"%s/keys\", \"subject_types_supported\": [\"public\"]}"
            .formatted(issuerUri, issuerUri));
    serve("/keys", new JWKSet(key.toPublicJWK()).toString());
    issuer.start();
    service =
        GuardedService.start(
            root,
            Map.of("operator", "scopes=admin"),
            "--dropbell.security.lockout-after=3",
            "--spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuerUri,
            "--spring.security.oauth2.resourceserver.jwt.audiences=dropbell");
  }

  @AfterAll
  static void stop() {
    service.close();
    issuer.stop(0);
  }

  @Test
  void scopes_areThoseOfTheClaim() throws Exception {
    String token = signed(claims().claim("scope", "openid subscribe").build());

    assertThat(service.get(token, "/uploads").statusCode()).isEqualTo(200);
    assertThat(publish(token, "cats")).isEqualTo(403);
    assertThat(publish(signed(claims().claim("scope", List.of("publish")).build()), "cats"))
        .isEqualTo(200);
    assertThat(publish(signed(claims().build()), "cats")).isEqualTo(403);
  }

  @Test
  void prefixes_areThoseOfTheClaims() throws Exception {
    String token =
        signed(claims().claim("scope", "publish").claim("topics", List.of("uploads/cams")).build());

    assertThat(publish(token, "uploads/cams/front")).isEqualTo(200);
    assertThat(publish(token, "uploads/camsX")).isEqualTo(403);
    assertThat(publish(signed(claims().claim("scope", "publish").claim("topics", 7).build()), "a"))
        .isEqualTo(401);
  }

  @Test
  void user_isTheSubject() throws Exception {
    String token = signed(claims().subject("7").claim("scope", "subscribe").build());

    assertThat(service.post(token, "/register", "{\"user_id\": 7}").statusCode()).isEqualTo(200);
    assertThat(service.post(token, "/register", "{\"user_id\": 8}").statusCode()).isEqualTo(403);
  }

  @Test
  void token_opensSocketIoToo() {
    String token = signed(claims().claim("scope", "subscribe").build());
    try (NodeSocketIoClient client =
        NodeSocketIoClient.connect(
            service.service().port("socketio"), Transports.WEBSOCKET, Map.of("token", token))) {
      assertThat(client.join("cats").path("room").stringValue()).isEqualTo("cats");
    }
  }

  @Test
  void tokenOfTheSettings_isGoodBesideThem() throws Exception {
    assertThat(service.get("operator", "/uploads").statusCode()).isEqualTo(200);
  }

  @Test
  void otherTokens_areWrong_andNoGuesses() throws Exception {
    JWTClaimsSet admin = claims().claim("scope", "admin").build();
    String right = signed(admin);
    RSAKey strangers = new RSAKeyGenerator(2048).keyID("k1").generate();

    for (String token :
        List.of(
            service.almost(right.substring(0, right.length() - 1))
                + right.charAt(right.length() - 1),
            signed(admin, strangers),
            new PlainJWT(admin).serialize(),
            right.substring(0, right.lastIndexOf('.') + 1),
            signed(claims().claim("scope", "admin").issuer("https://example.org").build()),
            signed(claims().claim("scope", "admin").audience("other").build()),
            signed(claims().claim("scope", "admin").subject(null).build()),
            signed(
                claims()
                    .claim("scope", "admin")
                    .expirationTime(Date.from(Instant.now().minusSeconds(120)))
                    .build()))) {
      assertThat(service.get(token, "/uploads").statusCode()).as(token).isEqualTo(401);
    }
    assertThat(service.get(right, "/uploads").statusCode()).isEqualTo(200);
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(issuerUri)
        .subject("someone")
        .audience("dropbell")
        .expirationTime(Date.from(Instant.now().plusSeconds(600)));
  }

  private static String signed(JWTClaimsSet claims) {
    return signed(claims, key);
  }

  private static String signed(JWTClaimsSet claims, RSAKey by) {
    try {
      SignedJWT jwt =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(by.getKeyID()).build(), claims);
      jwt.sign(new RSASSASigner(by));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int publish(String token, String topic) throws Exception {
    String body = "{\"topic\": \"%s\", \"message\": 1}".formatted(topic);
    return service.post(token, "/publish", body).statusCode();
  }

  private static void serve(String path, String json) {
    issuer.createContext(
        path,
        exchange -> {
          try (exchange) {
            byte[] body = json.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
