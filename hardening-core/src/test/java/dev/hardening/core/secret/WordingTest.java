package dev.hardening.core.secret;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordingTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<x>",
                "<32-byte-hex-random>",
                "${X}",
                "{{ x }}",
                "$(openssl rand)",
                "[key]",
                "(long random string)",
                "%X%",
                "...",
                "sk-ant-...",
                "…",
                "...x",
                "your-key",
                "Your_Key",
                "YOUR KEY",
                "replace-with-strong",
                "change-me",
                "CHANGE_ME",
                "changeme",
                "changeIt!",
                "insert-here",
                "enter your key",
                "todo-later",
                "my-placeholder-1",
                "xxxxxxxxxx",
                "django-insecure-abc",
                "\"<x>\"",
                "“your-key”",
                " <x> "
            })
    void templates(String text) {
        assertTrue(Wording.isTemplate(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "<",
                ">",
                "<>x",
                "<a#b>",
                "your",
                "yourname",
                "yours-truly",
                "a...b",
                "..",
                "replaced",
                "exchange-rate",
                "%",
                "%%",
                "3f9a0c57d1e84b26",
                "<p@ss!w>",
                "example",
                "xxxxxx"
            })
    void not_templates(String text) {
        assertFalse(Wording.isTemplate(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret",
                "SECRET",
                "mySecretKey",
                "MYSECRET",
                "s-e-c-r-e-t",
                "Password1",
                "PASSWORD",
                "xxqwertyxx",
                "asdfgh",
                "zxcvbn",
                "p@ssw0rd",
                "deadbeefcafebabe",
                "DEADBEEF00cafebabe",
                "correct-horse-battery-staple"
            })
    void common_words(String text) {
        assertTrue(Wording.hasCommonWord(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sECReT", "AsDfGh", "secre", "ecret", "deadbeef", "facade", "sEcReT9", "", "ſecret"})
    void not_common_words_and_mixed_case_that_comes_by_chance(String text) {
        assertFalse(Wording.hasCommonWord(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client-key-1",
                "test-test",
                "my_app_dev_key",
                "TestKeyForDev",
                "api.key.2024",
                "the-quick-test-key",
                "testKey1",
                "jwt key",
                "user:pass",
                "key1-key2"
            })
    void mostly_words(String text) {
        assertTrue(Wording.isMostlyWords(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key",
                "test",
                "testtest",
                "zebra-violet-quartz-lantern",
                "key-zqxjvkbwpm",
                "k-e-y",
                "a-b-c-d",
                "1-2-3",
                "--",
                "",
                "pX2mJvQ8r-Lk0ZyT4sNe7GhB_wCdUa1FoVi5RjEtSqM"
            })
    void not_mostly_words(String text) {
        assertFalse(Wording.isMostlyWords(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "neo4j",
                "NEO4J",
                "test",
                "test1234",
                "admin!",
                "pass-word",
                "'root'",
                "1234",
                "000000",
                "...",
                "P@ssw0rd!"
            })
    void default_passwords(String text) {
        assertTrue(Wording.isDefaultPassword(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"neo5j-graph", "testament", "rootbeer", "9081726354", "passionfruit"})
    void not_default_passwords(String text) {
        assertFalse(Wording.isDefaultPassword(text));
    }
}
