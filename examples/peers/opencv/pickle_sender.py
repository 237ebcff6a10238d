# SPDX-License-Identifier: Apache-2.0
"""The home-made program that shmframe meets in the field: JPEGs over a Unix socket, each a pickled numpy array behind a
4-byte length. Sends the numbered pictures of picture.py.

Exit 0: fine; 1: fewer than --frames within --seconds."""

from __future__ import annotations

import argparse
import pickle
import sys
from pathlib import Path

import cv2

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "python"))
from lengths import FrameStream, Framing, Progress, add_options, run
from picture import NumberedPictures


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="pickle_sender", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_options(parser)
    parser.add_argument("--protocol", type=int, default=4, choices=range(2, 6), help="of pickle (default 4)")
    parser.add_argument("--width", type=int, default=640)
    parser.add_argument("--height", type=int, default=404)
    options = parser.parse_args()
    pictures = NumberedPictures(options.width, options.height)

    def send(stream: FrameStream, progress: Progress) -> bool:
        image = pictures.picture(progress.frames + 1)
        encoded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].reshape(-1)  # OpenCV 4.5.2: n x 1
        stream.send_frame(pickle.dumps(encoded, protocol=options.protocol))
        progress.sent()
        return True

    return run(parser.prog, options, Framing.PREFIX, send)


if __name__ == "__main__":
    raise SystemExit(main())
