package dev.hardening.house;

import dev.hardening.testing.House;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The rules that can be read from sources. Each is a sentence and a way to list what breaks it. */
final class HouseRules {

    interface Check {
        List<String> broken(List<JavaSource> sources);
    }

    record Rule(String sentence, Check check) {
        @Override
        public String toString() {
            return sentence;
        }
    }

    static final int LONGEST_FILTER = 149;
    static final int LONGEST_FILE = 400;

    /** Which packages of the library may name which library; what is not listed here needs a door first. */
    private static final Map<String, Predicate<JavaSource>> DOORS = Map.ofEntries(
            Map.entry("java.", source -> true),
            Map.entry("javax.crypto.", source -> true),
            Map.entry("javax.net.", source -> true),
            Map.entry("dev.hardening.", source -> true),
            Map.entry("org.jspecify.", source -> true),
            Map.entry("org.slf4j.", source -> true),
            Map.entry("jakarta.servlet.", module("servlet").or(module("spring-boot-starter"))),
            Map.entry("org.springframework.", module("spring-boot-starter")),
            Map.entry("com.nimbusds.", rooms("token", "encryption")),
            Map.entry("io.github.bucket4j.", rooms("ratelimit").or(module("redis"))),
            Map.entry("io.lettuce.", module("redis")),
            Map.entry("dev.failsafe.", rooms("breaker")),
            Map.entry("io.micrometer.", rooms("metrics").or(module("spring-boot-starter"))),
            Map.entry("io.opentelemetry.", rooms("tracing")),
            Map.entry("at.favre.lib.", rooms("password")),
            Map.entry("org.bouncycastle.", rooms("password")),
            Map.entry("com.github.benmanes.caffeine.", HouseRules::isCoreRoom));

    private static final Pattern SLEEP =
            Pattern.compile("\\b(Thread|TimeUnit\\s*\\.\\s*\\w+)\\s*(\\.|::)\\s*sleep\\b|@Disabled\\w*\\b");
    private static final Pattern CLOCK = Pattern.compile("\\bSystem\\s*(\\.|::)\\s*(nanoTime|currentTimeMillis)\\b"
            + "|\\b(Instant|LocalDate|LocalTime|LocalDateTime|ZonedDateTime|OffsetDateTime|Year|YearMonth)"
            + "\\s*(\\.|::)\\s*now\\b"
            + "|\\bClock\\s*(\\.|::)\\s*(system|tick)\\w*"
            + "|\\bInstantSource\\s*\\.\\s*system\\s*\\(\\s*\\)\\s*\\."
            + "|\\bnew\\s+Date\\s*\\(\\s*\\)");
    private static final Pattern CONSOLE = Pattern.compile("\\bSystem\\s*\\.\\s*(out|err)\\b|\\bprintStackTrace\\b");
    private static final Pattern SWALLOWED =
            Pattern.compile("\\bcatch\\s*\\([^)]*\\b(Throwable|Exception)\\b\\s+\\w+\\s*\\)\\s*\\{\\s*}");
    private static final Pattern PROMISE = Pattern.compile("\\b(TOD[O]|FIXM[E]|XX[X])\\b");
    private static final Pattern PUBLIC_TYPE = Pattern.compile(
            "(?m)^public (?:(?:abstract|final|sealed|non-sealed) )*(class|interface|record|enum|@interface) ");
    private static final Pattern PUBLIC_MEMBER = Pattern.compile("^(public|    (public|protected)) .*");
    private static final Pattern COMPACT_CONSTRUCTOR = Pattern.compile("    public \\w+ \\{.*");
    private static final Pattern INTERFACE_METHOD =
            Pattern.compile("    (?! |private |record |enum |@|/|\\*|}|\\)).*\\w\\(.*");

    static final List<Rule> ALL = List.of(
            each(
                    "core names nothing of jakarta",
                    source -> source.module().equals("core")
                            && !source.isTest()
                            && source.code().contains("jakarta.")),
            new Rule("each library of others has one door", HouseRules::throughAnotherDoor),
            each(
                    "a filter is shorter than 150 lines",
                    source -> source.isLibrary()
                            && source.name().endsWith("Filter")
                            && source.lines().size() > LONGEST_FILTER),
            each(
                    "no file is longer than 400 lines",
                    source -> !source.isTest() && source.lines().size() > LONGEST_FILE),
            each(
                    "nothing sleeps, and no test is switched off",
                    source -> (source.isTest() || source.isLibrary()) && source.hasCode(SLEEP)),
            each(
                    "only time reads a clock",
                    source -> source.isLibrary()
                            && !source.packageName().equals("dev.hardening.core.time")
                            && source.hasCode(CLOCK)),
            each(
                    "only a command line writes to the console",
                    source -> source.isLibrary()
                            && !source.name().equals("Main")
                            && !source.packageName().endsWith(".cli")
                            && source.hasCode(CONSOLE)),
            each("nothing swallows whatever was thrown", source -> source.hasCode(SWALLOWED)),
            each("promises no later work", source -> source.hasText(PROMISE)),
            each(
                    "a module keeps to its own packages",
                    source -> !source.isTest() && !source.name().equals("module-info") && !source.isIn(source.base())),
            new Rule("every package says what it is and is null-marked", HouseRules::packagesWithoutManual),
            new Rule("a servlet room has a twin in core", HouseRules::roomsWithoutTwin),
            new Rule("what is public is documented", HouseRules::undocumented));

    private HouseRules() {}

    private static Rule each(String sentence, Predicate<JavaSource> breaks) {
        return new Rule(
                sentence,
                sources -> sources.stream().filter(breaks).map(JavaSource::path).toList());
    }

    private static Predicate<JavaSource> rooms(String... names) {
        Set<String> rooms = Set.of(names);
        return source -> Set.of("core", "servlet").contains(source.module()) && rooms.contains(room(source));
    }

    private static Predicate<JavaSource> module(String name) {
        return source -> source.module().equals(name);
    }

    private static boolean isCoreRoom(JavaSource source) {
        return source.module().equals("core")
                && !room(source).isEmpty()
                && !House.FOUNDATIONS.containsKey(room(source));
    }

    private static String room(JavaSource source) {
        return House.room(source.packageName(), "dev.hardening." + source.module());
    }

    private static List<String> throughAnotherDoor(List<JavaSource> sources) {
        List<String> broken = new ArrayList<>();
        for (JavaSource source : sources) {
            if (!source.isLibrary() || source.name().equals("module-info")) {
                continue;
            }
            DOORS.forEach((library, door) -> {
                if (!door.test(source) && source.code().contains(library)) {
                    broken.add(source.path() + " names " + library);
                }
            });
            source.imports().stream()
                    .filter(name -> DOORS.keySet().stream().noneMatch(name::startsWith))
                    .forEach(name -> broken.add(source.path() + " imports " + name + ", which has no door"));
        }
        return broken;
    }

    private static List<String> packagesWithoutManual(List<JavaSource> sources) {
        Set<String> manuals = sources.stream()
                .filter(source ->
                        source.name().equals("package-info") && source.code().contains("@NullMarked"))
                .map(HouseRules::directory)
                .collect(Collectors.toSet());
        return sources.stream()
                .filter(source -> !source.isTest() || source.isIn("dev.hardening.testing"))
                .filter(source -> !source.name().equals("module-info"))
                .map(HouseRules::directory)
                .distinct()
                .filter(directory -> !manuals.contains(directory))
                .toList();
    }

    private static String directory(JavaSource source) {
        return source.path().substring(0, source.path().lastIndexOf('/'));
    }

    private static List<String> roomsWithoutTwin(List<JavaSource> sources) {
        Set<String> rooms = new TreeSet<>(roomsOf("servlet", sources));
        rooms.removeAll(roomsOf("core", sources));
        rooms.removeAll(Set.of("", "support"));
        return List.copyOf(rooms);
    }

    private static Set<String> roomsOf(String module, List<JavaSource> sources) {
        return sources.stream()
                .filter(source -> !source.isTest() && source.module().equals(module))
                .filter(source -> source.isIn("dev.hardening." + module))
                .map(HouseRules::room)
                .collect(Collectors.toSet());
    }

    /** Reads the layout that the formatter gives: types at the margin, members four columns in. */
    private static List<String> undocumented(List<JavaSource> sources) {
        List<String> broken = new ArrayList<>();
        for (JavaSource source : sources) {
            var type = PUBLIC_TYPE.matcher(source.code());
            if (!source.isLibrary() || !type.find()) {
                continue;
            }
            boolean isInterface = type.group(1).equals("interface");
            List<String> text = source.lines();
            List<String> code = source.code().lines().toList();
            for (int number = 0; number < code.size(); number++) {
                String line = code.get(number);
                boolean isPublic = PUBLIC_MEMBER.matcher(line).matches()
                        || (isInterface && INTERFACE_METHOD.matcher(line).matches());
                if (isPublic && !COMPACT_CONSTRUCTOR.matcher(line).matches() && !isDocumented(text, number)) {
                    broken.add(source.path() + ":" + (number + 1) + " " + line.strip());
                }
            }
        }
        return broken;
    }

    private static boolean isDocumented(List<String> text, int number) {
        int above = number - 1;
        while (above >= 0 && text.get(above).strip().startsWith("@")) {
            if (text.get(above).strip().equals("@Override")) {
                return true;
            }
            above--;
        }
        return above >= 0 && text.get(above).strip().endsWith("*/");
    }
}
