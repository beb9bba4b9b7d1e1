"""`simnet history`: the quarters of every drill side by side, what became worse, what is still to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simnet.errors import SimnetError

if TYPE_CHECKING:
    from simnet.records.drill_ledger import Ledger
    from simnet.study.drills.history import Moved

Text = tuple[str, str]
SHOWN = 5
"""Quarters side by side: as many as a line of 100 columns has room for."""
WIDTH, NAME = 13, 26
MONEY = {"extra_cost": "Extra cost", "lost_margin": "Margin lost", "worst_overdue": "Overdue at worst"}
SIGNS = {"better": "↓ better", "worse": "↑ worse", "same": ""}
ALWAYS = ("service_back", "late_orders", "extra_cost")


def history_command(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE|FOLDER]", help="A drill file, a scenario, or a folder of results."),
    ] = None,
    drill: Annotated[str, typer.Option(metavar="TEXT", help="Title of a drill, or part of one.")] = "",
) -> int:
    """Show the quarters of every drill side by side, what became worse, and what is still to be done.

    Who does what by when is filled in by you, in actions.yaml of the scenario's folder of results.
    """
    from simnet.cli.bar import console, unicode
    from simnet.cli.scorecard import plain

    screen, shown = console(), 0
    for folder in _folders(path):
        for text, style in lines(folder, drill):
            screen.print(
                plain(_ascii(text, unicode(screen)), unicode(screen)), style=style or None, markup=False
            )
            shown += 1
    if not shown:
        about = f" that is called {drill}" if drill else ""
        raise SimnetError(f"no drill{about} was held here yet; hold one: simnet drill FILE")
    return 0


def _ascii(text: str, unicode: bool) -> str:
    return text if unicode else text.replace("↓", "v").replace("↑", "^")


def _folders(path: Path | None) -> list[Path]:
    """Find the folders of results with a ledger that a path is about."""
    from simnet.records.drill_ledger import LEDGER
    from simnet.study.places import RESULTS, slug

    if path is None:
        return sorted(one.parent for one in RESULTS.glob(f"*/{LEDGER}"))
    if path.is_dir():
        inside = [one.parent for one in (*path.glob(LEDGER), *sorted(path.glob(f"*/{LEDGER}")))]
        return inside or [one for one in (path.parent,) if (one / LEDGER).is_file()]
    from simnet.scenario import load

    return [RESULTS / slug(load(path).name)]


def lines(folder: Path, wanted: str = "") -> list[Text]:
    """Compose all lines about one scenario's drills; none if it has no ledger."""
    from simnet.records.drill_ledger import read_ledger

    ledger = read_ledger(folder)
    texts: list[Text] = []
    titles = dict.fromkeys(str(entry["drill_title"]) for entry in ledger.entries if "drill_title" in entry)
    for title in titles:
        if wanted.lower() in title.lower():
            texts += _drill(ledger, title)
    if texts:
        texts += _actions(folder)
    return texts + [(text, "yellow") for text in ledger.damaged]


def quarters(ledger: Ledger, title: str) -> list[dict[str, Any]]:
    """List the latest run of each date of a drill, by date."""
    latest = {str(one["begins"]): one for one in ledger.entries if one.get("drill_title") == title}
    return [latest[begins] for begins in sorted(latest)]


def _drill(ledger: Ledger, title: str) -> list[Text]:
    from simnet.report.drill.goals import NAMES
    from simnet.study.drills.history import regressions

    found = quarters(ledger, title)[-SHOWN:]
    texts: list[Text] = [(f"{title} · {found[0]['scenario']}", "bold")]
    texts.append((f"{'':{NAME}}" + "".join(f"{one['label']:>{WIDTH}}" for one in found), "dim"))
    texts.append((f"{'':{NAME}}" + "".join(f"{_hit(one):>{WIDTH}}" for one in found), "dim"))
    texts.append((f"{'Verdict':{NAME}}" + "".join(f"{_verdict(one):>{WIDTH}}" for one in found), ""))
    asked = {goal["goal"] for one in found for goal in one["goals"]}
    for name in [*NAMES, *MONEY]:
        if name in asked or name in ALWAYS:
            texts.append(_row(found, name))
    for now, worse in regressions(found):
        texts += [(f"  {now['label']}: {said}", "red") for said in map(_worse, worse)]
    return [*texts, ("", "")]


def _hit(entry: dict[str, Any]) -> str:
    targets = ", ".join(entry["targets"])
    return targets if len(targets) < WIDTH else f"{targets[: WIDTH - 2]}…"


def _verdict(entry: dict[str, Any]) -> str:
    words = {"held": "passed", "deviated": "not passed", "undecided": "not decided"}
    return words.get(str(entry["verdict"]), str(entry["status"]))


def _row(found: Sequence[dict[str, Any]], name: str) -> Text:
    from simnet.report.drill.goals import NAMES
    from simnet.study.drills.history import trend

    goals = [{goal["goal"]: goal["verdict"] for goal in one["goals"]} for one in found]
    cells = ""
    for one, verdicts in zip(found, goals, strict=True):
        value = one.get("measures", {}).get(name)
        mark = {"held": "✓ ", "deviated": "✗ ", "undecided": "? "}.get(verdicts.get(name, ""), "")
        cells += f"{mark + written(name, float(value['typical'])) if value else '-':>{WIDTH}}"
    label = NAMES.get(name, MONEY.get(name, name))
    return f"{label:{NAME}}{cells}   {SIGNS[trend(found, name)]}".rstrip(), ""


def written(name: str, value: float) -> str:
    """Write a measure of the ledger in a founder's words."""
    from simnet.report.drill.goals import NAMES, write
    from simnet.report.numbers import cash

    return write(name, value) if name in NAMES else cash(value)


def _worse(one: Moved) -> str:
    from simnet.report.drill.goals import NAMES

    label = NAMES.get(one.measure, MONEY.get(one.measure, one.measure))
    values = f"{written(one.measure, one.before)} → {written(one.measure, one.now)}"
    return f"{label.lower()} worse than before, {values}"


def since(last: dict[str, Any], moves: Sequence[Moved]) -> list[str]:
    """Say what changed since an occasion: what moved beyond doubt, and that the rest did not."""
    from simnet.report.drill.goals import NAMES

    texts = [f"Since {last['label']}   it was: {_verdict(last)}."]
    clear = [one for one in moves if one.verdict != "same" and written(one.measure, one.before) != written(
        one.measure, one.now)]  # fmt: skip
    for one in clear:
        label = NAMES.get(one.measure, MONEY.get(one.measure, one.measure))
        values = f"{written(one.measure, one.before)} → {written(one.measure, one.now)}"
        texts.append(f"  {one.verdict + ':':8} {label.lower()} {values}")
    if not clear:
        texts.append("  Nothing changed by more than luck.")
    return texts


def _actions(folder: Path) -> list[Text]:
    """List what is still to be done, with blanks to fill in."""
    from simnet.records.actions import ACTIONS, read_actions

    left = [one for one in read_actions(folder) if one.open]
    if not left:
        return []
    texts: list[Text] = [("Still to do", "bold")]
    for one in left:
        who, due = one.owner or "________", one.due or "________"
        texts.append((f"  {one.what[:58]:58}  who {who:10} by {due:10} ({one.since})", ""))
    return [*texts, (f"  Fill in who, by when and done in {folder / ACTIONS}", "dim"), ("", "")]
