# SPDX-License-Identifier: Apache-2.0
"""Says which ratios of the benchmarks changed; see .ci/figures."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# What a ratio may change by where the runs that were kept differed by less: of a quick run, on a machine with other guests.
LEAST_SPREAD = 0.10
# The same where too few runs were kept to know how they differ.
UNKNOWN_SPREAD = 0.30
ENOUGH_RUNS = 3
# More runs would differ by more than those few that were kept.
MARGIN = 1.5


class Failed(Exception):
    """A run that cannot be compared, in words for whoever reads the log."""


@dataclass(frozen=True)
class Ratio:
    """One ratio of a run, or what is kept of several."""

    value: float
    at_least: bool
    spread: float = 0.0


@dataclass(frozen=True)
class Change:
    """A ratio beside the one that was kept."""

    name: str
    kept: Ratio
    found: float

    @property
    def share(self) -> float:
        """How much it changed, where 0.1 is a tenth more than was kept."""
        return 0.0 if self.found == self.kept.value else self.found / self.kept.value - 1 if self.kept.value else float("inf")

    @property
    def factor(self) -> float:
        """How many times as good it is, whatever its direction."""
        better, worse = (self.found, self.kept.value) if self.kept.at_least else (self.kept.value, self.found)
        return 1.0 if better == worse else better / worse if worse > 0 else float("inf")

    @property
    def verdict(self) -> str:
        if self.factor < 1 / (1 + self.kept.spread):
            return "slower"
        if self.factor > 1 + self.kept.spread:
            return "faster"
        return ""


def ratios(run: dict[str, Any]) -> dict[str, Ratio]:
    """The ratios of a run on its newest JDK, the only one that a quick run measures."""
    if run["failures"]:
        said = "; ".join(f"{it['part']}, JDK {it['jdk']}: {it['message']}" for it in run["failures"])
        raise Failed(f"the run failed: {said}")
    newest = max((it["jdk"] for it in run["ratios"]), default=0)
    return {it["name"]: Ratio(it["value"], it["atLeast"]) for it in run["ratios"] if it["jdk"] == newest}


def busy(run: dict[str, Any]) -> str:
    """What to know of a run on a machine that had other things to do."""
    load, cores = run["machine"]["loadBefore"], run["machine"]["cores"]
    return f"The machine was busy before the run: a load of {load:.1f} on {cores} cores." if load > cores / 2 else ""


def median(runs: list[dict[str, Ratio]]) -> dict[str, Ratio]:
    """Of the ratios that each run has, the one in the middle, with what is to be allowed around it."""
    kept = {}
    for name in sorted(set.intersection(*(set(run) for run in runs))):
        values = [run[name].value for run in runs]
        middle = statistics.median(values)
        seen = max((max(value / middle, middle / value) - 1 for value in values if value > 0 and middle > 0), default=0.0)
        least = LEAST_SPREAD if len(runs) >= ENOUGH_RUNS else UNKNOWN_SPREAD
        kept[name] = Ratio(middle, runs[0][name].at_least, max(least, MARGIN * seen))
    return kept


def compare(kept: dict[str, Ratio], found: dict[str, Ratio]) -> list[Change]:
    """Raises where one that was kept is not there any more."""
    missing = sorted(set(kept) - set(found))
    if missing:
        raise Failed("not measured: " + ", ".join(missing))
    return [Change(name, ratio, found[name].value) for name, ratio in kept.items()]


def table(changes: list[Change]) -> str:
    lines = [f"{'ratio':36} {'kept':>10} {'found':>10} {'change':>9} {'allowed':>9}"]
    for it in changes:
        lines.append(
            f"{it.name:36} {it.kept.value:10.3g} {it.found:10.3g} {it.share:+9.0%} {it.kept.spread:9.0%}  {it.verdict}".rstrip()
        )
    return "\n".join(lines)


def words(changes: list[Change]) -> str:
    said = []
    for it in changes:
        if it.verdict:
            times = it.factor if it.verdict == "faster" else 1 / it.factor if it.factor > 0 else float("inf")
            said.append(
                f"{it.name} became {it.verdict}: {times:.2f} times as {'good' if it.verdict == 'faster' else 'bad'}"
                f" ({it.kept.value:.3g}, now {it.found:.3g}; {'more' if it.kept.at_least else 'less'} is better)."
            )
    return "\n".join(said) or "Nothing became slower or faster than these runs differ anyway."


def as_json(kept: dict[str, Ratio], runs: int) -> str:
    all_ratios = {
        name: {"value": float(f"{it.value:.4g}"), "atLeast": it.at_least, "spread": round(it.spread, 2)}
        for name, it in sorted(kept.items())
    }
    return json.dumps({"runs": runs, "ratios": all_ratios}, indent=2) + "\n"


def of_json(text: str) -> dict[str, Ratio]:
    return {name: Ratio(it["value"], it["atLeast"], it["spread"]) for name, it in json.loads(text)["ratios"].items()}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kept", type=Path, required=True)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("runs", type=Path, nargs="+")
    said = parser.parse_args(arguments)
    try:
        runs = [json.loads(run.read_text()) for run in said.runs]
        found = median([ratios(run) for run in runs])
        for line in filter(None, map(busy, runs)):
            print(line)
        if said.keep:
            said.kept.write_text(as_json(found, len(said.runs)))
            print(f"figures: {len(found)} ratios of {len(said.runs)} runs are kept in {said.kept}")
            return 0
        kept = of_json(said.kept.read_text())
        changes = compare(kept, found)
    except (Failed, OSError) as trouble:
        print(f"figures: {trouble}", file=sys.stderr)
        return 1
    print(table(changes))
    print()
    print(words(changes))
    for name in sorted(set(found) - set(kept)):
        print(f"{name} is new ({found[name].value:.3g}): .ci/figures --keep takes it in.")
    return 1 if said.strict and any(it.verdict == "slower" for it in changes) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
