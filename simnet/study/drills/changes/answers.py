"""The response of a drill as a candidate may change it: where it stands in the file, and its acts as data."""

from __future__ import annotations

from typing import Any

from simnet.scenario.response import Response
from simnet.study.drills.changes.looking import Seen


def response_of(found: Seen) -> tuple[Response, str]:
    """Give the response of a drill, and its path in the file."""
    drill = found.occasion.drill
    place = list(found.scenario.drills).index(drill)
    if drill.response is not None:
        return drill.response, f"drills.{place}.response"
    return found.scenario.response, "response"


def own_response(found: Seen) -> bool:
    """Tell whether an event of the drill has a response of its own, which the drill's does not reach."""
    return any(event.response is not None for event in found.occasion.drill.events)


def written(response: Response) -> list[Any]:
    """Write the acts of a response as a file has them."""
    return [_written(act) for act in response.acts]


def _written(act: Any) -> Any:
    field = type(act).written_as.get(act.act)
    if field is None:
        return str(act.act)
    value = getattr(act, field)
    data = value.model_dump(mode="json", by_alias=True, exclude_defaults=True) if field == "moved" else value
    return {act.act: data}
