// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel;

import static com.tngtech.archunit.base.DescribedPredicate.doNot;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.shmframe.memory.SegmentException;
import java.lang.invoke.VarHandle;
import org.junit.jupiter.api.Test;

/**
 * The component knows exchanges; where things lie, and how they are loaded and stored, is the
 * core's business.
 */
class BordersTest {

  private static final JavaClasses COMPONENT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.shmframe.camel");

  @Test
  void shouldKnowOfMemoryNothingButItsErrors() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.shmframe.memory..")
                .and(doNot(nameStartingWith(SegmentException.class.getName()))))
        .check(COMPONENT);
  }

  @Test
  void shouldTouchNoVarHandle() {
    noClasses().should().dependOnClassesThat(type(VarHandle.class)).check(COMPONENT);
  }
}
