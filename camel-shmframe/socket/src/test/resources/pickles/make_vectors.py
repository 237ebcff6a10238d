# SPDX-License-Identifier: Apache-2.0
"""Prints what numpy writes, as the vectors of PickleVectorsTest: run with each Python and numpy, and join the outputs."""

import pickle
import pickletools
import sys

import numpy as np


def vector(name: str, protocol: int, content: str, pickled: bytes) -> None:
    python = "python-" + sys.version.split()[0]
    print(name, protocol, f"numpy-{np.__version__}", python, content or "-", pickled.hex())


def main() -> None:
    content = bytes([1, 2, 255])
    array = np.array([1, 2, 255], dtype=np.uint8)
    locked = array.copy()
    locked.flags.writeable = False
    good = {
        "plain": array,
        "empty": array[:0].copy(),
        "readonly": locked,
        "strided": np.repeat(array, 2)[::2],
        "long": np.tile(np.array([128, 127], dtype=np.uint8), 200),
    }
    for name, value in good.items():
        for protocol in range(2, 6):
            vector(name, protocol, value.tobytes().hex(), pickle.dumps(value, protocol))
    for protocol in range(2, 6):
        vector("pure-python", protocol, content.hex(), pickle._dumps(array, protocol))  # type: ignore[attr-defined]
        vector("optimized", protocol, content.hex(), pickletools.optimize(pickle.dumps(array, protocol)))
    for protocol in range(2):
        vector("old-protocol", protocol, "refused", pickle.dumps(array, protocol))
    bad = {
        "float32": np.zeros((2, 3), dtype=np.float32),
        "big-float64": np.zeros(2, dtype=">f8"),
        "int8": np.zeros(3, dtype=np.int8),
        "bool": np.zeros(3, dtype=np.bool_),
        "picture": np.zeros((2, 2, 3), dtype=np.uint8),
        "scalar-array": np.zeros((), dtype=np.uint8),
        "scalar": np.uint8(7),
        "strings": np.array(["a", "bc"]),
        "objects": np.array([1, "a"], dtype=object),
        "records": np.zeros(2, dtype=[("a", "u1")]),
        "dates": np.zeros(2, dtype="M8[s]"),
        "matrix": np.ma.zeros(3, dtype=np.uint8),
        "bytes": content,
        "list": [array],
    }
    for name, value in bad.items():
        for protocol in range(2, 6):
            vector(name, protocol, "refused", pickle.dumps(value, protocol))


main()
