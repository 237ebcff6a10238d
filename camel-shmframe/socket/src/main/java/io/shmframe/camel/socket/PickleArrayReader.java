// SPDX-License-Identifier: Apache-2.0
package io.shmframe.camel.socket;

import io.shmframe.camel.socket.NumpyForms.Array;
import io.shmframe.camel.socket.PickleBytes.Kind;
import java.io.IOException;
import java.util.Optional;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.Unpickler;

/**
 * Reads one array. The machine is razorvine's, with its stack, memo and tuples; what names, calls,
 * builds, or has a length is done here, and every opcode that numpy does not write for such an
 * array is refused, so that the machine's table of constructors, which is one for the whole JVM, is
 * never looked into.
 */
final class PickleArrayReader extends Unpickler {

  /** numpy's longest has 60. It bounds the stack, the memo, the tuples and how deep they nest. */
  private static final int MAX_OPCODES = 128;

  private final PickleInput message;
  private int opcodes;
  private int at;

  PickleArrayReader(byte[] pickle) {
    message = new PickleInput(pickle);
  }

  /** The bytes of the array, as a copy. To be called once. */
  byte[] read() throws PickleFormatException {
    Object found;
    try {
      found = load(message);
    } catch (PickleFormatException e) {
      throw e;
    } catch (IOException e) {
      throw new PickleFormatException("expected an opcode, found the end", message.position(), e);
    }
    if (!(found instanceof Array array)) {
      throw refused("expected a one-dimensional uint8 array, found " + kindOf(found));
    }
    if (!array.isOurs()) {
      throw refused("expected a one-dimensional uint8 array, found " + array);
    }
    return array
        .data()
        .copy(array.length())
        .orElseThrow(() -> refused("expected the bytes of " + array + ", found " + array.data()));
  }

  @Override
  protected Object dispatch(short key) throws IOException {
    at = message.position() - 1;
    if (++opcodes > MAX_OPCODES) {
      throw refused("expected at most " + MAX_OPCODES + " opcodes, found more");
    }
    if ((key == Opcodes.PROTO) != (at == 0)) {
      throw refused("expected PROTO (0x80) at the beginning and only there, found " + named(key));
    }
    try {
      return step(key);
    } catch (IndexOutOfBoundsException e) {
      throw new PickleFormatException(
          "expected something for " + named(key) + " on the stack, found too little", at, e);
    }
  }

  private Object step(short key) throws IOException {
    switch (key) {
      case Opcodes.PROTO -> protocol();
      case Opcodes.FRAME -> frame();
      case Opcodes.GLOBAL -> global(message.name(), message.name());
      case Opcodes.STACK_GLOBAL -> stackGlobal();
      case Opcodes.REDUCE -> call();
      case Opcodes.BUILD -> build();
      case Opcodes.SHORT_BINBYTES -> stack.add(message.piece(Kind.BYTES, 1));
      case Opcodes.BINBYTES -> stack.add(message.piece(Kind.BYTES, 4));
      case Opcodes.BINBYTES8, Opcodes.BYTEARRAY8 -> stack.add(message.piece(Kind.BYTES, 8));
      case Opcodes.SHORT_BINUNICODE -> stack.add(message.piece(Kind.TEXT, 1));
      case Opcodes.BINUNICODE -> stack.add(message.piece(Kind.TEXT, 4));
      case Opcodes.BINUNICODE8 -> stack.add(message.piece(Kind.TEXT, 8));
      case Opcodes.BININT1, Opcodes.BINPUT -> machine(key, 1);
      case Opcodes.BININT2 -> machine(key, 2);
      case Opcodes.BININT, Opcodes.LONG_BINPUT -> machine(key, 4);
      case Opcodes.BINGET -> get(key, 1);
      case Opcodes.LONG_BINGET -> get(key, 4);
      case Opcodes.MARK,
          Opcodes.NONE,
          Opcodes.NEWTRUE,
          Opcodes.NEWFALSE,
          Opcodes.EMPTY_TUPLE,
          Opcodes.TUPLE,
          Opcodes.TUPLE1,
          Opcodes.TUPLE2,
          Opcodes.TUPLE3,
          Opcodes.MEMOIZE ->
          machine(key, 0);
      case Opcodes.STOP -> {
        return stop(key);
      }
      default -> throw refused("expected an opcode of numpy's arrays, found " + named(key));
    }
    return NO_RETURN_VALUE;
  }

  /** Lets the machine do it, which takes so many bytes as they are. */
  private void machine(short key, int argument) throws IOException {
    message.require(argument);
    super.dispatch(key);
  }

  private void get(short key, int argument) throws IOException {
    int number = (int) message.peek(argument);
    if (!memo.containsKey(number)) {
      throw refused("expected what was put into the memo before, found number " + number);
    }
    machine(key, argument);
  }

  private void protocol() throws IOException {
    long number = message.peek(1);
    if (number < 2 || number > 5) {
      throw refused("expected protocol 2, 3, 4 or 5, found " + number);
    }
    machine(Opcodes.PROTO, 1);
  }

  private void frame() throws IOException {
    long length = message.peek(8);
    int left = message.remaining() - 8;
    if (length < 0 || length > left) {
      throw refused(
          "expected a frame of at most the "
              + left
              + " bytes that are left, found "
              + Long.toUnsignedString(length));
    }
    machine(Opcodes.FRAME, 8);
  }

  private void stackGlobal() throws IOException {
    Object name = stack.pop();
    Object module = stack.pop();
    if (!(module instanceof PickleBytes m
        && !m.isBytes()
        && name instanceof PickleBytes n
        && !n.isBytes())) {
      throw refused("expected two texts, found " + kindOf(module) + " and " + kindOf(name));
    }
    global(m, n);
  }

  private void global(PickleBytes module, PickleBytes name) throws IOException {
    String both = module.shortText() + '.' + name.shortText();
    stack.add(
        NumpyForms.named(both)
            .orElseThrow(() -> refused("expected a name of numpy's arrays, found " + both)));
  }

  private void call() throws IOException {
    Object arguments = stack.pop();
    Object callee = stack.pop();
    stack.add(
        Optional.ofNullable(arguments)
            .filter(Object[].class::isInstance)
            .flatMap(with -> NumpyForms.call(callee, (Object[]) with))
            .orElseThrow(
                () ->
                    refused(
                        "expected a call as numpy's arrays have it, found one of "
                            + kindOf(callee)
                            + " with other arguments")));
  }

  private void build() throws IOException {
    Object state = stack.pop();
    Object target = stack.pop();
    stack.add(
        NumpyForms.build(target, state)
            .orElseThrow(
                () ->
                    refused(
                        "expected a state as numpy's arrays have it, found another for "
                            + kindOf(target))));
  }

  private Object stop(short key) throws IOException {
    if (stack.size() != 1) {
      throw refused("expected one result, found " + stack.size());
    }
    if (message.remaining() > 0) {
      throw refused("expected the end after STOP, found " + message.remaining() + " more bytes");
    }
    return super.dispatch(key);
  }

  private PickleFormatException refused(String problem) {
    return new PickleFormatException(problem, at);
  }

  private static String named(short key) {
    return "opcode 0x"
        + Integer.toHexString(key)
        + (key > ' ' && key < 0x7F ? " '" + (char) key + "'" : "");
  }

  private static String kindOf(Object value) {
    if (value == null) {
      return "None";
    }
    if (value instanceof Object[] tuple) {
      return "a tuple of length " + tuple.length;
    }
    boolean known =
        value instanceof Record
            || value instanceof Number
            || value instanceof Boolean
            || value instanceof NumpyForms.Global;
    return known ? value.toString() : "a mark";
  }
}
