"""Problems in five parts, and suggestions of the nearest name."""

from __future__ import annotations

import pickle

from simnet.errors import Problem, RuleError, RuleErrors, ScenarioError, nearest


def test_a_problem_shows_its_five_parts() -> None:
    problem = Problem(
        "s.yaml:3:5",
        "nodes.3pl.capcity",
        "capcity",
        "is unknown",
        "did you mean capacity?",
    )
    assert (
        str(problem) == "s.yaml:3:5: error: nodes.3pl.capcity: capcity: is unknown (did you mean capacity?)"
    )
    assert str(Problem("s.yaml:1:1", "", "", "is empty", severity="note")) == "s.yaml:1:1: note: is empty"


def test_scenario_errors_list_all_problems_and_pickle() -> None:
    problems = (Problem("s:1:1", "a", "", "is wrong"), Problem("s:2:1", "b", "", "is wrong too"))
    error = ScenarioError(problems)
    assert str(error).splitlines() == ["s:1:1: error: a: is wrong", "s:2:1: error: b: is wrong too"]
    assert pickle.loads(pickle.dumps(error)).problems == problems


def test_nearest() -> None:
    assert nearest("capcity", ["capacity", "stock"]) == "did you mean capacity?"
    assert nearest("CAPACITY", ["capacity"]) == "did you mean capacity?"
    assert nearest("zebra", ["b", "a"]) == "one of: a, b"
    assert nearest("zebra", [str(number) for number in range(20)]).endswith(", …")
    assert nearest("zebra", []) == "there are none to name"


def test_several_rules_in_one_value() -> None:
    error = RuleErrors([RuleError("must be even"), RuleError("must be small", "such as 2", ("x",), 9)])
    assert str(error) == "must be even; must be small"
    assert (error.parts[1].repair, error.parts[1].at, error.parts[1].value) == ("such as 2", ("x",), 9)
