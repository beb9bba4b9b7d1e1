"""A program of a contest in a process of its own: python contestant.py FOLDER MODULE.

It imports MODULE from FOLDER and answers every line of JSON `[argument, …]` by one line of JSON with the CPU
seconds and the result of `MODULE.run(*arguments)`. It imports nothing of simnet, so that any Python can
be the host.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time


def main() -> None:
    """Say hello or what is missing, then run what is asked until the input ends."""
    answers = os.fdopen(os.dup(1), "w")
    sys.stdout = sys.stderr

    def answer(message: dict[str, object]) -> None:
        print(json.dumps(message), file=answers, flush=True)

    folder, name = sys.argv[1:]
    sys.path.insert(0, folder)
    try:
        module = importlib.import_module(name)
    except (ImportError, OSError) as error:
        answer({"missing": str(error)})
        return
    answer({"name": getattr(module, "NAME", name)})
    for line in sys.stdin:
        begun = time.process_time()
        result = module.run(*json.loads(line))
        answer({"cpu": time.process_time() - begun, "result": result})


if __name__ == "__main__":
    main()
