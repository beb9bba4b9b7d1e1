"""`simnet check`: all problems with their places, warnings in plain words, defaults with their sources."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from simnet.cli import main
from simnet.cli.check import read_scenario, resolved_rows
from simnet.errors import ScenarioError

GOOD = """
simnet: 1
name: good
start: 2026-01-05
customers: {country: US, orders: 100 per day, promise: 7 business days}
skus:
  candle: {price: 28, cost: 7.40, weight: 1.3 lb}
suppliers:
  maker: {makes: [candle], lead_time: 8 to 18 days}
nodes:
  ohio: {zip: 43215, capacity: 250 orders per day, stock: 6 weeks}
"""


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> object:
    """Return a function that checks a text and returns the exit code and what was printed."""

    def run(text: str, *options: str) -> tuple[int, str, str]:
        file = tmp_path / "a.yaml"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit) as left:
            main(["check", str(file), *options])
        printed = capsys.readouterr()
        return (
            int(left.value.code or 0),
            printed.out.replace(f"{tmp_path}/", ""),
            printed.err.replace(f"{tmp_path}/", ""),
        )

    return run


def test_a_good_file_has_its_paths_and_no_warnings(check) -> None:  # type: ignore[no-untyped-def]
    code, out, err = check(GOOD)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "a.yaml:7:3: note: skus.candle: candle: main path maker → ohio; backup path: none",
        "a.yaml: can be simulated; no warnings.",
    ]


def test_a_warning_leaves_the_exit_code_at_0(check) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = check(GOOD.replace("capacity: 250", "capacity: 90"))
    assert code == 0
    first, *_, last = out.splitlines()
    assert first == (
        "a.yaml:11:3: warning: nodes.ohio: ohio gets 700 orders a week and can pack 450: its "
        "queue grows without end "
        "(add hours or a packer, or send orders elsewhere)"
    )
    assert last == "a.yaml: can be simulated; 1 warning."


def test_all_errors_come_at_once_with_exit_code_2(check) -> None:  # type: ignore[no-untyped-def]
    wrong = GOOD.replace("capacity: 250 orders per day", "capacty: 250").replace(
        "weight: 1.3 lb", "weight: 1.3"
    )
    code, out, err = check(wrong)
    assert (code, out) == (2, "")
    places = [line.split(": ")[0] for line in err.splitlines()]
    assert any(place.startswith("a.yaml:7:") for place in places)
    assert any(place.startswith("a.yaml:11:") for place in places)
    assert "capacity" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("carriers", "path", "value", "repair"),
    [
        (
            "carriers: [usps-ground-advantag]",
            "carriers.usps-ground-advantag",
            "usps-ground-advantag",
            "is not the name of a built-in service (did you mean usps-ground-advantage?)",
        ),
        (
            "carriers: {post: {services: {ground: {rates: usps-prioritty}}}}",
            "carriers.post.services.ground.rates",
            "usps-prioritty",
            "is not the name of a rate card (did you mean usps-priority-",
        ),
    ],
)
def test_services_and_rate_cards_that_nobody_has_are_errors(check, carriers, path, value, repair) -> None:  # type: ignore[no-untyped-def]
    code, _, err = check(GOOD + carriers)
    assert code == 2
    assert err.startswith("a.yaml:12:")
    assert f"error: {path}: {value}: {repair}" in err


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="does not exist"):
        read_scenario(tmp_path / "none.yaml")


def test_resolved_prints_every_default_with_source_and_date(check, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = check(GOOD, "--resolved")
    assert code == 0
    rows = resolved_rows(read_scenario(tmp_path / "a.yaml"))
    assert f"{len(rows)} values are defaults:" in out
    assert len(rows) > 20
    for path, value, date, source in rows:
        assert date
        assert source
        line = next(line for line in out.splitlines() if line.split()[:1] == [path])
        assert " ".join(line.split()) == " ".join(f"{path} {value} {date} {source}".split())
    assert any(row[:2] == ("customers.hours", "24 x 1") for row in rows)
    assert any(row[0] == "carriers.usps-ground-advantage.transit" and "by zone" in row[1] for row in rows)


def test_a_given_value_is_not_a_default(check, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    check(GOOD)
    before = {row[0] for row in resolved_rows(read_scenario(tmp_path / "a.yaml"))}
    check(GOOD + "seed: 7\n")
    after = {row[0] for row in resolved_rows(read_scenario(tmp_path / "a.yaml"))}
    assert before - after == {"seed"}


def test_a_terminal_without_utf8_gets_ascii(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(GOOD, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", "from simnet.cli import main; main()", "check", str(file)],
        capture_output=True,
        env={"PYTHONIOENCODING": "ascii", "PYTHONPATH": ":".join(sys.path)},
        check=True,
    )
    assert b"main path maker -> ohio; backup path: none" in ran.stdout


@pytest.mark.parametrize("name", ["smallest.yaml", "hybrid.yaml"])
def test_the_shipped_scenarios_can_be_simulated(
    scenarios: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if not (scenarios / name).exists():
        pytest.skip(f"{name} is not there")
    with pytest.raises(SystemExit) as left:
        main(["check", str(scenarios / name)])
    assert not left.value.code
    assert "can be simulated" in capsys.readouterr().out


def test_a_file_that_only_harms_is_refused_at_once(tmp_path, capsys):
    """10 MB of YAML, a thousand anchors in one another, and a thousand lists in one another."""
    nested = "".join(f"a{k}: &a{k} [{f'*a{k - 1}, *a{k - 1}' if k else 1}]\n" for k in range(1000))
    for name, text, said in (
        ("large", "simnet: 1\n" + "# nothing\n" * 1_000_000, "must be at most 2 MB"),
        ("anchors", "simnet: 1\n" + nested, "has more than 200,000 values once aliases are expanded"),
        ("lists", "simnet: 1\nskus: " + "[" * 1000 + "]" * 1000, "is nested too deep, at most 40 levels"),
    ):
        path = tmp_path / f"{name}.yaml"
        path.write_text(text)
        with pytest.raises(SystemExit) as left:
            main(["check", str(path)])
        assert left.value.code == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith(f"{path}:")
        assert said in err
        assert len(err.splitlines()) == 1
