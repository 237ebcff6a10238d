# SPDX-License-Identifier: Apache-2.0
"""The other end of padded_sender. With --check each picture is compared with what picture.py draws for its number, and the
numbers must rise.

Exit 0: fine; 1: a wrong frame, or fewer than --frames within --seconds."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "python"))
from lengths import FrameStream, Framing, Progress, add_options, run
from picture import PictureCheck


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="padded_receiver", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_options(parser)
    parser.add_argument("--check", action="store_true", help="compare each picture with the one that belongs to its number")
    parser.add_argument("--width", type=int, default=640, help="of the pictures that are checked")
    parser.add_argument("--height", type=int, default=404)
    options = parser.parse_args()
    check = PictureCheck(options.width, options.height) if options.check else None

    def receive(stream: FrameStream, progress: Progress) -> bool:
        data = stream.recv_frame()
        if data is None:
            return False
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) if data else None
        progress.received(image is not None and (check is None or check.right(image)))
        stream.answer()
        return True

    return run(parser.prog, options, Framing.PADDED, receive)


if __name__ == "__main__":
    raise SystemExit(main())
