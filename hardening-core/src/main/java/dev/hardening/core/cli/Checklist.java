package dev.hardening.core.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A list of items as a guide has it, each with the checks that show it. */
final class Checklist {

    /** How one word of the vocabulary makes its check, from the words behind it. */
    @FunctionalInterface
    interface Maker {
        Check make(CheckWords words) throws MisuseException;
    }

    /**
     * One item.
     *
     * @param checks all of which must pass
     */
    record Item(String title, List<Check> checks) {

        /** Runs every check. */
        List<Finding> run(Subject subject) {
            List<Finding> findings = new ArrayList<>();
            for (Check check : checks) {
                try {
                    findings.add(check.run(subject));
                } catch (WebFailure e) {
                    findings.add(Finding.fail(e.reason()));
                }
            }
            return findings;
        }
    }

    /** The checks that ask the running service. */
    private static final Map<String, Maker> OF_SERVICE = Map.ofEntries(
            Map.entry("tls", words -> most(words, 1, WebChecks.tls(words.has(1) ? words.number(1, 0, 1000) : 14))),
            Map.entry(
                    "status",
                    words -> service(words, 3, WebChecks.status(words.method(1), words.path(2), words.statuses(3)))),
            Map.entry("header", words -> service(words, 100, WebChecks.header(words.field(1), words.rest(2)))),
            Map.entry("no-header", words -> service(words, 1, WebChecks.noHeader(words.field(1)))),
            Map.entry("scripts-safe", words -> service(words, 1, WebChecks.scriptsPolicy(words.path(1), false))),
            Map.entry("scripts-by-nonce", words -> service(words, 1, WebChecks.scriptsPolicy(words.path(1), true))),
            Map.entry("cors-closed", words -> service(words, 1, WebChecks.corsClosed(words.path(1)))),
            Map.entry("limit-announced", words -> service(words, 1, WebChecks.limitAnnounced(words.path(1)))),
            Map.entry(
                    "limit-reached",
                    words -> service(words, 2, WebChecks.limitReached(words.path(1), words.number(2, 1, 2000)))),
            Map.entry("https-only", words -> service(words, 1, WebChecks.httpsOnly(words.number(1, 1, 65_535)))),
            Map.entry("closed", words -> service(words, 1, WebChecks.closed(words.path(1)))),
            Map.entry("port-closed", words -> service(words, 1, WebChecks.portClosed(words.number(1, 1, 65_535)))));

    /** The checks that read the settings, and those that only a person can do. */
    private static final Map<String, Maker> OF_SETTINGS = Map.ofEntries(
            Map.entry("settings-accepted", words -> most(words, 0, SettingChecks.accepted())),
            Map.entry("strong-secret", words -> most(words, 1, SettingChecks.strongSecret(words.names(1)))),
            Map.entry("set", words -> most(words, 1, SettingChecks.set(words.names(1)))),
            Map.entry("is", words -> most(words, 2, SettingChecks.is(words.names(1), words.word(2), true))),
            Map.entry("is-not", words -> most(words, 2, SettingChecks.is(words.names(1), words.word(2), false))),
            Map.entry("tuned", words -> most(words, 1, SettingChecks.tuned(words.names(1)))),
            Map.entry(
                    "done-within",
                    words -> most(words, 2, SettingChecks.recent(words.names(2), words.number(1, 1, 10_000)))),
            Map.entry("not-root", words -> most(words, 0, SettingChecks.notRoot())),
            Map.entry("absent-from", words -> most(words, 1, SecretScan.absentFrom(words.word(1)))),
            Map.entry("manual", words -> SettingChecks.manual(words.sentence())));

    private final List<Item> items;
    private final boolean asksService;

    private Checklist(List<Item> items, boolean asksService) {
        this.items = items;
        this.asksService = asksService;
    }

    /** Reads items, each a title in brackets and lines of checks below, or names the first line that is neither. */
    static Checklist parse(List<String> lines) throws MisuseException {
        List<Item> items = new ArrayList<>();
        boolean asksService = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isEmpty()) {
                continue;
            }
            CheckWords words = CheckWords.of(i + 1, line);
            if (line.startsWith("[")) {
                if (!line.endsWith("]") || line.length() < 3) {
                    throw words.misspelt("a title stands between brackets");
                }
                items.add(new Item(line.substring(1, line.length() - 1).strip(), new ArrayList<>()));
                continue;
            }
            boolean ofService = OF_SERVICE.containsKey(words.first());
            Maker maker = ofService ? OF_SERVICE.get(words.first()) : OF_SETTINGS.get(words.first());
            if (items.isEmpty() || maker == null) {
                throw words.misspelt(items.isEmpty() ? "a title comes first" : "there is no check of this name");
            }
            items.get(items.size() - 1).checks().add(maker.make(words));
            asksService |= ofService;
        }
        if (items.isEmpty() || items.stream().anyMatch(item -> item.checks().isEmpty())) {
            throw new MisuseException("there is an item without a check, or no item at all");
        }
        return new Checklist(items, asksService);
    }

    List<Item> items() {
        return items;
    }

    /** Tells whether a running service is needed. */
    boolean asksService() {
        return asksService;
    }

    private static Check service(CheckWords words, int most, Check.OfService check) throws MisuseException {
        words.most(most);
        return subject -> check.run(subject.probe());
    }

    private static Check most(CheckWords words, int most, Check check) throws MisuseException {
        words.most(most);
        return check;
    }
}
