"""One scenario extends others: mappings merge, lists and scalars replace, `key: null` removes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simnet.errors import Problem, ScenarioError
from simnet.scenario.source import MOST_BASES, Map, Reader, Seq, read_file, shown


def extend(data: Map, name: str, folder: Path | None, problems: list[Problem]) -> Map:
    """Merge what `data` extends below it, in order; problems are added to the list."""
    if "extends" not in data:
        return data
    chain = ((folder / Path(name).name).resolve(),) if folder is not None else ()
    return _Extender(folder, problems).merged(data, name, folder, chain)


class _Extender:
    """Follows `extends` through files, all inside one folder tree."""

    def __init__(self, root: Path | None, problems: list[Problem]) -> None:
        self.root = root.resolve() if root is not None else None
        self.problems = problems
        self.files = 0

    def merged(self, data: Map, name: str, folder: Path | None, chain: tuple[Path, ...]) -> Map:
        """Return the bases of `data`, merged in order, with `data` on top."""
        place, named = data.places.get("extends", data.place), data.get("extends")
        own = _without(data, "extends")
        if named is None:
            return own
        result: Map | None = None
        for item in named if isinstance(named, Seq) else [named]:
            base = self._base(item, getattr(item, "place", place), name, folder, chain)
            if base is not None:
                result = base if result is None else merge(result, base)
        return own if result is None else merge(result, own)

    def _base(
        self, item: Any, place: str, name: str, folder: Path | None, chain: tuple[Path, ...]
    ) -> Map | None:
        def refuse(rule: str, repair: str = "") -> Map | None:
            self.problems.append(Problem(place, "extends", shown(item), rule, repair))
            return None

        if not isinstance(item, str) or not item or "\0" in item:
            return refuse("must be the name of a YAML file, or a list of them", "such as base.yaml")
        if folder is None or self.root is None:
            return refuse("needs a scenario that lies in a folder")
        try:
            path = (folder / item).resolve()
        except (OSError, RuntimeError, ValueError):
            return refuse("is not a valid file name")
        if Path(item).is_absolute() or not path.is_relative_to(self.root):
            return refuse("must lie in the scenario's folder", "name it relative to this file")
        if path in chain:
            return refuse("extends itself, directly or through others")
        self.files += 1
        if self.files > MOST_BASES:
            return refuse(f"extends more than {MOST_BASES} files in all")
        shown_name = str(Path(name).parent / item)
        try:
            reader = Reader(shown_name)
            base = reader.read(read_file(path, shown_name))
        except ScenarioError as error:
            self.problems += error.problems
            return None
        self.problems += reader.problems
        return self.merged(base, shown_name, path.parent, (*chain, path))


def _without(data: Map, key: str) -> Map:
    result = Map((name, value) for name, value in data.items() if name != key)
    result.place, result.places = data.place, {name: at for name, at in data.places.items() if name != key}
    return result


def merge(base: Map, over: Map) -> Map:
    """Lay one mapping over another; a null removes what the base has, and every place stays its own."""
    result = Map(base)
    result.place, result.places = over.place, dict(base.places)
    for key, value in over.items():
        if value is None and key in base:
            result.pop(key, None)
            result.places.pop(key, None)
            continue
        old = result.get(key)
        result[key] = merge(old, value) if isinstance(old, Map) and isinstance(value, Map) else value
        result.places[key] = over.places[key]
    return result
