// SPDX-License-Identifier: Apache-2.0
package io.shmframe.examples.edgedetector;

import java.util.List;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;

/**
 * What was found in a picture.
 *
 * @param camera the segment's name
 * @param number of the picture: 1 for the first that was looked at, and so on
 * @param timestamp when it was taken, in milliseconds since 1970; 0 where the camera does not say
 * @param missed pictures that came since the one before, while that was looked at
 * @param width of the picture, in pixels
 * @param height of the picture, in pixels
 * @param people who were found
 * @param millis that finding them took
 */
record Detection(
    String camera,
    long number,
    long timestamp,
    long missed,
    int width,
    int height,
    List<Person> people,
    double millis) {

  JsonObject json() {
    JsonArray boxes = new JsonArray();
    people.forEach(person -> boxes.add(person.json()));
    JsonObject json = new JsonObject();
    json.put("camera", camera);
    json.put("number", number);
    json.put("timestamp", timestamp);
    json.put("missed", missed);
    json.put("width", width);
    json.put("height", height);
    json.put("people", boxes);
    json.put("millis", Math.round(millis * 10) / 10.0);
    return json;
  }
}
