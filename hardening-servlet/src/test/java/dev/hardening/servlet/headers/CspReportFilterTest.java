package dev.hardening.servlet.headers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.headers.HeaderProfile;
import dev.hardening.core.headers.HeaderSettings;
import dev.hardening.core.headers.ReportSettings;
import dev.hardening.core.headers.ViolationReport;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CspReportFilterTest {

    private static final String OLD = "Content-Type: application/csp-report";
    private static final String NEW = "Content-Type: application/reports+json";
    private static final String REPORT = "{\"csp-report\":{\"document-uri\":\"https://a.example/\","
            + "\"effective-directive\":\"script-src-elem\",\"blocked-uri\":\"inline\",\"disposition\":\"enforce\"}}";

    private final List<ViolationReport> heard = new CopyOnWriteArrayList<>();
    private final Services services =
            Services.builder().ticker(new FakeTicker()).events(event -> {}).build();

    private TestApp app(ReportSettings settings) {
        return TestApp.create()
                .filter(new HeadersFilter(HeaderSettings.builder().build(), services))
                .filter(new CspReportFilter(settings, heard::add, services))
                .servlet("/*", (request, response) -> response.getWriter().print("app"));
    }

    @ParameterizedTest
    @EnumSource
    void takes_reports_in_both_forms_and_answers_every_other_body_with_its_status(Container container)
            throws Exception {
        ReportSettings settings = ReportSettings.defaults().maxBytes(1_024).perMinute(8);
        try (TestContainer server = app(settings).start(container)) {
            Response taken = RawHttp.request(server.port(), "POST", "/csp-reports", REPORT, OLD);
            assertEquals(204, taken.status());
            assertEquals(List.of("nosniff"), taken.values("X-Content-Type-Options"));
            assertEquals(1, heard.size());

            assertEquals(204, status(server, "[]", NEW));
            assertEquals(400, status(server, "{", NEW));
            assertEquals(415, status(server, REPORT, "Content-Type: application/json"));
            assertEquals(415, status(server, REPORT));
            assertEquals(415, status(server, REPORT, OLD, "Content-Encoding: gzip"));
            assertEquals(413, status(server, " ".repeat(1_025), OLD));
            String chunked = "801\r\n" + " ".repeat(0x801) + "\r\n0\r\n\r\n";
            assertEquals(413, status(server, chunked, OLD, "Transfer-Encoding: chunked"));
        }
    }

    private static int status(TestContainer server, String body, String... headers) {
        return RawHttp.request(server.port(), "POST", "/csp-reports", body, headers)
                .status();
    }

    @ParameterizedTest
    @EnumSource
    void too_many_are_told_when_to_come_again(Container container) throws Exception {
        try (TestContainer server = app(ReportSettings.defaults().perMinute(1)).start(container)) {
            assertEquals(204, status(server, REPORT, OLD));
            Response refused = RawHttp.request(server.port(), "POST", "/csp-reports", REPORT, OLD);
            assertEquals(429, refused.status());
            assertEquals("60", refused.header("Retry-After"));
            assertEquals(List.of(HeaderProfile.API.policy().toString()), refused.values("Content-Security-Policy"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void other_requests_go_on_to_the_application(Container container) throws Exception {
        try (TestContainer server = app(ReportSettings.defaults().path("/app/reports"))
                .contextPath("/app")
                .start(container)) {
            assertEquals("app", RawHttp.get(server.port(), "/app/reports").text());
            for (String path : List.of("/app/reports/", "/app/reports2", "/app/app/reports", "/app/csp-reports")) {
                assertEquals(
                        "app",
                        RawHttp.request(server.port(), "POST", path, REPORT, OLD)
                                .text(),
                        path);
            }
            assertEquals(
                    204,
                    RawHttp.request(server.port(), "POST", "/app/reports", REPORT, OLD)
                            .status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_alone_reads_its_init_params(Container container) throws Exception {
        try (TestContainer server = TestApp.create()
                .filter(
                        new CspReportFilter(),
                        setup -> setup.initParam("CSP_REPORT_PATH", "/violations")
                                .initParam("CSP_REPORT_MAX_BYTES", "2000"))
                .start(container)) {
            Response taken = RawHttp.request(server.port(), "POST", "/violations", REPORT, OLD);
            assertEquals(204, taken.status());
            assertTrue(taken.text().isEmpty());
            assertEquals(
                    413,
                    RawHttp.request(server.port(), "POST", "/violations", " ".repeat(2_001), OLD)
                            .status());
        }
    }
}
