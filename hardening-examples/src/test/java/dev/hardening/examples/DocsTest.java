package dev.hardening.examples;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.ProblemCode;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What the documents say compiles, parses and exists. */
class DocsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

    private static List<Path> documents() throws IOException {
        try (Stream<Path> tree = Files.walk(ROOT.resolve("docs"))) {
            List<Path> all = new ArrayList<>(
                    tree.filter(file -> file.toString().endsWith(".md")).toList());
            all.add(ROOT.resolve("README.md"));
            all.add(ROOT.resolve("CONTRIBUTING.md"));
            return all;
        }
    }

    private static List<String> blocks(Path document, String language) throws IOException {
        List<String> found = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(document));
        while (block.find()) {
            if (block.group(1).equals(language)) {
                found.add(block.group(2));
            }
        }
        return found;
    }

    @TestFactory
    Stream<DynamicTest> every_java_block_compiles(@TempDir Path out) throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path document : documents()) {
            List<String> blocks = blocks(document, "java");
            for (int i = 0; i < blocks.size(); i++) {
                String code = blocks.get(i);
                String name = ROOT.relativize(document) + " block " + (i + 1);
                tests.add(DynamicTest.dynamicTest(name, () -> assertEquals("", compile(code, out), code)));
            }
        }
        assertTrue(tests.size() >= 5, "the documents have code");
        return tests.stream();
    }

    /** Compiles statements in a method that knows what an application would have at hand. */
    private static String compile(String code, Path out) throws IOException {
        String imports =
                packages().stream().map(name -> "import " + name + ".*;\n").collect(Collectors.joining());
        String own = Pattern.compile("(?m)^import .*;\n")
                .matcher(code)
                .results()
                .map(result -> result.group())
                .collect(Collectors.joining());
        String body = code.replaceAll("(?m)^import .*;\n", "");
        String source = imports + own + """
                import jakarta.servlet.*;
                import jakarta.servlet.http.*;
                import java.nio.file.Path;
                import java.time.*;
                import java.util.*;
                class Snippet {
                    javax.sql.DataSource dataSource;
                    ServletContext servletContext;
                    FilterChain chain;
                    void run(HttpServletRequest request, HttpServletResponse response) throws Exception {
                """ + body + "}}\n";
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        boolean done = compiler.getTask(
                        messages,
                        null,
                        null,
                        List.of("-d", out.toString(), "-proc:none", "-cp", System.getProperty("java.class.path")),
                        null,
                        List.of(file))
                .call();
        return done ? "" : messages.toString();
    }

    /** Every package that the modules export. */
    private static Set<String> packages() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String module : List.of("hardening-core", "hardening-servlet", "hardening-redis")) {
            String descriptor = Files.readString(ROOT.resolve(module).resolve("src/main/java/module-info.java"));
            Matcher export = Pattern.compile("exports ([a-z.]+);").matcher(descriptor);
            while (export.find()) {
                names.add(export.group(1));
            }
        }
        return names;
    }

    @TestFactory
    Stream<DynamicTest> every_web_xml_is_well_formed_and_names_filters_that_exist() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path document : documents()) {
            for (String xml : blocks(document, "xml")) {
                tests.add(DynamicTest.dynamicTest(ROOT.relativize(document).toString(), () -> {
                    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
                    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
                    Document parsed = factory.newDocumentBuilder()
                            .parse(new InputSource(new StringReader("<web-app>" + xml + "</web-app>")));
                    NodeList classes = parsed.getElementsByTagName("filter-class");
                    for (int i = 0; i < classes.getLength(); i++) {
                        Class<?> filter =
                                Class.forName(classes.item(i).getTextContent().trim());
                        assertTrue(Filter.class.isAssignableFrom(filter));
                        assertDoesNotThrow(() -> filter.getConstructor().newInstance());
                    }
                }));
            }
        }
        assertFalse(tests.isEmpty());
        return tests.stream();
    }

    @Test
    void every_link_between_documents_leads_somewhere() throws IOException {
        for (Path document : documents()) {
            Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                Path target = document.resolveSibling(link.group(1)).normalize();
                assertTrue(Files.exists(target), ROOT.relativize(document) + " links to " + link.group(1));
            }
        }
    }

    @Test
    void the_problem_codes_are_all_listed() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/settings.md"));
        for (ProblemCode code : ProblemCode.values()) {
            assertTrue(page.contains("`" + code.text() + "`"), code + " in docs/settings.md");
        }
    }

    @Test
    void the_continuous_build_runs_the_test_command_of_the_readme() throws IOException {
        String command = blocks(ROOT.resolve("README.md"), "sh").stream()
                .filter(block -> block.contains("verify"))
                .findFirst()
                .orElseThrow()
                .trim();
        assertTrue(Files.readAllLines(ROOT.resolve(".ci/run")).contains(command), command);
    }
}
