"""`simnet init`: eight questions with defaults that write a first scenario."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simnet.cli.messages import print_problems, say
from simnet.errors import Problem, ScenarioError, nearest

if TYPE_CHECKING:
    from simnet.scenario.templates import Answers

NO_BACKUP = ("none", "no", "-")
LONGEST_BRAND = 60
MOST_ORDERS, MOST_PACKED = 100_000, 1_000_000  # the default capacity of the most orders must be an answer too


class AnswerError(ValueError):
    """An answer cannot be used; the message says what to write instead."""


@dataclass(frozen=True)
class Question:
    """One question, the fields that it answers and how the answer is read."""

    text: str
    fields: tuple[str, ...]
    read: Callable[[str], tuple[str, ...]]
    default: Callable[[Answers], str]
    not_for: tuple[str, ...] = ()
    """Templates that do not need the answer."""


def init_command(
    file: Annotated[str, typer.Argument(help="File to write.")] = "scenario.yaml",
    template: Annotated[
        str | None, typer.Option(help="two-places, one-place or drop-ship; by default from the answers.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take every default without asking.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that exists.")] = False,
) -> None:
    """Write a first scenario from eight questions.

    Every answer has a default: press Enter to take it. The file is small and commented, and can be
    simulated as it is.
    """
    from simnet.scenario.templates import Answers, fill, template_for

    path = Path(file)
    _refuse_early(path, template, yes, force)
    answers = Answers() if yes else ask(template)
    chosen = template or template_for(answers)
    text = fill(chosen, answers)
    warned = examine_text(text, file)
    _write(path, text, force)
    print_problems(warned)
    say(f"{file}: written ({chosen}). Next: simnet check {file}, then simnet run {file}")


def questions() -> tuple[Question, ...]:
    """List the eight questions."""
    from simnet.scenario.templates import capacity_for

    maker = ("drop-ship",)
    return (
        Question("What is your brand called?", ("brand",), _brand, lambda a: a.brand),
        Question("What do you sell most of? (one word)", ("product",), _product, lambda a: a.product),
        Question(
            "What does one cost the customer, and weigh when packed?",
            ("price", "weight"),
            _price_and_weight,
            lambda a: f"{a.price}, {a.weight}",
        ),
        Question("How many orders a day?", ("orders",), _orders, lambda a: a.orders),
        Question("Where is it packed? (ZIP)", ("zip",), _zip, lambda a: a.zip),
        Question(
            "How many orders can be packed there on a day?",
            ("capacity",),
            _capacity,
            lambda a: str(capacity_for(a.orders)),
            maker,
        ),
        Question(
            "Where could it be packed when that place is dark? (ZIP, or none)",
            ("backup",),
            _backup,
            lambda a: a.backup,
            (*maker, "one-place"),
        ),
        Question(
            "How long does your supplier take to deliver?",
            ("lead_time",),
            _lead_time,
            lambda a: a.lead_time,
            maker,
        ),
    )


def ask(template: str | None, read_line: Callable[[str], str] = input) -> Answers:
    """Ask the questions that a template needs, each until its answer can be used."""
    from simnet.scenario.templates import Answers

    answers = Answers()
    for question in questions():
        if template in question.not_for:
            continue
        while True:
            default = question.default(answers)
            try:
                given = read_line(f"{question.text} [{default}] ").strip() or default
                read = dict(zip(question.fields, question.read(given), strict=True))
                if template == "two-places" and read.get("backup") == "":
                    raise AnswerError("this template needs a second place; one-place does not")
                answers = replace(answers, **read)
                break
            except EOFError:
                raise KeyboardInterrupt from None
            except AnswerError as error:
                say(f"  {error}")
    return answers


def examine_text(text: str, name: str) -> tuple[Problem, ...]:
    """Load what will be written, and list what does not add up in it; notes are left to `simnet check`."""
    from simnet.cli.check import examine_scenario
    from simnet.scenario import load_text

    scenario = load_text(text, name)
    found = scenario.notes + examine_scenario(scenario)
    return tuple(problem for problem in found if problem.severity == "warning")


def _refuse_early(path: Path, template: str | None, yes: bool, force: bool) -> None:
    """Refuse before the first question what would fail after the last."""
    from simnet.scenario.templates import TEMPLATES

    place = f"{path}:1:1"
    if template is not None and template not in TEMPLATES:
        rule = "is not the name of a template"
        raise ScenarioError([Problem("--template", "", template, rule, nearest(template, TEMPLATES))])
    if path.exists() and not force:
        raise ScenarioError([Problem(place, "", "", "exists already", "name another file, or add --force")])
    if not path.parent.is_dir():
        raise ScenarioError(
            [Problem(place, "", "", "its folder does not exist", f"make {path.parent} first")]
        )
    if not yes and not sys.stdin.isatty():
        rule = "there is no terminal to ask the questions on"
        raise ScenarioError([Problem(place, "", "", rule, "add --yes to take every default")])


def _write(path: Path, text: str, force: bool) -> None:
    try:
        with path.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        rule = f"cannot be written: {reason}"
        raise ScenarioError([Problem(f"{path}:1:1", "", "", rule, "name another file")]) from None


def _brand(given: str) -> tuple[str, ...]:
    if len(given) > LONGEST_BRAND or not given.isprintable():
        raise AnswerError(f"a name of at most {LONGEST_BRAND} letters, please")
    return (given,)


def _product(given: str) -> tuple[str, ...]:
    import re

    word = re.sub(r"\s+", "-", given)
    if not re.fullmatch(r"\w[\w-]{0,59}", word):
        raise AnswerError("a word of letters, digits and -, please, such as candle or gift-box")
    return (word,)


def _price_and_weight(given: str) -> tuple[str, ...]:
    from simnet import units

    price, _, weight = (part.strip() for part in given.rpartition(","))
    try:
        if units.parse_money(price, "USD") > 0 and 0 < units.parse_weight(weight) <= 70:
            return price, weight
    except units.UnitError:
        pass
    raise AnswerError("an amount and a weight of at most 70 lb, please, such as 28, 1.3 lb")


def _orders(given: str) -> tuple[str, ...]:
    return _count(given, MOST_ORDERS)


def _capacity(given: str) -> tuple[str, ...]:
    return _count(given, MOST_PACKED)


def _count(given: str, most: int) -> tuple[str, ...]:
    from simnet import units

    try:
        number = units.number(given.lower().removesuffix("a day").strip().removesuffix("orders").strip())
    except units.UnitError:
        number = units.number("0")
    if not 1 <= number <= most:
        raise AnswerError(f"a number of orders a day from 1 to {most:,}, please, such as 50")
    return (f"{number.normalize():f}",)


def _zip(given: str) -> tuple[str, ...]:
    import re

    from simnet.geo import locate_zip

    if not re.fullmatch(r"[0-9]{5}", given) or locate_zip(given) is None:
        raise AnswerError("a ZIP code of the United States, please, such as 43215")
    return (given,)


def _backup(given: str) -> tuple[str, ...]:
    return ("",) if given.lower() in NO_BACKUP else _zip(given)


def _lead_time(given: str) -> tuple[str, ...]:
    from pydantic import TypeAdapter, ValidationError

    from simnet.scenario.distribution import Distribution

    try:
        time = TypeAdapter(Distribution).validate_python(given)
    except ValidationError:
        raise AnswerError("a time or a range, please, such as 3 weeks or 2 to 4 weeks") from None
    if time.business or not given.isascii():
        raise AnswerError("a time in days or weeks, please, such as 2 to 4 weeks")
    return (given,)
