// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.edgedetector;

import org.apache.camel.util.json.JsonObject;

/**
 * Somebody in a picture.
 *
 * @param x of the box's left edge, in pixels of the whole picture
 * @param y of its upper edge
 * @param width of the box, in pixels
 * @param height of the box, in pixels
 * @param weight how sure the detector is, above the threshold
 */
record Person(int x, int y, int width, int height, double weight) {

  JsonObject json() {
    JsonObject json = new JsonObject();
    json.put("x", x);
    json.put("y", y);
    json.put("width", width);
    json.put("height", height);
    json.put("weight", Math.round(weight * 1000) / 1000.0);
    return json;
  }
}
