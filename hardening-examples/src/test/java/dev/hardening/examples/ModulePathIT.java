package dev.hardening.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The built jars on a module path: they resolve, show what is API and nothing else, and can be used from a module. */
class ModulePathIT {

    private static final String CORE = "dev.hardening.core";
    private static final String SERVLET = "dev.hardening.servlet";

    private static Map<String, ModuleReference> modules = Map.of();
    private static ModuleLayer layer = ModuleLayer.empty();

    @BeforeAll
    static void resolve() {
        modules = neededBy(SERVLET, onClassPath());
        layer = layerOf(modules);
    }

    @ParameterizedTest
    @ValueSource(strings = {CORE, SERVLET})
    void is_a_named_module_from_a_built_jar(String module) {
        ModuleReference reference = reference(module);

        assertFalse(reference.descriptor().isAutomatic());
        assertFalse(reference.descriptor().isOpen());
        assertTrue(reference.location().map(URI::toString).orElse("").endsWith(".jar"), reference.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {CORE, SERVLET})
    void exports_to_everyone_only_packages_with_a_public_type(String module) throws Exception {
        for (Exports exports : reference(module).descriptor().exports()) {
            assertFalse(exports.isQualified(), exports.toString());
            assertTrue(
                    classes(module, exports.source()).stream().anyMatch(type -> Modifier.isPublic(type.getModifiers())),
                    exports + " shows nothing");
        }
    }

    /** A type that the module does not read, or does not require, fails here as it would in an application. */
    @ParameterizedTest
    @ValueSource(strings = {CORE, SERVLET})
    void links_every_class(String module) throws Exception {
        int members = 0;
        for (String name : reference(module).descriptor().packages()) {
            for (Class<?> type : classes(module, name)) {
                members += type.getDeclaredMethods().length + type.getDeclaredFields().length;
            }
        }
        assertTrue(members > 0);
    }

    @Test
    void can_be_used_by_a_module_that_requires_only_the_filters(@TempDir Path directory) throws Exception {
        Path descriptor = Files.writeString(
                directory.resolve("module-info.java"), "module app { requires dev.hardening.servlet; exports app; }");
        Path app = Files.writeString(
                Files.createDirectory(directory.resolve("app")).resolve("App.java"), """
                package app;

                public final class App {
                    public static Object ticker() {
                        return dev.hardening.core.time.Ticker.system();
                    }

                    public static Class<?> filter() {
                        return jakarta.servlet.Filter.class;
                    }

                    private App() {}
                }
                """);
        Path classes = directory.resolve("classes");
        StringWriter said = new StringWriter();
        int exit = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        new PrintWriter(said),
                        new PrintWriter(said),
                        "--release",
                        "17",
                        "-Xlint:all,-requires-automatic,-requires-transitive-automatic",
                        "-Werror",
                        "--module-path",
                        modules.values().stream()
                                .map(module ->
                                        Path.of(module.location().orElseThrow()).toString())
                                .collect(Collectors.joining(File.pathSeparator)),
                        "--add-modules",
                        "jakarta.servlet",
                        "-d",
                        classes.toString(),
                        descriptor.toString(),
                        app.toString());
        assertEquals(0, exit, said.toString());

        Map<String, ModuleReference> all = new HashMap<>(modules);
        all.put("app", ModuleFinder.of(classes).find("app").orElseThrow());
        Class<?> type = layerOf(all).findLoader("app").loadClass("app.App");

        assertNotNull(type.getMethod("ticker").invoke(null));
        assertEquals(
                "jakarta.servlet",
                ((Class<?>) type.getMethod("filter").invoke(null)).getModule().getName());
    }

    private static ModuleReference reference(String module) {
        return Stream.ofNullable(modules.get(module)).findAny().orElseThrow();
    }

    private static Set<Class<?>> classes(String module, String packageName) throws IOException, ClassNotFoundException {
        Set<Class<?>> classes = new HashSet<>();
        String start = packageName.replace('.', '/') + "/";
        try (ModuleReader reader = reference(module).open()) {
            for (String entry : reader.list()
                    .filter(name -> name.startsWith(start) && name.endsWith(".class"))
                    .filter(name -> name.indexOf('/', start.length()) < 0 && !name.endsWith("-info.class"))
                    .toList()) {
                String name =
                        entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
                classes.add(layer.findLoader(module).loadClass(name));
            }
        }
        return classes;
    }

    private static ModuleLayer layerOf(Map<String, ModuleReference> modules) {
        ModuleFinder finder = ModuleFinder.of(modules.values().stream()
                .map(module -> Path.of(module.location().orElseThrow()))
                .toArray(Path[]::new));
        Configuration configuration =
                ModuleLayer.boot().configuration().resolve(finder, ModuleFinder.ofSystem(), modules.keySet());
        return ModuleLayer.boot().defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());
    }

    /** The first module of each name, as an application would put it on its module path. */
    private static Map<String, ModuleReference> onClassPath() {
        Map<String, ModuleReference> found = new HashMap<>();
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : List.of(path.split(File.pathSeparator, -1))) {
            if (entry.endsWith(".jar")) {
                ModuleFinder.of(Path.of(entry))
                        .findAll()
                        .forEach(module -> found.putIfAbsent(module.descriptor().name(), module));
            }
        }
        return found;
    }

    /** What a module needs, step by step; optional modules as far as they are there. */
    private static Map<String, ModuleReference> neededBy(String root, Map<String, ModuleReference> available) {
        Map<String, ModuleReference> needed = new HashMap<>();
        Deque<String> open = new ArrayDeque<>(Set.of(root));
        while (!open.isEmpty()) {
            ModuleReference module = available.get(open.pop());
            if (module != null && needed.put(module.descriptor().name(), module) == null) {
                module.descriptor().requires().stream()
                        .map(ModuleDescriptor.Requires::name)
                        .forEach(open::push);
            }
        }
        return needed;
    }
}
