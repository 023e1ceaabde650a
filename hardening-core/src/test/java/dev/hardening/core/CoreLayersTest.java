package dev.hardening.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.hardening.testing.House;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who leans on whom in core, read from the compiled classes, so that no spelling of a name escapes. */
class CoreLayersTest {

    private static final String BASE = "dev.hardening.core";

    private static final List<String> INNER_LIBRARIES =
            List.of("com.github.benmanes.caffeine", "io.github.bucket4j", "dev.failsafe");

    private static final JavaClasses CORE =
            new ClassFileImporter().importPath(House.root().resolve("hardening-core/target/classes"));

    @Test
    void a_room_uses_foundations_only_and_foundations_lean_one_way() {
        classes()
                .should(new ArchCondition<>("use only what its place in the house allows") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
                            String target = dependency.getTargetClass().getPackageName();
                            if (isOurs(target) && !mayUse(room(item.getPackageName()), room(target))) {
                                events.add(SimpleConditionEvent.violated(item, dependency.getDescription()));
                            }
                        }
                    }
                })
                .check(CORE);
    }

    @Test
    void no_packages_form_a_cycle() {
        slices().matching("dev.hardening.(**)").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void knows_nothing_of_servlets() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta..", "dev.hardening.servlet..")
                .check(CORE);
    }

    @Test
    void shows_no_inner_library_in_a_public_signature() {
        classes()
                .that()
                .arePublic()
                .should(new ArchCondition<>("keep the libraries of their room to themselves") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        for (JavaMember member : item.getMembers()) {
                            if (isVisible(member)) {
                                signature(member)
                                        .filter(CoreLayersTest::isInner)
                                        .forEach(type -> events.add(SimpleConditionEvent.violated(
                                                item, member.getFullName() + " shows " + type.getName())));
                            }
                        }
                    }
                })
                .check(CORE);
    }

    private static boolean mayUse(String origin, String target) {
        if (origin.equals(target) || House.FRONT_DESKS.contains(origin)) {
            return true;
        }
        Set<String> below = House.FOUNDATIONS.getOrDefault(origin, House.FOUNDATIONS.keySet());
        return below.contains(target);
    }

    private static boolean isOurs(String packageName) {
        return packageName.equals(BASE) || packageName.startsWith(BASE + ".");
    }

    private static String room(String packageName) {
        return House.room(packageName, BASE);
    }

    private static boolean isVisible(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static Stream<JavaClass> signature(JavaMember member) {
        if (member instanceof JavaCodeUnit unit) {
            return Stream.concat(
                    unit.getReturnType().getAllInvolvedRawTypes().stream(),
                    unit.getParameterTypes().stream().flatMap(type -> type.getAllInvolvedRawTypes().stream()));
        }
        return ((JavaField) member).getType().getAllInvolvedRawTypes().stream();
    }

    private static boolean isInner(JavaClass type) {
        return INNER_LIBRARIES.stream()
                .anyMatch(library -> type.getPackageName().startsWith(library));
    }
}
