package dev.hardening.servlet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.hardening.testing.House;
import org.junit.jupiter.api.Test;

/** Who leans on whom among the filters: a room on its twin in core, on core's foundations and on support. */
class ServletLayersTest {

    private static final String CORE = "dev.hardening.core";
    private static final String SERVLET = "dev.hardening.servlet";

    private static final JavaClasses CLASSES =
            new ClassFileImporter().importPath(House.root().resolve("hardening-servlet/target/classes"));

    @Test
    void a_room_uses_its_twin_foundations_and_support_only() {
        classes()
                .should(new ArchCondition<>("use only what its place in the house allows") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        String origin = House.room(item.getPackageName(), SERVLET);
                        for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
                            if (!mayUse(origin, dependency.getTargetClass().getPackageName())) {
                                events.add(SimpleConditionEvent.violated(item, dependency.getDescription()));
                            }
                        }
                    }
                })
                .check(CLASSES);
    }

    @Test
    void no_packages_form_a_cycle() {
        slices().matching("dev.hardening.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    private static boolean mayUse(String origin, String target) {
        boolean isFrontDesk = origin.isEmpty();
        if (isIn(target, SERVLET)) {
            String room = House.room(target, SERVLET);
            return isFrontDesk || room.equals(origin) || room.equals("support");
        }
        if (isIn(target, CORE)) {
            String room = House.room(target, CORE);
            return isFrontDesk || room.equals(origin) || House.FOUNDATIONS.containsKey(room);
        }
        return true;
    }

    private static boolean isIn(String packageName, String base) {
        return packageName.equals(base) || packageName.startsWith(base + ".");
    }
}
