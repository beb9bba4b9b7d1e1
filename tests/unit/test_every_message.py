"""Every message that a user can see has a test: what the sources say is looked up in what the tests say.

A message is any prose in the rooms that speak to users: the literal parts of a string, three words or more.
It counts as tested if three words of it that follow one another stand in a string of a test. Of the rooms in
REFUSING only what refuses is a message: their screens and tables are tested where they are made.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

SPEAKING = (
    "errors.py",
    "fitting",
    "geo.py",
    "intake",
    "pricing",
    "scenario",
    "units.py",
    "cli/app.py",
    "cli/check.py",
    "cli/explain.py",
    "cli/fit.py",
    "cli/init.py",
    "cli/messages.py",
    "cli/report.py",
    "cli/review.py",
    "cli/run.py",
    "cli/schema.py",
)
REFUSING = ("cli", "records", "study")
SILENT = {
    "fitting/fragment.py": "comments of a file, compared as a whole",
    "fitting/places.py": "names of states",
    "scenario/defaults.py": "sources of defaults",
    "scenario/document.py": "a page that a test compares as a whole",
    "scenario/templates/__init__.py": "what templates are about",
    "study/keeping.py": "a caller's mistake, which no user sees",
}
FOREIGN = {"expected a single document"}
"""What the YAML reader says, which is put in other words."""
DESCRIBING = {"description", "help", "epilog", "meaning"}
RUN = 3


def prose(tree: ast.AST) -> Iterator[tuple[int, list[str]]]:
    """Find every string: its line and its literal parts; docs, help texts and patterns left out."""
    left_out = {
        id(part) for node in ast.walk(tree) for skipped in _silent_parts(node) for part in ast.walk(skipped)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and id(node) not in left_out:
            left_out |= {id(part) for part in node.values}
            yield node.lineno, [str(part.value) for part in node.values if isinstance(part, ast.Constant)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            yield node.lineno, [node.value]


def _silent_parts(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node  # a docstring, or the sentence below an attribute
    if isinstance(node, ast.keyword) and node.arg in DESCRIBING:
        yield node
    if isinstance(node, ast.Dict):
        yield from (value for key, value in zip(node.keys, node.values, strict=True) if _is_description(key))
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        if called.endswith("split"):
            yield node.func  # a list of words
        if called.startswith("re.") or called == "_schema":
            yield from node.args
        if called == "Command":
            yield from node.args  # the summaries of commands, which `simnet --help` shows


def _is_description(key: ast.AST | None) -> bool:
    return isinstance(key, ast.Constant) and key.value in DESCRIBING


def is_prose(parts: Sequence[str]) -> bool:
    """Tell prose from names, patterns and formats: it has words with spaces between."""
    text = "".join(parts)
    if text in FOREIGN:
        return False
    return len(text.split()) >= RUN and not re.search(r"\\[sdwb(]|\)\?|\]\{|%[bH]|\[0-9\]", text)


def words(text: str) -> list[str]:
    return re.sub(r"[^a-z0-9%$ ]+", " ", text.lower().replace("\\", "")).split()


@cache
def said_by_tests(tests: Path) -> str:
    """Join what all strings of all tests but this one say, patterns included."""
    found = []
    for path in sorted(tests.rglob("*.py")):
        if path.name == Path(__file__).name:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [str(part.value) for part in node.values if isinstance(part, ast.Constant)]
                found.append(" ".join(words(" ".join(parts))))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(" ".join(words(node.value)))
    return " " + " | ".join(found) + " "


def is_tested(parts: Sequence[str], said: str) -> bool:
    """Tell whether three words of one literal part that follow one another stand in a test."""
    found = [words(part) for part in parts]
    runs = [part[at : at + RUN] for part in found for at in range(len(part) - RUN + 1)]
    return not runs or any(f" {' '.join(run)}" in said for run in runs)


def refusals(tree: ast.AST) -> Iterator[ast.AST]:
    """Find what makes a refusal: errors, and the rules and repairs that are put together before."""
    calls = r"(?<!Assertion)(Error|Problem|Finding|refuse)$"
    for node in ast.walk(tree):
        called = isinstance(node, ast.Call) and re.search(calls, ast.unparse(node.func))
        put = isinstance(node, ast.Assign) and {ast.unparse(x) for x in node.targets} & {"rule", "repair"}
        if called or put:
            yield node


def messages(path: Path, whole: bool) -> set[tuple[int, tuple[str, ...]]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = prose(tree) if whole else (x for part in refusals(tree) for x in prose(part))
    return {(line, tuple(parts)) for line, parts in found if is_prose(parts)}


def untested(package: Path, tests: Path) -> list[str]:
    said, missing = said_by_tests(tests), []
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        whole = name.startswith(SPEAKING)
        if name in SILENT or not (whole or name.startswith(REFUSING)):
            continue
        for line, parts in sorted(messages(path, whole)):
            if not is_tested(parts, said):
                missing.append(f"simnet/{name}:{line}: {'{}'.join(parts)[:90]}")
    return missing


def test_every_message_is_in_a_test(root: Path) -> None:
    assert untested(root / "simnet", root / "tests") == []


def test_what_is_left_out_is_there(root: Path) -> None:
    assert [name for name in SILENT if not (root / "simnet" / name).is_file()] == []


def test_a_message_without_a_test_is_found() -> None:
    source = '"""Docs of it all."""\nraise E(f"cannot lift {x}: it is far too heavy for that crane")\n'
    ((line, parts),) = prose(ast.parse(source))
    assert (line, parts) == (2, ["cannot lift ", ": it is far too heavy for that crane"])
    assert not is_tested(parts, " something else altogether ")
    assert is_tested(parts, " | error it is far too heavy for | ")
