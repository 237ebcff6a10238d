#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Looks at the wall in a real browser, with cameras of its own, and checks each thing that it can do.

    wall_test.py http://localhost:8080/ FOLDER [--most 8] [--pictures docs/images]

FOLDER is that of the demo's `demo.directory`, MOST its `demo.maxCameras`. Needs what page_test.py needs. Prints a line
`ok ...` or `FAIL ...` for each check, then `N passed, M failed`; the exit status is 1 if one failed.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import socket
import sys
import time
import urllib.parse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from page_test import Browser, Report, WebDriverError
from slim_png import slim
from test_cameras import HEIGHT, WIDTH, TestCamera, headless, pixel, seen as seen_in

TAB, ENTER, ESCAPE, SPACE, RIGHT = "\ue004", "\ue007", "\ue00c", " ", "\ue014"

TILES = r"""
return Object.fromEntries([...document.querySelectorAll('.tile')].map(tile => [tile.dataset.camera, {
  state: tile.dataset.state, word: tile.querySelector('.state').textContent, words: tile.querySelector('.words').textContent,
  shows: tile.querySelector('.words').checkVisibility(), pictures: Number(tile.querySelector('canvas').dataset.pictures ?? 0),
  width: tile.querySelector('canvas').width,
}]));
"""
LARGE = r"""
const text = id => document.getElementById(id)?.textContent.trim() ?? null;
const canvas = document.getElementById('picture');
const table = id => Object.fromEntries([...document.querySelectorAll(`#${id} tr`)].map(
  row => [row.querySelector('th').textContent, (row.querySelector('.value span') ?? row.querySelector('.value')).textContent]));
const shown = text('shown') ?? '';
return {
  view: document.body.dataset.view, state: document.body.dataset.state, heading: text('heading'), word: text('state'),
  banner: document.getElementById('banner').checkVisibility() ? text('banner') : '',
  header: table('header'), ring: table('ring'), width: canvas.width, height: canvas.height,
  frame: Number(document.getElementById('shown').dataset.frame ?? -1), shown,
  sequence: Number(/sequence (\d+)/.exec(shown)?.[1] ?? -1), frames: Number(text('frames')),
  pixel: {...document.getElementById('pixel').dataset}, paused: document.body.hasAttribute('data-paused'),
  missed: Number(text('missed')),
  plots: Object.fromEntries(['rate', 'age', 'missed', 'torn'].map(id => [id, {
    samples: Number(document.querySelector(`#plot-${id} svg`).dataset.samples ?? 0),
    path: document.querySelector(`#plot-${id} path`).getAttribute('d') ?? ''}])),
};
"""
# What a person with a keyboard must see: which element has the focus.
FOCUS = r"""
const element = document.activeElement;
const style = getComputedStyle(element);
return {id: element.id, camera: element.dataset.camera ?? '', tag: element.tagName,
  outline: element.matches(':focus-visible') && style.outlineStyle !== 'none' ? parseFloat(style.outlineWidth) : 0};
"""
BOX = "const box = document.querySelector(arguments[0]).getBoundingClientRect(); return [box.left, box.top, box.width, box.height];"
WIDE = r"""
return {page: document.documentElement.scrollWidth, window: innerWidth, beyond: [...document.querySelectorAll('body *')].filter(
  element => element.checkVisibility() && element.getBoundingClientRect().right > innerWidth + 1).map(
  element => element.id || element.className || element.tagName).slice(0, 5)};
"""
DRAW = "return [...document.getElementById('picture').getContext('2d').getImageData(arguments[0], arguments[1], 1, 1).data];"


class Wall:
    """The page, its cameras, and what is found of it."""

    def __init__(self, browser: Browser, report: Report, options: argparse.Namespace) -> None:
        self.browser = browser
        self.report = report
        self.options = options
        self.folder: Path = options.folder
        self.cameras: dict[str, TestCamera] = {}
        self.files: list[Path] = []

    def camera(self, name: str, ring: bool, fps: float = 20) -> TestCamera:
        self.cameras[name] = TestCamera(self.folder / name, ring, fps)
        return self.cameras[name]

    def tiles(self) -> dict[str, Any]:
        return dict(self.browser.run(TILES))

    def large(self) -> dict[str, Any]:
        return dict(self.browser.run(LARGE))

    def until(self, what: str, look: Callable[[], Any], good: Callable[[Any], bool], timeout: float = 20) -> Any:
        """Looks until it is good; a check of its own."""
        end = time.monotonic() + timeout
        while True:
            try:
                seen = look()
                passed = good(seen)
            except (WebDriverError, KeyError) as error:
                seen, passed = error, False
            if passed or time.monotonic() > end:
                self.report.check(passed, what, "" if passed else str(seen)[:1500])
                return seen
            time.sleep(0.05)

    def picture(self, name: str, whole: bool = False) -> None:
        if self.options.pictures:
            self.options.pictures.mkdir(parents=True, exist_ok=True)
            (self.options.pictures / name).write_bytes(slim(self.browser.screenshot(whole)))

    def click(self, selector: str) -> None:
        left, top, width, height = self.browser.run(BOX, selector)
        self.browser.point(int(left + width / 2), int(top + height / 2), click=True)

    def open(self, address: str) -> None:
        self.browser.open("about:blank")
        self.browser.open(self.options.url + address)

    def end(self) -> None:
        for camera in self.cameras.values():
            camera.go()
        for file in self.files:
            file.unlink(missing_ok=True)


def found_as_they_appear(wall: Wall) -> None:
    wall.until("the demo's own cameras are there", wall.tiles,
               lambda t: len(t) >= 2 and all(tile["state"] == "live" for tile in t.values()), 60)
    wall.camera("ring", ring=True)
    wall.until("a ring is found by its magic and shown",
               wall.tiles, lambda t: t["ring"]["state"] == "live" and t["ring"]["pictures"] > 2 and t["ring"]["width"] == WIDTH)
    wall.camera("plain", ring=False)
    wall.until("a frameheader segment is found by its header and shown", wall.tiles,
               lambda t: t["plain"]["state"] == "live" and t["plain"]["pictures"] > 2 and t["plain"]["word"] == "Live")


def unknown_is_offered(wall: Wall) -> None:
    file = wall.folder / "unknown"
    headless(file, 64, 48)
    wall.files.append(file)
    about = "return document.querySelector('[data-segment=unknown]')?.innerText ?? ''"
    wall.until("what cannot be known is offered, not guessed", lambda: wall.browser.run(about),
               lambda text: "unknown: choose a layout or a description" in text)
    choose = ("const form = document.querySelector('[data-segment=unknown] form'); form.querySelector('input').value = "
              "arguments[0]; form.requestSubmit(); return true;")
    wall.browser.run(choose, "raw&widht=64")
    wrong = "return document.querySelector('[data-segment=unknown] [role=alert]')?.textContent ?? ''"
    wall.until("a wrong option is named", lambda: wall.browser.run(wrong), lambda text: "option 'widht=64'" in text)
    wall.browser.run(choose, "raw&width=64&height=48&channels=3&verify=none")
    wall.until("and in a chosen layout it is shown", wall.tiles, lambda t: t["unknown"]["width"] == 64)


def traffic(wall: Wall, quality: int, fps: int) -> float:
    wall.browser.run("for (const [id, value] of [['quality', arguments[0]], ['fps', arguments[1]]]) { const choice = "
                     "document.getElementById(id); choice.value = value; choice.dispatchEvent(new Event('change')); }",
                     str(quality), str(fps))
    # The figure is an average over two seconds.
    time.sleep(3.2)
    return float(wall.browser.run("return Number(document.getElementById('traffic').dataset.bytes)"))


def quality_and_rate(wall: Wall) -> None:
    low, high, slow = traffic(wall, 20, 10), traffic(wall, 100, 10), traffic(wall, 100, 1)
    wall.report.check(low * 1.5 < high, "a higher quality means more bytes a second", f"{low:.0f} and {high:.0f}")
    wall.report.check(slow * 2 < high, "a lower rate means fewer bytes a second", f"{high:.0f} and {slow:.0f}")
    wall.open("#")


def large_with_its_header(wall: Wall) -> None:
    wall.until("the tiles are there", wall.tiles, lambda t: "ring" in t and "plain" in t)
    wall.click("[data-camera=plain]")
    wall.until("a click shows one camera large, as large as its frame", wall.large,
               lambda s: s["view"] == "large" and s["heading"] == "plain" and (s["width"], s["height"]) == (WIDTH, HEIGHT))
    wall.until("with all fields of its header", wall.large, lambda s: s["header"].keys() == {
        "width", "height", "channels", "timestampMs", "valid"} and s["header"]["width"] == str(WIDTH)
        and abs(time.time() * 1000 - float(s["header"]["timestampMs"])) < 60_000)
    wall.browser.keys(ESCAPE)
    wall.until("and Esc closes it", wall.large, lambda s: s["view"] == "wall")
    wall.click("[data-camera=ring]")
    wall.until("of a ring: sequence, size and the ring's figures", wall.large, lambda s: s["heading"] == "ring"
               and int(s["header"]["sequence"]) > 0 and s["header"]["width"] == str(WIDTH) and s["ring"]["slots"] == "4"
               and int(s["ring"]["published"]) > 0 and s["ring"]["readers"] != "0" and s["sequence"] > 0)


def plots(wall: Wall) -> None:
    before = wall.large()["plots"]
    missed = wall.large()["missed"]
    wall.cameras["ring"].burst = 200
    wall.until("the plots of rate and age are fed and drawn", wall.large, lambda s: all(
        s["plots"][plot]["samples"] > before[plot]["samples"] and s["plots"][plot]["path"].count("L") > 2
        for plot in ("rate", "age")))
    wall.until("what is missed is counted and plotted", wall.large,
               lambda s: s["missed"] > missed and s["plots"]["missed"]["path"].count("Z") > 0)
    samples = wall.large()["plots"]["torn"]["samples"]
    wall.report.check(samples >= 3, "what is torn has a plot of as many samples", samples)


def expected(seen: dict[str, Any]) -> str:
    """The value of the pixel that the page shows, as the camera wrote it in the frame that the page shows."""
    found = seen["pixel"]
    return " ".join(map(str, pixel(seen["sequence"], int(found["x"]), int(found["y"]))))


def same_pixel(seen: dict[str, Any]) -> bool:
    found = seen["pixel"]
    return int(found.get("frame", -1)) == seen["frame"] and found["values"] == expected(seen)


def pause_pixel_and_step(wall: Wall) -> None:
    wall.browser.run("const q = document.getElementById('quality'); q.value = '20'; q.dispatchEvent(new Event('change'))")
    time.sleep(0.5)
    wall.browser.keys(SPACE)
    wall.until("space pauses", wall.large, lambda s: s["paused"])
    time.sleep(0.3)
    held = wall.large()
    left, top, width, height = wall.browser.run(BOX, "#picture")
    scale = min(width / WIDTH, height / HEIGHT)
    x, y = 41, 77
    wall.browser.point(int(left + width / 2 + (x + 0.5 - WIDTH / 2) * scale), int(top + height / 2 + (y + 0.5 - HEIGHT / 2) * scale))
    seen = wall.until("the pixel under the pointer has the value of the source frame", wall.large, lambda s: "x" in s["pixel"] and
                      (int(s["pixel"]["x"]), int(s["pixel"]["y"])) == (x, y) and same_pixel(s))
    jpeg = wall.browser.run(DRAW, x, y)
    wall.report.check([str(jpeg[i]) for i in (2, 1, 0)] != seen["pixel"].get("values", "").split(), "which its JPEG has not",
                      f"B G R {seen['pixel'].get('values')}, in the JPEG {jpeg[2]} {jpeg[1]} {jpeg[0]}")
    later = wall.until("the camera goes on meanwhile", wall.large, lambda s: s["frames"] > held["frames"] + 10)
    wall.report.check(later["frame"] == held["frame"], "and the picture does not", f"frame {held['frame']}")
    for key, what in ((".", "a period steps by exactly one frame"), (RIGHT, "and so does the arrow to the right"), (".", "and again")):
        before = wall.large()
        wall.browser.keys(key)
        wall.until(what, wall.large, lambda s: s["frame"] > before["frame"])
        after = wall.large()
        wall.report.check((after["frame"], after["sequence"]) == (before["frame"] + 1, before["sequence"] + 1),
                          "the one that the camera wrote next", f"sequence {before['sequence']}, then {after['sequence']}")
        wall.until("whose pixel is exact, too", wall.large, same_pixel)
    wall.browser.run("for (const [id, value] of [['x', 3], ['y', 5]]) { const input = document.getElementById(id); "
                     "input.value = value; input.dispatchEvent(new Event('input')); }")
    wall.until("a pixel can be chosen by numbers", wall.large, lambda s: s["pixel"]["x"] == "3" and s["pixel"]["y"] == "5" and same_pixel(s))
    wall.browser.keys(SPACE)
    wall.until("space resumes", wall.large, lambda s: not s["paused"] and s["frame"] > after["frame"] + 5)
    wall.open("#")


def pause_on_the_wall(wall: Wall) -> None:
    wall.until("pictures come", wall.tiles, lambda t: t["ring"]["pictures"] > 3)
    wall.browser.keys(SPACE)
    time.sleep(0.3)
    before = wall.tiles()["ring"]["pictures"]
    time.sleep(0.7)
    wall.report.check(wall.tiles()["ring"]["pictures"] == before, "the wall pauses as a whole", before)
    wall.browser.keys(".")
    wall.until("and steps by one picture", wall.tiles, lambda t: t["ring"]["pictures"] > before)
    time.sleep(0.5)
    wall.report.check(wall.tiles()["ring"]["pictures"] == before + 1, "no more than one", wall.tiles()["ring"]["pictures"] - before)
    wall.browser.keys(SPACE)
    wall.until("and resumes", wall.tiles, lambda t: t["ring"]["pictures"] > before + 3)


def frozen_black_gone(wall: Wall) -> None:
    for name in ("gone", "dark", "hangs"):
        wall.camera(name, ring=name != "hangs")
    wall.until("three cameras are live", wall.tiles, lambda t: all(t[name]["state"] == "live" for name in ("gone", "dark", "hangs")))
    wall.cameras["hangs"].show = "same"
    wall.cameras["dark"].show = "black"
    wall.cameras["plain"].show = "nothing"
    wall.cameras["gone"].go()
    wall.until("no segment: Gone", wall.tiles, lambda t: (t["gone"]["state"], t["gone"]["word"], t["gone"]["shows"]) == ("gone", "Gone", True))
    wall.until("all pixels near 0: Black, though the picture is not the same", wall.tiles, lambda t: (
        t["dark"]["state"], t["dark"]["word"]) == ("black", "Black") and "stamps go on" not in t["dark"]["words"])
    wall.until("the same byte for byte while stamps go on: Frozen, and why", wall.tiles, lambda t: (
        t["hangs"]["state"], t["hangs"]["word"], t["hangs"]["shows"]) == ("frozen", "Frozen", True) and "stamps go on" in t["hangs"]["words"])
    wall.until("no fresh frame: Frozen, and why", wall.tiles, lambda t: t["plain"]["word"] == "Frozen"
               and "No fresh frame" in t["plain"]["words"])
    wall.cameras["plain"].show = wall.cameras["hangs"].show = wall.cameras["dark"].show = "moving"
    wall.until("all three come back by themselves", wall.tiles,
               lambda t: all(t[name]["state"] == "live" for name in ("plain", "hangs", "dark")))
    wall.cameras["hangs"].go()
    wall.cameras["dark"].go()


def keyboard_only(wall: Wall) -> None:
    wall.open("#")
    wall.until("the tiles are there", wall.tiles, lambda t: "ring" in t and t["ring"]["pictures"] > 0)
    for _ in range(12):
        wall.browser.keys(TAB)
        if wall.browser.run(FOCUS)["camera"]:
            break
    focus = wall.browser.run(FOCUS)
    wall.report.check(bool(focus["camera"]) and focus["outline"] >= 2, "Tab reaches the tiles, and the focus is seen", focus)
    wall.browser.keys(RIGHT)
    second = wall.browser.run(FOCUS)
    wall.report.check(second["camera"] not in ("", focus["camera"]) and second["outline"] >= 2, "an arrow goes to the next", second)
    wall.browser.keys(ENTER)
    wall.until("Enter opens it", wall.large, lambda s: s["view"] == "large" and s["heading"] == second["camera"] and s["frame"] > 0)
    focus = wall.browser.run(FOCUS)
    wall.report.check(focus["id"] == "picture" and focus["outline"] >= 2, "the focus is on the picture, where space pauses", focus)
    wall.browser.keys(ESCAPE)
    wall.until("Esc closes it, and the focus is where it was", lambda: wall.browser.run(FOCUS), lambda f: f["camera"] == second["camera"])
    unnamed = wall.browser.run("return [...document.querySelectorAll('a, button, select, input')].filter(e => !(e.getAttribute("
                               "'aria-label') || e.textContent.trim() || e.labels?.length)).map(e => e.outerHTML)")
    wall.report.check(not unnamed, "whatever can be operated has a name", unnamed)


def phone(wall: Wall) -> None:
    wall.browser.show_as(360, 740, 2, "light")
    wall.open("#")
    wall.until("a phone shows the wall", wall.tiles, lambda t: "ring" in t and t["ring"]["pictures"] > 0)
    wide = wall.browser.run(WIDE)
    wall.report.check(wide["page"] <= 360 and not wide["beyond"], "nothing is wider than 360 pixels", wide)
    wall.browser.run("document.querySelector('[data-camera=ring]').scrollIntoView()")
    wall.click("[data-camera=ring]")
    wall.until("and one camera", wall.large, lambda s: s["view"] == "large" and s["frame"] > 0 and len(s["header"]) > 3)
    wide = wall.browser.run(WIDE)
    wall.report.check(wide["page"] <= 360 and not wide["beyond"], "nothing of that is wider, either", wide)
    left, top, width, height = wall.browser.run(BOX, "#picture")
    wall.browser.cdp("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": left + width / 2, "y": top + height / 2}])
    wall.browser.cdp("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
    wall.until("a finger asks for a pixel", wall.large, lambda s: "values" in s["pixel"])
    wall.browser.show_as(1280, 800, 1, "dark")


def bounded(wall: Wall) -> None:
    for i in range(wall.options.most):
        wall.camera(f"many-{i}", ring=True, fps=2)
    notice = "return document.getElementById('notice').textContent + document.getElementById('others').textContent"
    wall.open("#")
    wall.until("no more cameras are shown than may be", wall.tiles, lambda t: len(t) == wall.options.most)
    wall.until("and the page says so", lambda: wall.browser.run(notice), lambda text:
               f"{wall.options.most} are the most that this wall shows" in text and "not shown: " in text)
    for i in range(wall.options.most):
        wall.cameras[f"many-{i}"].go()


def vanish(wall: Wall) -> None:
    wall.until("cameras that are gone leave the wall", wall.tiles,
               lambda t: "ring" in t and not any(name in t for name in ("gone", "dark", "hangs", "many-0")), 30)


def own_origin_only(wall: Wall, browser: Browser) -> None:
    browser.open(wall.options.url + "#camera=ring")
    wall.until("another browser sees the wall", lambda: browser.run(LARGE), lambda s: s["frame"] > 3 and s["header"])
    browser.run("pixel.point(1, 1)")
    wall.until("and a pixel", lambda: browser.run(LARGE), lambda s: "values" in s["pixel"])
    asked = [url for url in browser.requested() if not url.startswith(("data:", "chrome:", "about:", "blob:"))]
    origin = urllib.parse.urlsplit(wall.options.url)[:2]
    foreign = [url for url in asked if urllib.parse.urlsplit(url)[:2] != origin]
    wall.report.check(bool(asked) and not foreign, "no request leaves the page's own origin", foreign or f"{len(asked)} requests")


def stalled(url: str) -> socket.socket:
    """A viewer that asks for everything and reads nothing."""
    parts = urllib.parse.urlsplit(url)
    lazy = socket.create_connection((parts.hostname, parts.port))
    lazy.sendall(f"GET /stream?fps=60&quality=100 HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
    return lazy


def take_pictures(wall: Wall) -> None:
    """For the documentation, with cameras that see what the demo's see."""
    for name in ("ring", "plain"):
        wall.cameras[name].go()
    (wall.folder / "unknown").unlink()
    wall.until("the wall is the demo's own", wall.tiles, lambda t: all(name.startswith("shmframe-demo") for name in t), 30)
    width, height, pixels = seen_in(wall.folder / "shmframe-demo-2")
    for name in ("dock", "entrance", "gate"):
        wall.cameras[name] = TestCamera(wall.folder / name, name == "dock", 15, width, height, lambda number: pixels)
    wall.cameras["dock"].show = "black"
    file = wall.folder / "scanner"
    headless(file, 64, 48)
    wall.files.append(file)
    wall.browser.show_as(1280, 830, 1, "dark")
    wall.open("#quality=40")
    wall.until("one is frozen, one black", wall.tiles, lambda t: t["dock"]["state"] == "black" and t["entrance"]["state"] == "frozen"
               and t["gate"]["pictures"] > 0)
    wall.cameras["gate"].go()
    wall.until("and one gone", wall.tiles, lambda t: t["gate"]["state"] == "gone")
    wall.picture("wall.png")
    wall.browser.show_as(360, 740, 1, "light")
    time.sleep(1)
    wall.picture("wall-phone.png")
    for scheme, name in (("dark", "wall-camera.png"), ("light", "live-view.png")):
        wall.browser.show_as(1000, 660, 1, scheme)
        wall.open("#camera=shmframe-demo&quality=60")
        wall.until("a camera is seen", wall.large, lambda s: s["frame"] > 0 and s["plots"]["rate"]["samples"] > 100, 60)
        left, top, wide, high = wall.browser.run(BOX, "#picture")
        wall.browser.point(int(left + wide * 0.56), int(top + high * 0.42))
        wall.until("and a pixel", wall.large, lambda s: "values" in s["pixel"])
        time.sleep(1)
        wall.picture(name)


def run(wall: Wall, browser: Browser, other: Browser) -> None:
    lazy = [stalled(wall.options.url) for _ in range(3)]
    try:
        browser.show_as(1280, 800, 1, "dark")
        wall.open("#")
        tests: list[Callable[[Wall], None]] = [
            found_as_they_appear, unknown_is_offered, quality_and_rate, large_with_its_header, plots, pause_pixel_and_step,
            pause_on_the_wall, frozen_black_gone, keyboard_only, phone, bounded]
        for test in tests:
            begin = time.monotonic()
            test(wall)
            print(f"# {test.__name__}: {time.monotonic() - begin:.1f} s", flush=True)
        own_origin_only(wall, other)
        vanish(wall)
        if wall.options.pictures:
            take_pictures(wall)
        wall.report.check(all(one.fileno() >= 0 for one in lazy), "three viewers that never read kept nobody waiting")
        errors = [str(e.get("message")) for e in browser.console() if e.get("level") == "SEVERE" and e.get("source") != "network"]
        wall.report.check(not errors, "no errors on the console", "; ".join(errors[:5]))
    finally:
        for one in lazy:
            one.close()
        wall.end()


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks the wall in headless Chromium.")
    parser.add_argument("url")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=8, help="how many cameras the wall shows")
    parser.add_argument("--pictures", type=Path, help="where to leave the documentation's pictures")
    parser.add_argument("--chromedriver", default="chromedriver")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    driver = shutil.which(options.chromedriver)
    report = Report()
    if driver is None:
        report.check(False, f"{options.chromedriver} is there (Debian: apt-get install chromium chromium-driver)")
    else:
        try:
            with Browser(driver, None, 30) as browser, Browser(driver, None, 30, network=True) as other:
                run(Wall(browser, report, options), browser, other)
        except (WebDriverError, OSError, KeyError) as error:
            report.check(False, "the browser answers", error)
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
