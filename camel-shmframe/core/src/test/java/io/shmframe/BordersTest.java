// SPDX-License-Identifier: Apache-2.0
package io.shmframe;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The inner borders of the house plan: frame -> layout -> memory, and nothing outside the JDK. */
class BordersTest {

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.shmframe");

  @Test
  void shouldDependInOneDirection() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("memory")
        .definedBy("io.shmframe.memory..")
        .layer("layout")
        .definedBy("io.shmframe.layout..")
        .layer("frame")
        .definedBy("io.shmframe.frame..")
        .whereLayer("frame")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("layout")
        .mayOnlyBeAccessedByLayers("frame")
        .whereLayer("memory")
        .mayOnlyBeAccessedByLayers("frame")
        .check(CORE);
  }

  @Test
  void shouldKeepLayoutsAwayFromMemory() {
    noClasses()
        .that()
        .resideInAPackage("io.shmframe.layout..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.nio.channels..", "java.nio.file..", "java.lang.invoke..", "io.shmframe.memory..")
        .check(CORE);
  }

  @Test
  void shouldKeepVarHandlesInMemory() {
    noClasses()
        .that()
        .resideInAPackage("io.shmframe.frame..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.invoke.VarHandle")
        .check(CORE);
  }

  @Test
  void shouldNeedNothingButTheJdk() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("java..", "io.shmframe..")
        .check(CORE);
  }
}
