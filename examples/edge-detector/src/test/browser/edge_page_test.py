#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Looks at the edge detector's page in a real browser and checks what it shows.

Drives headless Chromium as live-view's page_test.py does, whose browser it uses:

    edge_page_test.py http://127.0.0.1:8080/ --expect-state live --screenshot edge.png

Prints a line `ok ...` or `FAIL ...` for each check, then `N passed, M failed`; the exit status is 1 if one failed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[4] / "live-view/src/test/browser"))
from page_test import Browser, Report, WebDriverError, number, until  # noqa: E402

STATES = ("waiting", "live", "stale", "gone", "starved", "lost")
NUMBERS = ("people", "millis", "fps", "age", "frames", "missed", "torn", "dropped")

LOOK_SCRIPT = r"""
const values = {};
for (const id of arguments[0]) values[id] = document.getElementById(id)?.textContent.trim() ?? null;
const picture = document.getElementById('picture');
const banner = document.getElementById('banner');
let green = 0;
if (picture?.naturalWidth) {
  const canvas = document.createElement('canvas');
  canvas.width = picture.naturalWidth;
  canvas.height = picture.naturalHeight;
  const g = canvas.getContext('2d');
  g.drawImage(picture, 0, 0);
  const data = g.getImageData(0, 0, canvas.width, canvas.height).data;
  // The colour of the boxes, as far as JPEG leaves it; the lawn is darker.
  for (let i = 0; i < data.length; i += 4) if (data[i + 1] > 170 && data[i] < 120 && data[i + 2] < 120) green++;
}
return {
  state: document.body.dataset.state ?? null, values, green,
  width: picture?.naturalWidth ?? 0, height: picture?.naturalHeight ?? 0,
  dimmed: picture ? getComputedStyle(picture).filter !== 'none' : false,
  banner: banner?.checkVisibility() ? banner.textContent.replace(/\s+/g, ' ').trim() : '',
  events: document.querySelectorAll('#last li').length,
  overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  foreign: performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith(location.origin)),
};
"""


def check_page(browser: Browser, report: Report, options: argparse.Namespace) -> None:
    def look() -> dict[str, Any]:
        try:
            seen: dict[str, Any] = browser.run(LOOK_SCRIPT, list(NUMBERS))
            return seen
        except WebDriverError as error:
            # Between two documents there is no page to run a script in.
            return {"state": None, "error": str(error)}

    expected: str = options.expect_state
    browser.show_as(options.width, options.height, 1.0, options.scheme)
    browser.open(options.url)
    seen = until(options.timeout, look, lambda s: s["state"] == expected)
    report.check(seen["state"] == expected, f"body[data-state] is {expected}", seen.get("error") or seen["state"])
    if "values" not in seen:
        return
    if expected == "live":
        check_live(report, options, look)
    else:
        report.check(seen["banner"] != "", "a banner says why the picture does not move", seen["banner"])
        report.check(seen["width"] == 0 or seen["dimmed"], "the picture does not look live")
    seen = look()
    report.check(seen["overflow"] <= 0, f"nothing is wider than {options.width} pixels")
    report.check(not seen["foreign"], "nothing comes from elsewhere", ", ".join(seen["foreign"]))
    if options.screenshot:
        options.screenshot.parent.mkdir(parents=True, exist_ok=True)
        options.screenshot.write_bytes(browser.screenshot(False))
        report.check(options.screenshot.stat().st_size > 1000, "screenshot written", options.screenshot)
    entries = [e for e in browser.console() if e.get("level") == "SEVERE"]
    report.check(not entries, "no errors on the console", "; ".join(str(e.get("message")) for e in entries[:5]))


def check_live(report: Report, options: argparse.Namespace, look: Any) -> None:
    def marked(seen: dict[str, Any]) -> bool:
        # A box that was found is at least as long as a person is high.
        return seen.get("green", 0) > 100 and seen["banner"] == "" and not seen["dimmed"]

    seen = until(options.timeout, look, marked)
    report.check(marked(seen), "the picture is shown, with boxes",
                 f"{seen['width']}x{seen['height']}, {seen['green']} green pixels")
    seen = until(options.timeout, look, lambda s: all(number(s["values"][i]) is not None for i in NUMBERS))
    missing = [i for i in NUMBERS if number(seen["values"][i]) is None]
    report.check(not missing, "every figure is a number", ", ".join(missing) or seen["values"])
    report.check((number(seen["values"]["fps"]) or 0) > 0, "pictures a second are above 0", seen["values"]["fps"])
    seen = until(options.timeout, look, lambda s: (number(s["values"]["people"]) or 0) > 0)
    report.check((number(seen["values"]["people"]) or 0) > 0, "people are counted", seen["values"]["people"])
    report.check(seen["events"] > 0, "the last events are listed", seen["events"])
    before = number(seen["values"]["frames"]) or 0
    seen = until(options.timeout, look, lambda s: (number(s["values"]["frames"]) or 0) > before)
    report.check((number(seen["values"]["frames"]) or 0) > before, "pictures come", f"{before:g}, then more")


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Checks the edge detector's page in headless Chromium.")
    parser.add_argument("url")
    parser.add_argument("--expect-state", choices=STATES, default="live")
    parser.add_argument("--screenshot", type=Path)
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=800)
    parser.add_argument("--scheme", choices=("dark", "light"))
    parser.add_argument("--chromedriver", default="chromedriver")
    parser.add_argument("--chromium", help="the browser, where the driver does not find it by itself")
    parser.add_argument("--timeout", type=float, default=30.0, help="seconds that any one wait may take")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    options = arguments(argv)
    report = Report()
    driver = shutil.which(options.chromedriver)
    if driver is None:
        print(f"FAIL {options.chromedriver} is not there (Debian: apt-get install chromium chromium-driver)")
        print("0 passed, 1 failed")
        return 1
    try:
        with Browser(driver, options.chromium, max(options.timeout, 10.0)) as browser:
            check_page(browser, report, options)
    except (WebDriverError, OSError) as error:
        report.check(False, "the browser answers", error)
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
