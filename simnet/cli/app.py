"""The commands of `simnet`: only the one that is called is imported, so that help answers at once.

Exit codes: 0 done, 1 a verdict that is not passed, 2 bad input, 3 an error of simnet itself,
130 stopped by the user.
"""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any, NamedTuple

import typer

from simnet.errors import SimnetError

BAD_INPUT, OWN_ERROR, STOPPED = 2, 3, 130
DEBUG = "--debug"


class Command(NamedTuple):
    """Where a command lives and the sentence that the overview shows."""

    module: str
    function: str
    sentence: str


COMMANDS: dict[str, Command] = {
    "run": Command(
        "simnet.cli.run",
        "run_command",
        "Simulate many years of a scenario, keep them in a folder and print how its customers fare.",
    ),
    "expose": Command(
        "simnet.cli.expose",
        "expose_command",
        "Fail every element in turn and name the single points of failure.",
    ),
    "compare": Command(
        "simnet.cli.compare",
        "compare_command",
        "Set designs against each other under the same customers and the same luck.",
    ),
    "drill": Command(
        "simnet.cli.drill",
        "drill_command",
        "Rehearse an outage in many simulated years, and say whether the network held.",
    ),
    "history": Command(
        "simnet.cli.history",
        "history_command",
        "Show the quarters of every drill side by side, what became worse, and what is still to be done.",
    ),
    "report": Command(
        "simnet.cli.report",
        "report_command",
        "Draw the pictures and the page of a finished run again, from its tables alone.",
    ),
    "explain": Command(
        "simnet.cli.explain", "explain_command", "Say step by step why one order of a run was late."
    ),
    "check": Command(
        "simnet.cli.check", "check_command", "Find what is wrong in a scenario and what does not add up."
    ),
    "fit": Command(
        "simnet.cli.fit", "fit_command", "Turn a file of orders or shipments into a piece of a scenario."
    ),
    "review": Command(
        "simnet.cli.review",
        "review_command",
        "Compare the last full week of real orders and shipments with the four before.",
    ),
    "init": Command("simnet.cli.init", "init_command", "Write a first scenario from eight questions."),
    "schema": Command(
        "simnet.cli.schema",
        "schema_command",
        "Print the JSON schema of scenario files, or of drill files, for editors.",
    ),
    "version": Command("simnet.cli.app", "version_command", "Print the version."),
}


def run(arguments: Sequence[str] | None = None) -> None:
    """Run a command line and leave with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    words = given[: given.index("--")] if "--" in given else given
    debug = DEBUG in words
    rest = [word for word in words if word != DEBUG] + given[len(words) :]
    _forgive_encoding()
    build(rest, debug)(rest, prog_name="simnet")


def build(arguments: Sequence[str], debug: bool = False) -> typer.Typer:
    """Build the app with the named command whole, and with the others by name and sentence alone."""
    called = next((word for word in arguments if not word.startswith("-")), None)
    app = typer.Typer(
        name="simnet",
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_overview)
    for name, command in COMMANDS.items():
        function = _load(command) if name == called else _unloaded
        app.command(name, short_help=command.sentence)(guarded(function, debug))
    return app


def guarded(function: Callable[..., Any], debug: bool) -> Callable[..., Any]:
    """Wrap a command so that whatever goes wrong ends in a sentence and an exit code."""

    @functools.wraps(function)
    def call(*args: Any, **options: Any) -> None:
        try:
            code = function(*args, **options)
        except KeyboardInterrupt:
            print("stopped", file=sys.stderr)
            raise typer.Exit(STOPPED) from None
        except SimnetError as error:
            _refuse(error)
            raise typer.Exit(BAD_INPUT) from None
        except (RuntimeError, BrokenPipeError) as error:
            # typer's own way out is a RuntimeError; it also knows what to do when a reader (head) has left.
            if isinstance(error, BrokenPipeError) or type(error).__module__.split(".")[0] in (
                "typer",
                "click",
            ):
                raise
            raise typer.Exit(_give_up(error, debug)) from None
        except Exception as error:
            if type(error).__module__.split(".")[0] in ("typer", "click"):
                raise
            raise typer.Exit(_give_up(error, debug)) from None
        if isinstance(code, int) and code:
            raise typer.Exit(code)

    return call


def version_command() -> None:
    """Print the version."""
    from simnet import __version__

    print(f"simnet {__version__}")


def _overview(
    debug: Annotated[bool, typer.Option(DEBUG, help="Show the traceback of an unexpected error.")] = False,
) -> None:
    """Rehearse the outages of a small brand's fulfillment network before they happen."""


def _unloaded() -> None:
    """Stand for a command that was not called."""


def _load(command: Command) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(importlib.import_module(command.module), command.function)
    return found


def _refuse(error: SimnetError) -> None:
    from simnet.cli.messages import print_problems
    from simnet.errors import ScenarioError

    if isinstance(error, ScenarioError):
        print_problems(error.problems, sys.stderr)
    else:
        print(f"error: {error}", file=sys.stderr)


def _give_up(error: BaseException, debug: bool) -> int:
    """Say in one sentence that simnet itself failed; the traceback only if it was asked for."""
    from simnet import __version__

    if debug:
        import traceback

        traceback.print_exception(error)
    about = " ".join(str(error).split())[:200]
    print(
        f"simnet {__version__} met an error of its own, not of your file ({type(error).__name__}: {about}); "
        f"please report this line with the file{'' if debug else f', and what {DEBUG} adds to it'}.",
        file=sys.stderr,
    )
    return OWN_ERROR


def _forgive_encoding() -> None:
    """Print a ? for a character that the terminal cannot show, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
