package dev.hardening.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Sends every row to a container, registered in each way that it knows. The module of the container extends it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class CompatibilityTest {

    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final Container container;
    private final List<Container.Running> running = new ArrayList<>();

    /** Makes a test of one container. */
    protected CompatibilityTest(Container container) {
        this.container = container;
    }

    @TestFactory
    Stream<DynamicContainer> answers_as_the_table_or_a_declared_difference_says() {
        return container.registrations().stream()
                .flatMap(how -> Stream.of(App.values())
                        .filter(app -> app == App.BEHIND_PROXY
                                || how == container.registrations().get(0))
                        .map(app -> rows(app, how)));
    }

    private DynamicContainer rows(App app, Registration how) {
        Started started = new Started(app, how, false);
        return DynamicContainer.dynamicContainer(
                app + " by " + how,
                Table.ROWS.stream()
                        .filter(row -> row.app() == app)
                        .filter(row -> !row.http2() || container.speaksHttp2())
                        .map(row -> test(row, started, Differences.expected(container.server(), how, row))));
    }

    @TestFactory
    Stream<DynamicContainer> its_own_settings_mend_what_the_page_says() {
        Registration how = container.registrations().get(0);
        return Stream.of(App.values()).filter(app -> container.hasSettings()).map(app -> {
            Started started = new Started(app, how, true);
            return DynamicContainer.dynamicContainer(
                    app + " with settings",
                    Table.ROWS.stream()
                            .filter(row -> row.app() == app && isMended(how, row))
                            .map(row -> test(row, started, Differences.mended(container.server(), how, row))));
        });
    }

    /** What bounds other tests bounds none that is made while they run. */
    private static DynamicTest test(Row row, Started started, String expected) {
        return DynamicTest.dynamicTest(
                row.name(),
                () -> assertEquals(
                        expected,
                        assertTimeoutPreemptively(LONGEST, () -> row.question().ask(new Client(started.port()))),
                        row.name()));
    }

    private boolean isMended(Registration how, Row row) {
        Difference declared = Differences.of(container.server(), how, row);
        return declared != null && declared.isMended();
    }

    @AfterAll
    void stop() {
        for (Container.Running started : running) {
            started.close();
        }
    }

    /** Started when the first row asks, so that a container that does not start fails its rows. */
    private final class Started {
        private final App app;
        private final Registration how;
        private final boolean mended;
        private int port;

        Started(App app, Registration how, boolean mended) {
            this.app = app;
            this.how = how;
            this.mended = mended;
        }

        int port() throws Exception {
            if (port == 0) {
                Container.Running started = container.start(app, how, mended);
                running.add(started);
                port = started.port();
            }
            return port;
        }
    }
}
