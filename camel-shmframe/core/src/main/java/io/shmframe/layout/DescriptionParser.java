// SPDX-License-Identifier: Apache-2.0
package io.shmframe.layout;

/** Reads a header's description; the grammar is in {@code docs/spec/described.md}. */
final class DescriptionParser {

  private static final String TYPES = "i8 u8 i16 u16 i32 u32 i64 u64 f32 f64 char[n]";

  /** Far more than any header has; what is longer is not one. */
  private static final int MAX_CHARACTERS = 10_000;

  private final String text;
  private final HeaderLayout.Builder builder;
  private int at;

  DescriptionParser(String text, HeaderLayout.Builder builder) {
    this.text = text;
    this.builder = builder;
  }

  /**
   * @throws LayoutException that points at the first character that is wrong
   */
  void parse() {
    if (text.length() > MAX_CHARACTERS) {
      throw wrong(MAX_CHARACTERS, "expected at most " + MAX_CHARACTERS + " characters");
    }
    do {
      field();
    } while (accept(','));
    if (at < text.length()) {
      throw wrong(at, "expected ',' and another field, or the end");
    }
  }

  private void field() {
    spaces();
    int start = at;
    String name = word();
    if (name.isEmpty() || Character.isDigit(name.charAt(0))) {
      throw wrong(start, "expected the name of a field, or _ for bytes to skip");
    }
    if (!accept(':')) {
      throw wrong(at, "expected ':' and a type behind '" + name + "'");
    }
    spaces();
    boolean skip = "_".equals(name);
    if (skip && at < text.length() && Character.isDigit(text.charAt(at))) {
      int count = number("a number of bytes to skip");
      guarded(start, () -> builder.skip(count));
      return;
    }
    FieldType type = type();
    int count = accept('[') ? count() : 1;
    int offset = accept('@') ? offset() : -1;
    guarded(start, () -> add(name, skip, type, count, offset));
  }

  private void add(String name, boolean skip, FieldType type, int count, int offset) {
    int where = offset < 0 ? builder.aligned(type) : offset;
    if (skip) {
      Field skipped = new Field(name, type, count, where);
      builder.passed(type, skipped.end());
    } else {
      builder.fieldAt(name, type, count, where);
    }
  }

  private FieldType type() {
    int start = at;
    String found = word();
    return FieldType.of(found)
        .orElseThrow(
            () ->
                wrong(
                    start,
                    (found.isEmpty() ? "a type is missing" : "unknown type '" + found + "'")
                        + ": expected "
                        + TYPES));
  }

  private int count() {
    spaces();
    int start = at;
    int count = number("a number of elements");
    if (count < 1) {
      throw wrong(start, "a count of 0: expected 1 or more");
    }
    if (!accept(']')) {
      throw wrong(at, "expected ']' behind the count");
    }
    return count;
  }

  private int offset() {
    spaces();
    return number("an offset in bytes");
  }

  private int number(String what) {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    String digits = text.substring(start, at);
    if (digits.isEmpty()) {
      throw wrong(start, "expected " + what);
    }
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw wrong(start, digits + " is too large for " + what);
    }
  }

  private String word() {
    int start = at;
    while (at < text.length() && isWord(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private static boolean isWord(char c) {
    return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
  }

  private boolean accept(char wanted) {
    spaces();
    if (at < text.length() && text.charAt(at) == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private void spaces() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  /** What is wrong with a field as a whole is said at its first character. */
  private void guarded(int start, Runnable step) {
    try {
      step.run();
    } catch (LayoutException e) {
      throw wrong(start, e.getMessage());
    }
  }

  private LayoutException wrong(int where, String why) {
    // Of a long description the neighbourhood is enough, and a line of a log is not endless.
    int from = Math.max(0, where - 60);
    int to = Math.min(text.length(), where + 40);
    String shown = (from > 0 ? "..." : "") + text.substring(from, to);
    int column = where - from + (from > 0 ? 3 : 0);
    return new LayoutException(
        "Description of a header, character "
            + (where + 1)
            + ": "
            + why
            + "\n  "
            + shown
            + (to < text.length() ? "..." : "")
            + "\n  "
            + " ".repeat(column)
            + "^");
  }
}
