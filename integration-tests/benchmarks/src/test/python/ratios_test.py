# SPDX-License-Identifier: Apache-2.0
"""Run by `.ci/figures --self-test`."""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
import unittest
from pathlib import Path
from typing import Any

import ratios


def run(values: dict[str, float], failures: int = 0, load: float = 0.2) -> dict[str, Any]:
    """A run in which more is better, but for a latency; an older JDK, which does not count, is far behind."""
    said = [{"jdk": 25, "name": name, "atLeast": "latency" not in name, "value": value} for name, value in values.items()]
    older = [it | {"jdk": 17, "value": it["value"] * 100} for it in said]
    machine = {"cores": 2, "loadBefore": load}
    return {"machine": machine, "ratios": older + said, "failures": [{"part": "copies", "jdk": 25, "message": "torn"}] * failures}


class RatiosTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.kept = self.folder / "ratios.json"

    def told(self, *options: str, runs: list[dict[str, Any]]) -> tuple[int, str]:
        files = []
        for number, it in enumerate(runs):
            file = self.folder / f"{number}.json"
            file.write_text(json.dumps(it))
            files.append(str(file))
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            code = ratios.main([*options, "--kept", str(self.kept), *files])
        return code, out.getvalue()

    def keep(self, *values: dict[str, float]) -> None:
        code, said = self.told("--keep", runs=[run(it) for it in values])
        self.assertEqual(0, code, said)

    def test_should_keep_the_median_and_the_spread_of_the_newest_jdk(self) -> None:
        self.keep({"copy": 0.8}, {"copy": 1.0}, {"copy": 1.2})
        kept = ratios.of_json(self.kept.read_text())["copy"]
        self.assertEqual(1.0, kept.value)
        self.assertAlmostEqual(ratios.MARGIN * 0.25, kept.spread, delta=0.01)

    def test_should_allow_more_where_few_runs_were_kept(self) -> None:
        self.keep({"copy": 1.0})
        self.assertEqual(ratios.UNKNOWN_SPREAD, ratios.of_json(self.kept.read_text())["copy"].spread)

    def test_should_say_what_became_slower_and_fail_only_if_strict(self) -> None:
        self.keep({"copy": 1.0, "latency": 2.0})
        for found in ({"copy": 0.5, "latency": 2.0}, {"copy": 1.0, "latency": 4.0}):
            name = "copy" if found["copy"] < 1 else "latency"
            code, said = self.told(runs=[run(found)])
            self.assertEqual(0, code)
            self.assertIn(f"{name} became slower: 2.00 times as bad", said)
            self.assertEqual(1, self.told("--strict", runs=[run(found)])[0])

    def test_should_say_what_became_faster(self) -> None:
        self.keep({"copy": 1.0, "latency": 2.0})
        code, said = self.told("--strict", runs=[run({"copy": 2.0, "latency": 1.0})])
        self.assertEqual(0, code)
        self.assertIn("copy became faster: 2.00 times as good", said)
        self.assertIn("latency became faster: 2.00 times as good", said)

    def test_should_say_nothing_within_the_spread(self) -> None:
        self.keep({"copy": 1.0, "latency": 2.0})
        code, said = self.told("--strict", runs=[run({"copy": 0.8, "latency": 2.5})])
        self.assertEqual(0, code)
        self.assertIn("Nothing became slower", said)

    def test_should_fail_where_a_ratio_is_missing(self) -> None:
        self.keep({"copy": 1.0, "latency": 2.0})
        code, said = self.told(runs=[run({"copy": 1.0})])
        self.assertEqual(1, code)
        self.assertIn("not measured: latency", said)

    def test_should_fail_where_the_run_failed(self) -> None:
        self.keep({"copy": 1.0})
        code, said = self.told(runs=[run({"copy": 1.0}, failures=1)])
        self.assertEqual(1, code)
        self.assertIn("copies, JDK 25: torn", said)

    def test_should_name_what_is_new(self) -> None:
        self.keep({"copy": 1.0})
        code, said = self.told(runs=[run({"copy": 1.0, "latency": 2.0})])
        self.assertEqual(0, code)
        self.assertIn("latency is new", said)

    def test_should_say_that_the_machine_was_busy(self) -> None:
        self.keep({"copy": 1.0})
        self.assertNotIn("busy", self.told(runs=[run({"copy": 1.0})])[1])
        self.assertIn("a load of 3.5 on 2 cores", self.told(runs=[run({"copy": 1.0}, load=3.5)])[1])


if __name__ == "__main__":
    unittest.main()
