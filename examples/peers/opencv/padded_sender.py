# SPDX-License-Identifier: Apache-2.0
"""The home-made program that shmframe meets in the field: JPEGs over TCP, each behind its length in 16 characters, and the
next one when the receiver has said `recieved messages!`. Sends the numbered pictures of picture.py.

Exit 0: fine; 1: fewer than --frames within --seconds."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import cv2

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "python"))
from lengths import FrameStream, Framing, Progress, add_options, run
from picture import NumberedPictures


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="padded_sender", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_options(parser)
    parser.add_argument("--width", type=int, default=640)
    parser.add_argument("--height", type=int, default=404)
    options = parser.parse_args()
    pictures = NumberedPictures(options.width, options.height)

    def send(stream: FrameStream, progress: Progress) -> bool:
        image = pictures.picture(progress.frames + 1)
        stream.send_frame(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes())
        progress.sent()
        return True

    return run(parser.prog, options, Framing.PADDED, send)


if __name__ == "__main__":
    raise SystemExit(main())
