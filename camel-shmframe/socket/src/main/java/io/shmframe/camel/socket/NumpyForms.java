// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What numpy's pickles of arrays name and make, as values of our own. Nothing of Python's is there
 * to be run: a name is a word in a table, a call is a check of its arguments.
 */
final class NumpyForms {

  /** A name that a pickle may use. */
  enum Global {
    RECONSTRUCT,
    FROMBUFFER,
    NDARRAY,
    DTYPE,
    ENCODE,
    BYTES
  }

  /** The array that numpy makes before it has its state. */
  record Unfilled() {

    @Override
    public String toString() {
      return "an array without a state";
    }
  }

  /** By the name that the pickle gives it. */
  record Dtype(String name) {

    boolean isUint8() {
      return name.equals("u1") || name.equals("|u1") || name.equals("B");
    }

    /** As numpy shows it, where that is a simple type. */
    @Override
    public String toString() {
      String kind = KINDS.get(name.isEmpty() ? ' ' : name.charAt(0));
      boolean simple = kind != null && name.length() == 2 && Character.isDigit(name.charAt(1));
      if (!simple) {
        return "dtype '" + name + "'";
      }
      return kind.equals("bool") ? kind : kind + (name.charAt(1) - '0') * 8;
    }
  }

  /** An array that has all it needs. */
  record Array(Dtype dtype, Object[] shape, PickleBytes data) {

    boolean isOurs() {
      return dtype.isUint8() && shape.length == 1 && shape[0] instanceof Integer;
    }

    int length() {
      return (Integer) shape[0];
    }

    @Override
    public String toString() {
      return dtype
          + " of shape "
          + Arrays.stream(shape)
              .limit(32)
              .map(n -> n instanceof Integer ? n.toString() : "?")
              .collect(Collectors.joining(", ", "(", shape.length == 1 ? ",)" : ")"));
    }
  }

  private static final Map<Character, String> KINDS =
      Map.of('u', "uint", 'i', "int", 'f', "float", 'b', "bool");

  /** numpy 1 writes numpy.core, numpy 2 numpy._core; protocol 2 has Python 2's name of bytes. */
  private static final Map<String, Global> NAMES =
      Map.of(
          "numpy.core.multiarray._reconstruct", Global.RECONSTRUCT,
          "numpy._core.multiarray._reconstruct", Global.RECONSTRUCT,
          "numpy.core.numeric._frombuffer", Global.FROMBUFFER,
          "numpy._core.numeric._frombuffer", Global.FROMBUFFER,
          "numpy.ndarray", Global.NDARRAY,
          "numpy.dtype", Global.DTYPE,
          "_codecs.encode", Global.ENCODE,
          "__builtin__.bytes", Global.BYTES,
          "builtins.bytes", Global.BYTES);

  private NumpyForms() {}

  /** By module and name with a dot between. */
  static Optional<Global> named(String name) {
    return Optional.ofNullable(NAMES.get(name));
  }

  /** What a call gives, or nothing if it is none that numpy writes. */
  static Optional<Object> call(Object callee, Object[] with) {
    if (!(callee instanceof Global global)) {
      return Optional.empty();
    }
    return switch (global) {
      case RECONSTRUCT ->
          with.length == 3 && with[0] == Global.NDARRAY && isZero(with[1]) && isTypeCode(with[2])
              ? Optional.of(new Unfilled())
              : Optional.empty();
      case FROMBUFFER ->
          with.length == 4 && isText(with[3], "C", "F")
              ? array(with[1], with[2], with[0])
              : Optional.empty();
      case DTYPE ->
          with.length == 3 && with[0] instanceof PickleBytes name && !name.isBytes()
              ? Optional.of(new Dtype(name.shortText()))
              : Optional.empty();
      case ENCODE ->
          with.length == 2
                  && with[0] instanceof PickleBytes text
                  && !text.isBytes()
                  && isText(with[1], "latin1")
              ? Optional.of(text.encoded())
              : Optional.empty();
      case BYTES ->
          with.length == 0
              ? Optional.of(new PickleBytes(PickleBytes.Kind.BYTES, new byte[0], 0, 0))
              : Optional.empty();
      case NDARRAY -> Optional.empty();
    };
  }

  /** What a state makes of something, or nothing if it is none that numpy writes. */
  static Optional<Object> build(Object target, Object state) {
    if (!(state instanceof Object[] with)) {
      return Optional.empty();
    }
    if (target instanceof Unfilled && with.length == 5 && isOne(with[0])) {
      return with[3] instanceof Boolean ? array(with[2], with[1], with[4]) : Optional.empty();
    }
    boolean plain =
        target instanceof Dtype
            && with.length == 8
            && Integer.valueOf(3).equals(with[0])
            && isText(with[1], "|", "<", ">")
            && with[2] == null
            && with[3] == null
            && with[4] == null;
    return plain ? Optional.of(target) : Optional.empty();
  }

  private static Optional<Object> array(Object dtype, Object shape, Object data) {
    return dtype instanceof Dtype type
            && shape instanceof Object[] lengths
            && data instanceof PickleBytes bytes
            && bytes.isBytes()
        ? Optional.of(new Array(type, lengths, bytes))
        : Optional.empty();
  }

  private static boolean isZero(Object shape) {
    return shape instanceof Object[] one && one.length == 1 && Integer.valueOf(0).equals(one[0]);
  }

  private static boolean isOne(Object version) {
    return Integer.valueOf(1).equals(version);
  }

  private static boolean isTypeCode(Object code) {
    return code instanceof PickleBytes bytes && bytes.isBytes() && bytes.shortText().equals("b");
  }

  private static boolean isText(Object value, String... texts) {
    return value instanceof PickleBytes piece && Arrays.stream(texts).anyMatch(piece::isText);
  }
}
