"""`simnet init`: whatever is answered becomes a scenario that loads, and the defaults add up."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simnet.cli import init, main
from simnet.cli.check import examine_scenario
from simnet.scenario import load, load_text
from simnet.scenario.templates import FOLDER, TEMPLATES, Answers, capacity_for, fill


class Keyboard(io.StringIO):
    """Standard input that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def leave(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["init", *arguments])
    return int(left.value.code or 0)


def answering(*lines: str) -> object:
    waiting: Iterator[str] = iter(lines)
    return lambda prompt: next(waiting, "")


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_is_a_scenario_without_warnings(
    template: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.yaml"
    assert leave(str(file), "--template", template, "--yes") == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert printed.out.startswith(f"{file}: written ({template}). Next: simnet check {file}")
    with pytest.raises(SystemExit):
        main(["check", str(file)])
    assert capsys.readouterr().out.splitlines()[-1] == f"{file}: can be simulated; no warnings."
    assert "#" in file.read_text(encoding="utf-8")


def test_every_template_ships() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(TEMPLATES)


def test_there_are_eight_questions_and_enter_takes_the_default() -> None:
    assert len(init.questions()) == 8
    prompts: list[str] = []

    def read(prompt: str) -> str:
        prompts.append(prompt)
        return ""

    assert init.ask(None, read) == Answers(capacity=str(capacity_for("50")))
    assert len(prompts) == 8
    assert [prompt.split(" [")[0] for prompt in prompts] == [
        "What is your brand called?",
        "What do you sell most of? (one word)",
        "What does one cost the customer, and weigh when packed?",
        "How many orders a day?",
        "Where is it packed? (ZIP)",
        "How many orders can be packed there on a day?",
        "Where could it be packed when that place is dark? (ZIP, or none)",
        "How long does your supplier take to deliver?",
    ]
    assert prompts[3] == "How many orders a day? [50] "


def test_answers_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [
        "Łuna & Söhne: #1",
        "gift box",
        "$1,079.50, 600 g",
        "1,200 orders a day",
        "98101",
        "2500",
        "none",
        "3 weeks",
    ]
    monkeypatch.setattr("sys.stdin", Keyboard("\n".join(keys) + "\n"))
    file = tmp_path / "a.yaml"
    assert leave(str(file)) == 0
    scenario = load(file)
    assert scenario.name == "Łuna & Söhne: #1"
    assert list(scenario.skus) == ["gift-box"]
    assert scenario.skus["gift-box"].price == 1079.5
    assert scenario.skus["gift-box"].weight == pytest.approx(1.3228, abs=1e-4)
    assert scenario.customers.orders == 1200
    assert scenario.timezone == "America/Los_Angeles"
    assert {name: node.capacity for name, node in scenario.nodes.items()} == {"main": 2500}


@pytest.mark.parametrize(
    ("number", "wrong", "right", "said"),
    [
        (0, "x" * 61, "Luna", "a name of at most 60 letters"),
        (1, "a/b", "candle", "a word of letters, digits and -"),
        (2, "28", "28, 1 lb", "an amount and a weight of at most 70 lb"),
        (2, "28, 1", "28, 1 lb", "an amount and a weight of at most 70 lb"),
        (3, "many", "50", "a number of orders a day from 1 to 100,000"),
        (3, "0", "50", "a number of orders a day from 1 to 100,000"),
        (4, "00000", "43215", "a ZIP code of the United States"),
        (4, "Ohio", "43215", "a ZIP code of the United States"),
        (6, "1", "none", "a ZIP code of the United States"),
        (7, "soon", "2 weeks", "a time or a range"),
        (7, "5 business days", "2 weeks", "a time in days or weeks"),
    ],
)
def test_a_wrong_answer_is_asked_again(
    number: int, wrong: str, right: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = init.ask(None, answering(*[""] * number, wrong, right))  # type: ignore[arg-type]
    assert said in capsys.readouterr().out
    expected = init.ask(None, answering(*[""] * number, right))  # type: ignore[arg-type]
    assert answers == expected


def test_a_template_with_two_places_needs_two(capsys: pytest.CaptureFixture[str]) -> None:
    answers = init.ask("two-places", answering(*[""] * 6, "none", "10001"))  # type: ignore[arg-type]
    assert answers.backup == "10001"
    assert "this template needs a second place" in capsys.readouterr().out


def test_without_a_terminal_it_needs_yes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert leave(str(tmp_path / "a.yaml")) == 2
    assert (
        "there is no terminal to ask the questions on (add --yes to take every default)"
        in capsys.readouterr().err
    )
    assert not (tmp_path / "a.yaml").exists()


def test_a_file_is_overwritten_only_by_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("mine", encoding="utf-8")
    assert leave(str(file), "--yes") == 2
    assert "exists already (name another file, or add --force)" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == "mine"
    assert leave(str(file), "--yes", "--force") == 0
    assert load(file).name == "My brand"


def test_an_unknown_template_and_folder_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert leave(str(tmp_path / "a.yaml"), "--yes", "--template", "two-place") == 2
    assert "two-place: is not the name of a template (did you mean two-places?)" in capsys.readouterr().err
    assert leave(str(tmp_path / "none" / "a.yaml"), "--yes") == 2
    assert "its folder does not exist" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert leave(str(tmp_path), "--yes", "--force") == 2
    assert "cannot be written" in capsys.readouterr().err


def test_leaving_in_the_middle_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", Keyboard("Luna\n"))
    assert leave(str(tmp_path / "a.yaml")) == 130
    assert "stopped" in capsys.readouterr().err
    assert not (tmp_path / "a.yaml").exists()


@pytest.mark.parametrize("backup", ["89501", "60601", "10001"])
def test_the_second_place_stands_by_wherever_it_is(backup: str) -> None:
    scenario = load_text(fill("two-places", Answers(zip="94107", backup=backup)), "a.yaml")
    paths = [note.rule for note in examine_scenario(scenario) if note.path == "skus.candle"]
    assert paths == ["candle: main path maker → main; backup path: second place backup, second maker none"]


PLACES = ["43215", "89501", "10001", "33101", "98101", "04101", "92101", "78501", "58501"]


@pytest.mark.parametrize("place", PLACES)
def test_the_defaults_add_up_wherever_it_is_packed(place: str) -> None:
    for template in TEMPLATES:
        answers = Answers(zip=place, backup="60601")
        assert init.examine_text(fill(template, answers), "a.yaml") == ()


TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=30)


@settings(max_examples=25)
@given(brand=TEXT, product=TEXT, orders=st.integers(1, 100_000), template=st.sampled_from(sorted(TEMPLATES)))
def test_whatever_is_accepted_loads(brand: str, product: str, orders: int, template: str) -> None:
    wanted = dict(
        zip((question.text for question in init.questions()), (brand, product, "", str(orders)), strict=False)
    )
    answers = init.ask(template, lambda prompt: wanted.pop(prompt.split(" [")[0], ""))
    scenario = load_text(fill(template, answers), "a.yaml")
    assert scenario.customers.orders == orders
    assert scenario.name == answers.brand
    assert list(scenario.skus) == [answers.product]
