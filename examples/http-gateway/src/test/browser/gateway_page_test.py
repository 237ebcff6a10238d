#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Looks at the gateway's pages in a real browser and checks what they show.

Drives headless Chromium as live-view's page_test.py does, whose browser it uses:

    gateway_page_test.py http://127.0.0.1:8080/ --expect-live 1 --screenshot gateway.png --screenshot-docs docs.png

Prints a line `ok ...` or `FAIL ...` for each check, then `N passed, M failed`; the exit status is 1 if one failed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[4] / "live-view/src/test/browser"))
from page_test import Browser, Report, WebDriverError, until  # noqa: E402

PAGE_SCRIPT = r"""
const pixels = image => {
  if (!image.naturalWidth) return '';
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 32;
  const g = canvas.getContext('2d');
  g.drawImage(image, 0, 0, 32, 32);
  return g.getImageData(0, 0, 32, 32).data.join();
};
return {
  live: document.querySelectorAll('article[data-state=live]').length,
  pictures: [...document.querySelectorAll('article[data-state=live] img')].filter(i => i.naturalWidth).length,
  pixels: [...document.querySelectorAll('article[data-state=live] img')].map(pixels).join('|'),
  message: document.getElementById('message').textContent,
  overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  foreign: performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith(location.origin)),
};
"""

DOCS_SCRIPT = r"""
return {
  operations: [...document.querySelectorAll('.opblock-summary')].map(e => e.textContent.trim()),
  errors: document.querySelectorAll('.errors-wrapper, .error-wrapper').length,
  foreign: performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith(location.origin)),
};
"""


def looker(browser: Browser, script: str) -> Callable[[], dict[str, Any]]:
    def look() -> dict[str, Any]:
        try:
            seen: dict[str, Any] = browser.run(script)
            return seen
        except WebDriverError as error:
            # Between two documents there is no page to run a script in.
            return {"error": str(error)}

    return look


def save(browser: Browser, report: Report, path: Path | None, whole: bool) -> None:
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(browser.screenshot(whole))
        report.check(path.stat().st_size > 1000, "screenshot written", path)


def check_page(browser: Browser, report: Report, options: argparse.Namespace) -> None:
    browser.show_as(options.width, options.height, 1.0, options.scheme)
    browser.open(options.url)
    look = looker(browser, PAGE_SCRIPT)
    seen = until(options.timeout, look, lambda s: s.get("pictures", 0) >= options.expect_live)
    report.check(seen.get("pictures", 0) >= options.expect_live, f"{options.expect_live} cameras are shown live",
                 seen.get("error") or f"{seen['live']} live, {seen['pictures']} with a picture, {seen['message']}")
    before = seen.get("pixels")
    seen = until(options.timeout, look, lambda s: s.get("pixels") != before)
    report.check(seen.get("pixels") != before, "the pictures move")
    report.check(seen.get("overflow", 1) <= 0, f"nothing is wider than {options.width} pixels")
    report.check(not seen.get("foreign", ["?"]), "nothing comes from elsewhere", ", ".join(seen.get("foreign", [])))
    save(browser, report, options.screenshot, False)


def check_docs(browser: Browser, report: Report, options: argparse.Namespace) -> None:
    browser.open(options.url + "docs/")
    seen = until(options.timeout, looker(browser, DOCS_SCRIPT), lambda s: len(s.get("operations", [])) >= 5)
    report.check(len(seen.get("operations", [])) == 5, "the interface's five operations are shown",
                 seen.get("error") or "; ".join(seen["operations"]))
    report.check(seen.get("errors") == 0, "the document has no errors")
    report.check(not seen.get("foreign", ["?"]), "nothing comes from elsewhere", ", ".join(seen.get("foreign", [])))
    save(browser, report, options.screenshot_docs, False)


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Checks the gateway's pages in headless Chromium.")
    parser.add_argument("url", help="of the gateway, with the slash at its end")
    parser.add_argument("--expect-live", type=int, default=1, help="cameras that show a picture")
    parser.add_argument("--screenshot", type=Path)
    parser.add_argument("--screenshot-docs", type=Path)
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
            check_docs(browser, report, options)
            entries = [e for e in browser.console() if e.get("level") == "SEVERE"]
            report.check(not entries, "no errors on the console", "; ".join(str(e.get("message")) for e in entries[:5]))
    except (WebDriverError, OSError) as error:
        report.check(False, "the browser answers", error)
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
