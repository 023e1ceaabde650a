package dev.hardening.core.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hardening.core.identity.Proof;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelsTest {

    @ParameterizedTest
    @CsvSource({
        "GET,GET",
        "POST,POST",
        "PUT,PUT",
        "DELETE,DELETE",
        "HEAD,HEAD",
        "OPTIONS,OPTIONS",
        "PATCH,PATCH",
        "TRACE,TRACE",
        "CONNECT,CONNECT",
        "OTHER,OTHER",
        "get,OTHER",
        "BREW,OTHER",
        "'',OTHER",
        "GET ,GET",
        "PROPFIND,OTHER"
    })
    void a_method_is_one_of_those_of_http_or_other(String sent, String label) {
        assertEquals(label, Labels.METHODS[Labels.method(sent)]);
    }

    @ParameterizedTest
    @CsvSource({
        "100,100",
        "200,200",
        "404,404",
        "599,599",
        "600,other",
        "99,other",
        "0,other",
        "-1,other",
        "2147483647,other"
    })
    void a_status_is_one_of_those_of_http_or_other(int status, String label) {
        assertEquals(label, Labels.statusText(Labels.status(status)));
    }

    @Test
    void an_endpoint_is_a_template_of_the_table_or_unknown() {
        Routes plain = Routes.builder().add(Route.open("/a/{id}")).build();
        Routes selective = Routes.builder()
                .add(Route.guarded("/a").onlyRoles("admin"))
                .add(Route.guarded("/shut").closed())
                .build();
        assertEquals("/a/{id}", Labels.endpoint(plain.find("GET", "/a/1")));
        assertEquals("unknown", Labels.endpoint(plain.find("GET", "/b")));
        assertEquals("unknown", Labels.endpoint(selective.find("GET", "/b")));
        assertEquals("/shut", Labels.endpoint(selective.find("GET", "/shut")));
        Routes all = Routes.builder().add(Route.open("/**")).build();
        assertEquals("/**", Labels.endpoint(all.find("GET", "/b")));
    }

    @Test
    void every_proof_has_a_word() {
        for (Proof proof : Proof.values()) {
            assertEquals(proof.name(), Labels.proof(proof).toUpperCase(java.util.Locale.ROOT));
        }
        assertEquals("none", Labels.proof(null));
    }

    private static Labels labels(int most, String... reserved) {
        return new Labels(MetricsSettings.builder()
                .maxTenants(most)
                .tenants(Set.of(reserved))
                .build());
    }

    @Test
    void a_tenant_takes_a_place_when_it_is_served_and_shares_one_beyond_the_most() {
        Labels labels = labels(2);
        assertEquals("unknown", labels.tenant(null, true));
        assertEquals("other", labels.tenant("a", false));
        assertEquals("a", labels.tenant("a", true));
        assertEquals("a", labels.tenant("a", false));
        assertEquals("b", labels.tenant("b", true));
        assertEquals("other", labels.tenant("c", true));
        assertEquals("a", labels.tenant("a", true));
        assertEquals("other", labels(0).tenant("a", true));
    }

    @Test
    void refused_requests_take_no_place_and_reserved_names_need_none() {
        Labels labels = labels(3, "acme");
        for (int i = 0; i < 10_000; i++) {
            assertEquals("other", labels.tenant("guess" + i, false));
        }
        assertEquals("x", labels.tenant("x", true));
        assertEquals("y", labels.tenant("y", true));
        assertEquals("other", labels.tenant("z", true));
        assertEquals("acme", labels.tenant("acme", false));
    }

    @Test
    void a_name_of_any_length_takes_no_memory() {
        assertEquals("other", labels(2).tenant("a".repeat(101), true));
    }
}
