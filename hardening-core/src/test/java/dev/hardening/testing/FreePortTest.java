package dev.hardening.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FreePortTest {

    @Test
    void nobody_has_the_same_one_until_it_is_given_back() {
        List<FreePort> taken = new ArrayList<>();
        Set<Integer> numbers = new HashSet<>();
        try {
            for (int i = 0; i < 1000; i++) {
                FreePort port = FreePort.take();
                taken.add(port);
                assertTrue(numbers.add(port.number()));
            }
        } finally {
            taken.forEach(FreePort::close);
        }
    }

    @Test
    void nobody_listens_there_but_somebody_can() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (FreePort port = FreePort.take()) {
            assertThrows(ConnectException.class, () -> new Socket(here, port.number()).close());
            try (ServerSocket server = new ServerSocket(port.number(), 1, here);
                    Socket client = new Socket(here, port.number())) {
                assertEquals(server.getLocalPort(), client.getPort());
            }
        }
    }

    @Test
    void a_port_that_somebody_else_listens_on_is_not_taken() throws IOException {
        List<ServerSocket> others = new ArrayList<>();
        List<FreePort> taken = new ArrayList<>();
        Set<Integer> theirs = new HashSet<>();
        try {
            for (int i = 0; i < 20; i++) {
                try (FreePort port = FreePort.take()) {
                    others.add(new ServerSocket(port.number(), 1, InetAddress.getLoopbackAddress()));
                    theirs.add(port.number());
                }
            }
            for (int i = 0; i < 1000; i++) {
                FreePort port = FreePort.take();
                taken.add(port);
                assertFalse(theirs.contains(port.number()));
            }
        } finally {
            taken.forEach(FreePort::close);
            for (ServerSocket other : others) {
                other.close();
            }
        }
    }
}
