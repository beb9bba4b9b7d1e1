"""Problems on the screen: one line each, `file:line:col` first so that editors can jump to it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from typing import TextIO

from simnet.errors import Problem, Severity

COLORS: dict[Severity, str] = {"error": "31;1", "warning": "33", "note": "2"}
ORDER: tuple[Severity, ...] = ("error", "warning", "note")
PLAIN = {"…": "...", "→": "->", "×": "x", "·": ";", "–": "-", "−": "-", "✓": "ok", "✗": "x"}


def print_problems(problems: Iterable[Problem], stream: TextIO | None = None) -> None:
    """Print errors, then warnings, then notes."""
    out = sys.stdout if stream is None else stream
    for problem in sorted(problems, key=lambda problem: ORDER.index(problem.severity)):
        print(plain(_colored(_line(problem), problem.severity, out), out), file=out)


def say(text: str, stream: TextIO | None = None) -> None:
    """Print a sentence, in ASCII when the stream cannot show more."""
    out = sys.stdout if stream is None else stream
    print(plain(text, out), file=out)


def count(problems: Iterable[Problem], severity: Severity) -> str:
    """Count problems of a severity, `1 warning` or `3 warnings`."""
    number = sum(problem.severity == severity for problem in problems)
    return f"{number} {severity}{'' if number == 1 else 's'}"


def plain(text: str, stream: TextIO) -> str:
    """Replace signs that the stream's encoding does not have."""
    encoding = getattr(stream, "encoding", None) or "ascii"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        for sign, instead in PLAIN.items():
            text = text.replace(sign, instead)
    except LookupError:
        return text.encode("ascii", "replace").decode()
    return text


def colored(stream: TextIO) -> bool:
    """Tell whether a stream is a terminal that wants colors (https://no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _line(problem: Problem) -> str:
    """Put a problem on one line, without signs that would steer a terminal."""
    text = re.sub(r"^(--set \S*):\d+:\d+:", r"\1:", " ".join(str(problem).split()))
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def _colored(line: str, severity: Severity, stream: TextIO) -> str:
    if not colored(stream):
        return line
    return line.replace(f" {severity}: ", f" \x1b[{COLORS[severity]}m{severity}:\x1b[0m ", 1)
