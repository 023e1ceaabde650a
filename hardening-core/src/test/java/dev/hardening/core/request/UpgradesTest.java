package dev.hardening.core.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hardening.testing.FakeRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpgradesTest {

    @ParameterizedTest
    @CsvSource({
        "GET, websocket, , true",
        "GET, WebSocket, , true",
        "GET, WEBSOCKET, , true",
        "GET, 'h2c, websocket', , true",
        "GET, h2c, websocket, true",
        "GET, websocket/13, , true",
        "GET, h2c, , false",
        "GET, web, socket, false",
        "GET, websocke, , false",
        "GET, web\u017focket, , true",
        "GET, '', , false",
        "GET, , , false",
        "POST, websocket, , false",
        "HEAD, websocket, , false",
        "OPTIONS, websocket, , false",
        "CONNECT, , , true"
    })
    void a_web_socket_is_a_get_with_its_upgrade_or_a_connect(
            String method, String upgrade, String second, boolean webSocket) {
        FakeRequest request = FakeRequest.from("192.0.2.1").target(method, "/");
        if (upgrade != null) {
            request.line("Upgrade", upgrade);
        }
        if (second != null) {
            request.line("upgrade", second);
        }
        assertEquals(webSocket, Upgrades.isWebSocket(request));
    }
}
