package dev.hardening.testing;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The classes of core, loaded anew beside no libraries but the named ones: an application that left others out. */
public final class OwnClasses extends URLClassLoader {

    private OwnClasses(URL[] urls) {
        super(urls, ClassLoader.getPlatformClassLoader());
    }

    /** Returns a loader that finds libraries whose path contains one of the names. */
    public static OwnClasses with(String... libraries) throws IOException {
        List<URL> urls = new ArrayList<>();
        urls.add(House.root().resolve("hardening-core/target/classes/").toUri().toURL());
        for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (Arrays.stream(libraries).anyMatch(path::contains)) {
                urls.add(Path.of(path).toUri().toURL());
            }
        }
        return new OwnClasses(urls.toArray(URL[]::new));
    }

    /** Loads the class of that name below {@code dev.hardening.core}. */
    public Class<?> core(String name) throws ClassNotFoundException {
        return loadClass("dev.hardening.core." + name);
    }

    /** Reads a room's settings, such as {@code token.TokenSettings}, from an environment. */
    public Object settings(String name, Map<String, String> environment) throws ReflectiveOperationException {
        Class<?> sources = core("settings.SettingSource");
        Class<?> readers = core("settings.SettingReader");
        Object source = sources.getMethod("environment", Map.class).invoke(null, environment);
        Object reader = readers.getMethod("of", sources).invoke(null, source);
        return core(name).getMethod("read", readers).invoke(null, reader);
    }
}
