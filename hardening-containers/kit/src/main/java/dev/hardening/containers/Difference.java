package dev.hardening.containers;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An answer that some containers give to some rows in place of the table's, and why no filter can mend that. */
final class Difference {

    static final String BEFORE_ANY_FILTER = "refused before any filter is asked";
    static final String PAGE_OF_THE_CONTAINER = "the page is the container's";

    private final Set<Server> servers;
    private final String answer;
    private final List<String> rows;
    private String reason = "";
    private String setting = "";
    private @Nullable Registration how;
    private @Nullable String mended;
    private boolean mends;

    private Difference(Set<Server> servers, String answer, List<String> rows) {
        this.servers = servers;
        this.answer = answer;
        this.rows = rows;
    }

    static Difference in(Set<Server> servers, String answer, String... rows) {
        return new Difference(servers, answer, List.of(rows));
    }

    /** Says why no filter can. */
    Difference because(String text) {
        reason = text;
        return this;
    }

    /** Limits it to applications that are registered in this way. */
    Difference by(Registration only) {
        how = only;
        return this;
    }

    /** Says what to do instead, where no setting of the container does it. */
    Difference instead(String text) {
        setting = text;
        return this;
    }

    /** Names the setting with which the container answers as the table says. */
    Difference mendedBy(String text) {
        setting = text;
        mends = true;
        return this;
    }

    /** Names the setting with which the container answers so. */
    Difference mendedBy(String text, String answerThen) {
        mended = answerThen;
        return mendedBy(text);
    }

    boolean isOf(Server server, Registration registration) {
        return servers.contains(server) && (how == null || how == registration);
    }

    List<String> rows() {
        return rows;
    }

    boolean isMended() {
        return mends;
    }

    String answer() {
        return answer;
    }

    /** Returns the answer with the container's setting. */
    String mendedAnswer(Row row) {
        return Objects.requireNonNullElse(mended, row.answer());
    }

    /** Returns the line on the page. */
    String line() {
        String where =
                String.join(", ", servers.stream().sorted().map(Server::label).toList())
                        + (how == Registration.WEB_XML ? ", by web.xml" : "");
        return "| " + String.join("<br>", rows) + " | " + where + " | " + answer + " | " + reason + " | " + setting
                + (mended == null ? "" : ": " + mended) + " |";
    }
}
