#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Looks at the live view page in a real browser and checks what it shows.

Drives headless Chromium through chromedriver (W3C WebDriver over plain HTTP); needs the Python standard library and
Debian's packages `chromium` and `chromium-driver`, nothing else:

    page_test.py http://127.0.0.1:8080/ --expect-state live --screenshot live.png

Prints a line `ok ...` or `FAIL ...` for each check, then `N passed, M failed`; the exit status is 1 if one failed.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

STATES = ("waiting", "live", "frozen", "black", "gone", "starved", "broken", "lost")
IDS = (
    "state", "summary", "rate", "age", "missed", "torn", "frames", "reattached", "snapshots", "size", "endpoint",
    "shown", "plot-rate", "plot-age", "plot-missed", "plot-torn",
    "header-width", "header-height", "header-channels", "header-timestampMs", "header-valid",
)
NEEDS_HEADER = tuple(i for i in IDS if i.startswith("header-"))

CHROMIUM_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--no-default-browser-check", "--mute-audio",
)

# Of each plot, how many samples it has and how many points its curve.
PLOT_SCRIPT = r"""
return Object.fromEntries(['rate', 'age', 'missed', 'torn'].map(id => {
  const svg = document.querySelector(`#plot-${id} svg`);
  return [id, {samples: Number(svg.dataset.samples ?? 0),
    points: (svg.firstElementChild.getAttribute('d') ?? '').split(/(?=[ML])/).filter(Boolean).length}];
}));
"""

LOOK_SCRIPT = r"""
const shown = id => {
  const element = document.getElementById(id);
  return element ? element.textContent.trim() : null;
};
const picture = document.getElementById('picture');
const banner = document.getElementById('banner');
const values = {};
for (const id of arguments[0]) values[id] = shown(id);
return {
  state: document.body.dataset.state || null, values,
  naturalWidth: picture?.dataset.frame ? picture.width : 0, naturalHeight: picture?.dataset.frame ? picture.height : 0,
  alt: picture ? picture.getAttribute('aria-label') : '', dimmed: picture ? getComputedStyle(picture).filter !== 'none'
      || Number(getComputedStyle(picture).opacity) < 1 : false,
  banner: banner && banner.checkVisibility() ? banner.textContent.replace(/\s+/g, ' ').trim() : '',
  liveRegions: document.querySelectorAll('[aria-live]').length, lang: document.documentElement.lang,
  overflowX: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  overflowY: document.documentElement.scrollHeight - document.documentElement.clientHeight,
  innerWidth, innerHeight,
};
"""


class WebDriverError(Exception):
    """The driver answered with an error, or did not answer."""


class Browser:
    """One session of headless Chromium in a fresh profile; leaving the context ends it and all that it started."""

    def __init__(self, chromedriver: str, chromium: str | None, timeout: float, network: bool = False) -> None:
        self._network = network
        self._chromedriver = chromedriver
        self._chromium = chromium
        self._timeout = timeout
        self._process: subprocess.Popen[str] | None = None
        self._profile = ""
        self._session = ""

    def __enter__(self) -> Browser:
        self._profile = tempfile.mkdtemp(prefix="live-view-")
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def _start(self) -> None:
        # A process group of its own, so that the browser ends with the driver and nothing else does.
        self._process = subprocess.Popen(
            [self._chromedriver, "--port=0"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, start_new_session=True,
            env={**os.environ, "TMPDIR": self._profile})
        self._base = f"http://127.0.0.1:{self._port(self._process)}"
        options: dict[str, Any] = {
            "args": [*CHROMIUM_FLAGS, f"--user-data-dir={self._profile}/profile"],
        }
        if self._chromium:
            options["binary"] = self._chromium
        answer = self._call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            # The stream's connection never ends, so the test does not wait for the page to finish loading.
            "pageLoadStrategy": "none",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", **({"performance": "ALL"} if self._network else {})},
        }}})
        self._session = f"/session/{answer['sessionId']}"

    def _port(self, process: subprocess.Popen[str]) -> int:
        """The port that the driver chose, from what it prints; all of that is read, so that it never blocks."""
        found: list[int] = []
        said: list[str] = []
        settled = threading.Event()

        def read() -> None:
            assert process.stdout is not None
            for line in process.stdout:
                said.append(line)
                match = re.search(r"started successfully on port (\d+)", line)
                if match and not found:
                    found.append(int(match.group(1)))
                    settled.set()
            settled.set()

        threading.Thread(target=read, daemon=True).start()
        if not settled.wait(self._timeout) or not found:
            raise WebDriverError(f"{self._chromedriver} did not start: {''.join(said).strip() or 'no output'}")
        return found[0]

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._base + path, data=data, method=method,
                                         headers={"Content-Type": "application/json; charset=utf-8"})
        try:
            # No proxy: the driver is on this machine, whatever the environment says.
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(request, timeout=self._timeout) as response:
                return json.load(response)["value"]
        except urllib.error.HTTPError as error:
            value = json.loads(error.read() or b"{}").get("value", {})
            raise WebDriverError(f"{value.get('error', error)}: {value.get('message', '')}".strip()) from error
        except OSError as error:
            raise WebDriverError(f"{method} {path}: {error}") from error

    def close(self) -> None:
        """Ends the session, the driver and the browser, and removes the profile."""
        if self._session:
            try:
                self._call("DELETE", self._session)
            except WebDriverError as error:
                print(f"# the session did not end by itself: {error}", file=sys.stderr)
            self._session = ""
        if self._process is not None:
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self._process.wait()
            self._process = None
        # A process of the browser may still write for a moment after it was told to end.
        for _ in range(20):
            shutil.rmtree(self._profile, ignore_errors=True)
            if not os.path.exists(self._profile):
                break
            time.sleep(0.1)

    def open(self, url: str) -> None:
        self._call("POST", f"{self._session}/url", {"url": url})

    def run(self, script: str, *arguments: Any) -> Any:
        return self._call("POST", f"{self._session}/execute/sync", {"script": script, "args": list(arguments)})

    def cdp(self, command: str, **parameters: Any) -> Any:
        return self._call("POST", f"{self._session}/goog/cdp/execute", {"cmd": command, "params": parameters})

    def show_as(self, width: int, height: int, scale: float, scheme: str | None) -> None:
        """Sets the page's own size (a window cannot be as narrow as a telephone) and the colour scheme."""
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale,
                 mobile=width < 600)
        if scheme:
            self.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def console(self) -> list[dict[str, Any]]:
        """What came to the console since the last call."""
        return list(self._call("POST", f"{self._session}/se/log", {"type": "browser"}))

    def requested(self) -> list[str]:
        """The addresses that were asked for since the last call; of a browser that was made with `network`."""
        entries = [json.loads(e["message"])["message"]
                   for e in self._call("POST", f"{self._session}/se/log", {"type": "performance"})]
        return [e["params"]["request"]["url"] for e in entries if e["method"] == "Network.requestWillBeSent"]

    def keys(self, *keys: str) -> None:
        """Presses and releases one key after the other, as a hand does; special ones by their WebDriver code."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._call("POST", f"{self._session}/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def point(self, x: int, y: int, click: bool = False) -> None:
        """Moves the mouse to a place in the window, and clicks there if asked to."""
        actions: list[dict[str, Any]] = [{"type": "pointerMove", "duration": 0, "x": x, "y": y}]
        if click:
            actions += [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self._call("POST", f"{self._session}/actions", {"actions": [
            {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": actions}]})

    def screenshot(self, whole_page: bool) -> bytes:
        if not whole_page:
            return base64.b64decode(self._call("GET", f"{self._session}/screenshot"))
        size = self.cdp("Page.getLayoutMetrics")["cssContentSize"]
        return base64.b64decode(self.cdp(
            "Page.captureScreenshot", format="png", captureBeyondViewport=True,
            clip={"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1})["data"])


class Report:
    """The lines of the result and their count."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0

    def check(self, good: bool, what: str, found: object = "") -> None:
        if good:
            self.passed += 1
        else:
            self.failed += 1
        detail = f" ({found})" if found != "" else ""
        print(f"{'ok' if good else 'FAIL'} {what}{detail}", flush=True)


def number(text: str | None) -> float | None:
    """The number that an element shows, or None where it shows none."""
    try:
        return float(text) if text else None
    except ValueError:
        return None


def until(timeout: float, look: Callable[[], dict[str, Any]],
          good: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Looks until what is seen is good or the time is over, and returns the last look."""
    end = time.monotonic() + timeout
    while True:
        seen = look()
        if good(seen) or time.monotonic() > end:
            return seen
        time.sleep(0.1)


def look_at(browser: Browser) -> dict[str, Any]:
    try:
        seen: dict[str, Any] = browser.run(LOOK_SCRIPT, list(IDS))
        return seen
    except WebDriverError as error:
        # Between two documents there is no page to run a script in.
        return {"state": None, "values": {}, "error": str(error)}


def check_page(browser: Browser, report: Report, options: argparse.Namespace) -> None:
    expected: str = options.expect_state

    def look() -> dict[str, Any]:
        return look_at(browser)

    def frames(seen: dict[str, Any]) -> float:
        return number(seen["values"].get("frames")) or 0

    browser.show_as(options.width, options.height, options.scale, options.scheme)
    browser.open(options.url)
    seen = until(options.timeout, look, lambda s: s["state"] == expected)
    report.check(seen["state"] == expected, f"body[data-state] is {expected}", seen.get("error") or seen["state"])
    if "naturalWidth" not in seen:
        return
    report.check(seen["values"]["state"] != "" and seen["values"]["state"] is not None, "the state is said in words",
                 seen["values"]["state"])

    if expected == "live":
        check_live(browser, report, options, look, frames)
    else:
        report.check(seen["banner"] != "", "a banner over the picture says why it does not move", seen["banner"])
        report.check(seen["naturalWidth"] == 0 or seen["dimmed"], "the picture does not look live",
                     "dimmed" if seen["dimmed"] else "no picture")
    if expected in ("frozen", "gone", "waiting", "starved", "lost"):
        # Longer than several events, so that frames that are still counted would be seen.
        time.sleep(1.5)
        later = look()
        report.check(later["state"] == expected and frames(later) == frames(seen), "frames do not grow",
                     f"{frames(seen):g}, then {frames(later):g}")

    seen = look()
    missing = [i for i in IDS if seen["values"][i] is None and (i not in NEEDS_HEADER or expected == "live")]
    report.check(not missing, "every value has its id", ", ".join(missing))
    report.check(seen["lang"] != "" and seen["alt"] != "" and seen["liveRegions"] > 0,
                 "language, alternative text and a live region are there", seen["alt"])
    report.check(seen["overflowX"] <= 0, f"nothing is wider than {seen['innerWidth']} pixels",
                 f"{seen['overflowX']} over" if seen["overflowX"] > 0 else "")
    if options.width >= 1280 and options.height >= 800:
        report.check(seen["overflowY"] <= 0, f"all is seen without scrolling at {options.width}x{options.height}",
                     f"{seen['overflowY']} over" if seen["overflowY"] > 0 else "")

    if options.screenshot:
        options.screenshot.parent.mkdir(parents=True, exist_ok=True)
        options.screenshot.write_bytes(browser.screenshot(options.whole_page))
        report.check(options.screenshot.stat().st_size > 1000, "screenshot written", options.screenshot)

    entries = [e for e in browser.console() if e.get("level") == "SEVERE"]
    if expected == "lost":
        # The browser itself writes a line for each request to a server that is not there; a page cannot prevent it.
        entries = [e for e in entries if e.get("source") != "network"]
    report.check(not entries, "no errors on the console", "; ".join(str(e.get("message")) for e in entries[:5]))


def check_live(browser: Browser, report: Report, options: argparse.Namespace, look: Callable[[], dict[str, Any]],
               frames: Callable[[dict[str, Any]], float]) -> None:
    seen = until(options.timeout, look, lambda s: bool(s.get("naturalWidth")))
    report.check(bool(seen.get("naturalWidth")), "the picture has arrived",
                 f"{seen.get('naturalWidth')}x{seen.get('naturalHeight')}")
    seen = until(options.timeout, look, lambda s: not s.get("dimmed", True) and s.get("banner") == "")
    report.check(not seen.get("dimmed", True) and seen.get("banner") == "", "the picture is shown undimmed, no banner",
                 seen.get("banner", ""))
    seen = until(options.timeout, look, lambda s: (number(s["values"].get("rate")) or 0) > 0)
    report.check((number(seen["values"].get("rate")) or 0) > 0, "frames a second is above 0", seen["values"].get("rate"))
    seen = until(options.timeout, look, lambda s: number(s["values"].get("age")) is not None)
    report.check((number(seen["values"].get("age")) or -1) >= 0, "the frame's age is a number",
                 seen["values"].get("age"))

    def same_size(s: dict[str, Any]) -> bool:
        return (number(s["values"].get("header-width")) == s.get("naturalWidth")
                and number(s["values"].get("header-height")) == s.get("naturalHeight"))

    seen = until(options.timeout, look, same_size)
    report.check(same_size(seen), "the header's width and height are the picture's",
                 f"{seen['values'].get('header-width')}x{seen['values'].get('header-height')}")

    before = frames(look())
    seen = until(options.timeout, look, lambda s: frames(s) > before)
    report.check(frames(seen) > before, "frames grow", f"{before:g}, then {frames(seen):g}")

    # A second or two of the curves, so that there is something to see.
    plots = until(options.timeout, lambda: dict(browser.run(PLOT_SCRIPT)),
                  lambda p: p["rate"]["points"] >= 3 and p["age"]["points"] >= 3)
    report.check(plots["rate"]["points"] >= 3 and plots["age"]["points"] >= 3 and plots["missed"]["samples"] >= 3,
                 "the plots show their curves", f"{plots['rate']['points']} points")


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Checks the live view page in headless Chromium.")
    parser.add_argument("url")
    parser.add_argument("--expect-state", choices=STATES, default="live")
    parser.add_argument("--screenshot", type=Path)
    parser.add_argument("--whole-page", action="store_true", help="take the screenshot of all that can be scrolled to")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=800)
    parser.add_argument("--scale", type=float, default=1.0, help="device pixels per CSS pixel")
    parser.add_argument("--scheme", choices=("dark", "light"))
    parser.add_argument("--chromedriver", default="chromedriver")
    parser.add_argument("--chromium", help="the browser, where the driver does not find it by itself")
    parser.add_argument("--timeout", type=float, default=30.0, help="seconds that any one wait may take")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    options = arguments(argv)
    # A stop from outside (a build's time-out) must end the browser too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    driver = shutil.which(options.chromedriver)
    if driver is None:
        print(f"FAIL {options.chromedriver} is not there (Debian: apt-get install chromium chromium-driver)")
        print("0 passed, 1 failed")
        return 1
    report = Report()
    try:
        with Browser(driver, options.chromium, max(options.timeout, 10.0)) as browser:
            check_page(browser, report, options)
    except (WebDriverError, OSError) as error:
        report.check(False, "the browser answers", error)
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
