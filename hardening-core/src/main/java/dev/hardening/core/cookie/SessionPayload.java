package dev.hardening.core.cookie;

import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.json.JsonArray;
import dev.hardening.core.json.JsonException;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.json.JsonString;
import dev.hardening.core.json.JsonValue;
import dev.hardening.core.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The caller as the bytes of a cookie: a JSON object with short names, and without what is empty. */
final class SessionPayload {

    private static final String ID = "sid";
    private static final String SUBJECT = "sub";
    private static final String ISSUER = "iss";
    private static final String TENANT = "tid";
    private static final String TENANTS = "tids";
    private static final String ROLES = "roles";
    private static final JsonReader READER = JsonReader.of(JsonLimits.defaults());

    private SessionPayload() {}

    static byte[] of(Identity caller) {
        StringBuilder out = new StringBuilder(128);
        JsonWriter json = JsonWriter.to(out).beginObject();
        json.name(ID).value(caller.session()).name(SUBJECT).value(caller.subject());
        if (caller.issuer() != null) {
            json.name(ISSUER).value(caller.issuer());
        }
        if (caller.tenant() != null) {
            json.name(TENANT).value(caller.tenant());
        }
        array(json, TENANTS, caller.tenants());
        array(json, ROLES, caller.roles());
        json.endObject();
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void array(JsonWriter json, String name, Collection<String> values) {
        if (!values.isEmpty()) {
            json.name(name).beginArray();
            values.stream().sorted().forEach(json::value);
            json.endArray();
        }
    }

    /** Returns the caller, or null when the bytes are not those of one: another use of the key has signed them. */
    static @Nullable Identity caller(byte[] payload) {
        try {
            JsonObject object = READER.readObject(payload);
            String id = object.string(ID);
            String subject = object.string(SUBJECT);
            if (id == null || subject == null || subject.isBlank()) {
                return null;
            }
            Identity.Builder caller = Identity.provedBy(Proof.COOKIE, subject).session(id);
            String issuer = object.string(ISSUER);
            if (issuer != null) {
                caller.issuer(issuer);
            }
            String tenant = object.string(TENANT);
            if (tenant != null) {
                caller.tenant(tenant);
            }
            each(object.array(TENANTS), caller::alsoTenant);
            each(object.array(ROLES), caller::role);
            return caller.build();
        } catch (JsonException notOurs) {
            return null;
        }
    }

    private static void each(@Nullable JsonArray values, Consumer<String> use) {
        if (values != null) {
            for (JsonValue value : values.elements()) {
                if (value instanceof JsonString text) {
                    use.accept(text.value());
                }
            }
        }
    }
}
