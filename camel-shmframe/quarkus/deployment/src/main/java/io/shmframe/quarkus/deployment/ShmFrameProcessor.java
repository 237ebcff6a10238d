// SPDX-License-Identifier: Apache-2.0
package io.shmframe.quarkus.deployment;

import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.FeatureBuildItem;
import io.quarkus.deployment.builditem.ModuleEnableNativeAccessBuildItem;
import io.quarkus.deployment.builditem.SystemPropertyBuildItem;
import io.quarkus.deployment.builditem.nativeimage.ReflectiveClassBuildItem;
import io.quarkus.deployment.builditem.nativeimage.RuntimeInitializedClassBuildItem;
import io.quarkus.deployment.builditem.nativeimage.RuntimeInitializedPackageBuildItem;
import io.quarkus.deployment.pkg.builditem.CurateOutcomeBuildItem;
import io.quarkus.maven.dependency.ResolvedDependency;
import io.quarkus.smallrye.health.deployment.spi.HealthBuildItem;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.quarkus.core.deployment.spi.CamelServiceDestination;
import org.apache.camel.quarkus.core.deployment.spi.CamelServicePatternBuildItem;

/**
 * What an application needs of the component beyond what Camel Quarkus finds by itself in our
 * indexed jars: component, configurers, converters, data formats.
 */
final class ShmFrameProcessor {

  private static final String OPENCV_MODULE = "camel-shmframe-opencv";

  @BuildStep
  FeatureBuildItem feature() {
    return new FeatureBuildItem("camel-shmframe");
  }

  /**
   * The factories of body types, which modules such as camel-shmframe-opencv bring; and what other
   * extensions would register that an application need not have.
   */
  @BuildStep
  CamelServicePatternBuildItem services() {
    return new CamelServicePatternBuildItem(
        CamelServiceDestination.DISCOVERY,
        true,
        "META-INF/services/org/apache/camel/shmframe/*",
        "META-INF/services/org/apache/camel/health-check/*",
        "META-INF/services/org/apache/camel/dev-console/*");
  }

  /**
   * In {@code /q/health} where the application has that; the extension of Camel Quarkus, where it
   * is there, shows the checks of all components.
   */
  @BuildStep
  void health(CurateOutcomeBuildItem application, BuildProducer<HealthBuildItem> checks) {
    if (!has(application, "org.apache.camel.quarkus", "camel-quarkus-microprofile-health")) {
      checks.produce(new HealthBuildItem("io.shmframe.quarkus.health.ShmFrameReadiness", true));
    }
  }

  @BuildStep
  void nativeAccess(
      CurateOutcomeBuildItem application, BuildProducer<ModuleEnableNativeAccessBuildItem> access) {
    access.produce(new ModuleEnableNativeAccessBuildItem("io.shmframe.core"));
    if (has(application, "org.bytedeco", "javacpp")) {
      access.produce(new ModuleEnableNativeAccessBuildItem("org.bytedeco.javacpp"));
    }
  }

  /**
   * JavaCPP loads libraries in static initialisers, and makes its pointers from C++ without a
   * constructor, which its own metadata does not say.
   */
  @BuildStep
  void javaCpp(
      CurateOutcomeBuildItem application,
      BuildProducer<RuntimeInitializedPackageBuildItem> packages,
      BuildProducer<RuntimeInitializedClassBuildItem> classes,
      BuildProducer<ReflectiveClassBuildItem> reflection)
      throws IOException {
    Set<String> pointers = new TreeSet<>();
    for (ResolvedDependency jar : application.getApplicationModel().getRuntimeDependencies()) {
      if (jar.getGroupId().equals("org.bytedeco")) {
        pointers.addAll(JavaCppTypes.of(jar));
      }
    }
    if (!pointers.isEmpty()) {
      packages.produce(new RuntimeInitializedPackageBuildItem("org.bytedeco"));
      reflection.produce(
          ReflectiveClassBuildItem.builder(pointers)
              .constructors(false)
              .unsafeAllocated()
              .reason("jni-config.json of JavaCPP")
              .build());
    }
    if (has(application, "io.shmframe", OPENCV_MODULE)) {
      classes.produce(new RuntimeInitializedClassBuildItem("io.shmframe.camel.opencv.CamelMat"));
    }
  }

  /**
   * OpenCV's presets look for two dozen libraries of CUDA, under many names each, unless they are
   * told which build there is. In a native executable that takes 20 seconds and more.
   */
  @BuildStep
  void cuda(CurateOutcomeBuildItem application, BuildProducer<SystemPropertyBuildItem> properties) {
    boolean gpu =
        application.getApplicationModel().getRuntimeDependencies().stream()
            .anyMatch(
                jar ->
                    jar.getGroupId().equals("org.bytedeco")
                        && jar.getClassifier().endsWith("-gpu"));
    if (!gpu && has(application, "org.bytedeco", "javacpp")) {
      properties.produce(
          new SystemPropertyBuildItem("org.bytedeco.javacpp.platform.extension", ""));
    }
  }

  /** Camel's netty, for which there need not be an extension, makes its pools by these names. */
  @BuildStep
  void netty(
      CurateOutcomeBuildItem application, BuildProducer<ReflectiveClassBuildItem> reflection) {
    if (has(application, "org.apache.camel", "camel-netty")) {
      reflection.produce(
          ReflectiveClassBuildItem.builder("org.apache.commons.pool2.impl.DefaultEvictionPolicy")
              .reason("camel-netty")
              .build());
    }
  }

  private static boolean has(CurateOutcomeBuildItem application, String group, String artifact) {
    return application.getApplicationModel().getRuntimeDependencies().stream()
        .anyMatch(jar -> jar.getGroupId().equals(group) && jar.getArtifactId().equals(artifact));
  }
}
