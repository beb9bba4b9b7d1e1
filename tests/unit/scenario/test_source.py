# ruff: noqa: E501 - tables of YAML read better unbroken
"""Reading YAML: what is refused, where things stand, and how files extend one another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simnet.scenario import ScenarioError, load, load_text
from simnet.scenario.source import MOST_NODES, Map, Seq, Text, positions, read_text, shown

SMALL = """\
simnet: 1
customers: {orders: 150 per day}
skus: {candle: {price: 28, cost: 7.40, weight: 1.3 lb}}
suppliers: {ohio: {makes: candle, lead_time: 8 to 18 days}}
nodes:
  3pl: {zip: 43215, capacity: 250 orders per day, stock: 6 weeks}
"""


def refused(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        load_text(text, "s.yaml")
    return str(caught.value)


def test_yaml_1_2_scalars() -> None:
    data, problems = read_text(
        "a: 14:30\nb: NO\nc: 0o17\nd: 1e3\ne: ~\nf: true\ng: 2026-03-02\nh: 007\ni: -.inf\n", "s"
    )
    assert problems == []
    assert data == {"a": "14:30", "b": "NO", "c": 15, "d": 1000.0, "e": None, "f": True, "g": "2026-03-02", "h": 7,
                    "i": float("-inf")}  # fmt: skip
    assert isinstance(data["a"], Text)
    assert data["a"].place == "s:1:4"


def test_places_of_keys_and_items() -> None:
    data, _ = read_text("a:\n  b: [x, {c: 1}]\n", "s")
    assert dict(positions(data)) == {("a",): "s:1:1", ("a", "b"): "s:2:3", ("a", "b", "0"): "s:2:7",
                                     ("a", "b", "1"): "s:2:10", ("a", "b", "1", "c"): "s:2:11"}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"s.yaml:1:1: error: is empty \(begin with simnet: 1\)"),
        ("# only a comment\n", "is empty"),
        ("- a\n- b\n", r"s.yaml:1:1: error: \[a, b\]: must be a mapping of keys to values"),
        ("simnet", "must be a mapping of keys to values"),
        ("simnet: 1\nname: [a\n", "s.yaml:3:1: error: is not valid YAML"),
        ("simnet: 1\n\tname: a\n", r"s.yaml:2:1: error: is not valid YAML: .*spaces, not tabs"),
        ("simnet: 1\n---\nsimnet: 1\n", r"is not valid YAML: a second document begins here \(keep one"),
        ("simnet: 1\nname: a\x07b\n", "s.yaml:2:8: error: has a character that YAML forbids"),
        (
            "simnet: 1\nsimnet: 1\n",
            r"s.yaml:2:1: error: simnet: is a duplicate key \(first given in line 1\)",
        ),
        ("name: !!python/object:os.system x\n", "must not have a tag"),
        ("name: !secret x\n", r"name: !secret: must not have a tag"),
        ("? [a, b]\n: 1\n", "must have plain text as a key"),
        ("seed: " + "9" * 30, "must be a number of at most 18 digits"),
        ("a: &x [*x]\n", "has an anchor that contains itself"),
        ("a: &x {b: *x}\n", "has an anchor that contains itself"),
        ("a: *nobody\n", "is not valid YAML: found undefined alias"),
        ("a: {<<: 3}\n", "can only merge mappings with <<"),
        ("a: " + "[" * 60 + "]" * 60, "is nested too deep, at most 40 levels"),
        ("a: " + "[" * 3000 + "]" * 3000, "is nested too deep, at most 40 levels"),
        ("a: " + "x" * 2_000_001, "must be at most 2 MB"),
        ("simnet: 1\nextends: base.yaml\n", "needs a scenario that lies in a folder"),
    ],
)
def test_text_that_cannot_be_read(text: str, message: str) -> None:
    assert re.search(message, refused(text))


def test_alias_bomb_is_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 10) + "]" for n in range(1, 9)]
    assert f"has more than {MOST_NODES:,} values once aliases are expanded" in refused("\n".join(lines))


def test_merge_keys_and_aliases_work() -> None:
    data, _ = read_text("base: &b {x: 1, y: 2}\nown: {<<: *b, y: 3}\nsame: *b\n", "s")
    assert data["own"] == {"x": 1, "y": 3}
    assert data["same"] == {"x": 1, "y": 2}
    assert data["own"].places["x"] == "s:1:11"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_bytes(b"simnet: 1\nname: caf\xe9\n")
    with pytest.raises(ScenarioError, match=r"bad.yaml:2:10: error: is not text in UTF-8"):
        load(bad)
    with pytest.raises(ScenarioError, match="does not exist, or is not a file"):
        load(tmp_path / "none.yaml")
    with pytest.raises(ScenarioError, match="is a folder, not a file"):
        load(tmp_path)
    bad.write_text("a: " + "x" * 2_000_001)
    with pytest.raises(ScenarioError, match="must be at most 2 MB"):
        load(bad)
    with pytest.raises(ScenarioError, match=r"does not exist|not a valid file name"):
        load("a\0b")


def test_byte_order_mark_is_welcome(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text("\ufeff" + SMALL, encoding="utf-8")
    assert load(file).seed == 1


def test_extends_merges_in_order_and_keeps_places(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "base.yaml").write_text(SMALL)
    (tmp_path / "parts" / "more.yaml").write_text(
        "extends: deep.yaml\nnodes: {3pl: {capacity: 300 per day}}\nseed: 4\n"
    )
    (tmp_path / "parts" / "deep.yaml").write_text("seed: 3\nhorizon: 2 years\n")
    top = tmp_path / "top.yaml"
    top.write_text(
        "extends: [base.yaml, parts/more.yaml]\nnodes: {3pl: {zip: null, at: [40, -83], timezone: UTC}}\n"
    )
    scenario = load(top)
    assert scenario.nodes["3pl"].capacity == 300
    assert scenario.nodes["3pl"].zip is None
    assert scenario.nodes["3pl"].timezone == "UTC"
    assert scenario.seed == 4
    assert scenario.horizon == 2 * 365 * 86_400_000_000
    assert scenario.place("nodes.3pl.capacity").endswith("parts/more.yaml:2:15")
    assert scenario.place("skus.candle").endswith("base.yaml:3:8")


@pytest.mark.parametrize(
    ("extends", "message"),
    [
        ("../outside.yaml", "must lie in the scenario's folder"),
        ("/etc/passwd", "must lie in the scenario's folder"),
        ("top.yaml", "extends itself, directly or through others"),
        ("ring.yaml", "extends itself, directly or through others"),
        ("3", "must be the name of a YAML file"),
        ("[none.yaml]", "does not exist, or is not a file"),
        ('"a\\0b"', "must be the name of a YAML file"),
        ("[" + ", ".join(["base.yaml"] * 21) + "]", "extends more than 20 files in all"),
        ("bad.yaml", "bad.yaml:1:4: error: is not valid YAML"),
    ],
)
def test_extends_that_cannot_be_followed(tmp_path: Path, extends: str, message: str) -> None:
    (tmp_path / "base.yaml").write_text(SMALL)
    (tmp_path / "ring.yaml").write_text("extends: top.yaml\n")
    (tmp_path / "bad.yaml").write_text("a: ]")
    top = tmp_path / "top.yaml"
    top.write_text(f"extends: {extends}\n" + SMALL)
    with pytest.raises(ScenarioError, match=message):
        load(top)


def test_shown_is_short_and_printable() -> None:
    assert shown(None) == "nothing"
    assert shown(True) == "true"
    assert shown({"a": [1, 2]}) == "{a: [1, 2]}"
    assert shown("a\x1b[31mb") == "a?[31mb"
    assert len(shown("x" * 500)) == 78


KEYS = re.findall(r"\w[\w-]*(?=:)", SMALL)
JUNK = st.sampled_from(["", " ", "\t", "\n", ":", "-", "[", "]", "{", "}", "&a", "*a", "<<: ", "!!x ", "'", '"', "%",
                        "#", "|", ">", "\0", "é", "null", "0", "-1", ".nan", "1e999", "~", "[]", "{}", "true"])  # fmt: skip


@settings(max_examples=300)
@given(st.integers(0, len(SMALL)), st.integers(0, 30), JUNK | st.text(max_size=12))
def test_damaged_yaml_never_gives_a_traceback(at: int, removed: int, put: str) -> None:
    try:
        load_text(SMALL[:at] + put + SMALL[at + removed :], "s.yaml")
    except ScenarioError as error:
        assert error.problems  # noqa: PT017
        for problem in error.problems:
            assert re.fullmatch(r"s\.yaml:\d+:\d+", problem.place)
            assert problem.rule


@settings(max_examples=300)
@given(st.sampled_from(KEYS), st.recursive(st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab 1%:", max_size=8)
       | st.floats(allow_nan=True), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
           st.sampled_from([*KEYS, "kind", "x"]), inner, max_size=3), max_leaves=5))  # fmt: skip
def test_any_value_anywhere_never_gives_a_traceback(key: str, value: object) -> None:
    from io import StringIO

    from ruamel.yaml import YAML

    yaml = YAML(typ="safe")
    data = yaml.load(SMALL)

    def put(part: object) -> None:
        for name, inner in list(part.items()) if isinstance(part, dict) else ():
            if name == key:
                part[name] = value  # type: ignore[index]
            else:
                put(inner)

    put(data)
    out = StringIO()
    yaml.dump(data, out)
    try:
        load_text(out.getvalue(), "s.yaml")
    except ScenarioError as error:
        assert all(problem.place.startswith("s.yaml:") for problem in error.problems)  # noqa: PT017


@settings(max_examples=150)
@given(st.sampled_from([key for key in KEYS if key not in ("candle", "ohio", "3pl")]), st.integers(0, 9),
       st.sampled_from("abcxyz_"))  # fmt: skip
def test_misspelled_keys_are_never_silent(key: str, at: int, letter: str) -> None:
    wrong = key[: at % (len(key) + 1)] + letter + key[at % (len(key) + 1) :]
    with pytest.raises(ScenarioError) as caught:
        load_text(re.sub(rf"\b{key}:", f"{wrong}:", SMALL), "s.yaml")
    assert any(problem.path.split(".")[-1] == wrong for problem in caught.value.problems)


def test_trees_are_plain_containers() -> None:
    data, _ = read_text("a: [1]\n", "s")
    assert isinstance(data, Map)
    assert isinstance(data["a"], Seq)
