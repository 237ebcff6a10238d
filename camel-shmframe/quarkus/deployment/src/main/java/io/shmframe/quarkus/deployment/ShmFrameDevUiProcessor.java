// SPDX-License-Identifier: Apache-2.0
package io.shmframe.quarkus.deployment;

import io.quarkus.deployment.IsDevelopment;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.BuildSteps;
import io.quarkus.devui.spi.JsonRPCProvidersBuildItem;
import io.quarkus.devui.spi.page.CardPageBuildItem;
import io.quarkus.devui.spi.page.Page;
import io.shmframe.quarkus.dev.SegmentsJsonRpcService;

/** The extension's card in the Dev UI, where the application has that. */
@BuildSteps(onlyIf = IsDevelopment.class)
final class ShmFrameDevUiProcessor {

  @BuildStep
  CardPageBuildItem card() {
    CardPageBuildItem card = new CardPageBuildItem();
    card.addPage(
        Page.webComponentPageBuilder()
            .title("Segments")
            .icon("font-awesome-solid:film")
            .componentLink("qwc-shmframe-segments.js")
            .dynamicLabelJsonRPCMethodName("count"));
    return card;
  }

  @BuildStep
  JsonRPCProvidersBuildItem figures() {
    return new JsonRPCProvidersBuildItem(SegmentsJsonRpcService.class);
  }
}
