"""`sn.expose`: the exposure study from Python."""

from __future__ import annotations

import pytest

import simnet as sn
from simnet.errors import SimnetError
from simnet.scenario import load_text
from simnet.study.plan import StudyError
from tests import worlds


def scenario():  # type: ignore[no-untyped-def]
    storm = {"name": "storm", "node_outage": "depot", "happens": "every year", "for": "4 days"}
    return load_text(worlds.tiny(horizon="60 days", costs={"ticket": 6}, disruptions=[storm]))


def test_expose_gives_frames_pictures_and_a_verdict() -> None:
    found = sn.expose(scenario(), 4, only=["node"])
    assert found.verdict.startswith("Single point of failure: depot.")
    assert found.exposure.index.names == ["kind", "element", "replication"]
    assert found.exposure.loc[("node", "depot"), "exposed"].all()
    assert found.elements.loc[("node", "depot"), "likelihood"] == "every year"
    page = found._repr_html_()
    assert "depot" in page
    assert "takes over" in page
    assert found.plot_map().get_size_inches()[0] == pytest.approx(7.5)
    assert found.plot_network().axes
    with pytest.raises(SimnetError, match="review is not a picture of an exposure study"):
        found.plot("review")


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(StudyError, match=r"downtime soon: .*such as 3 days"):
        sn.expose(scenario(), 1, downtime="soon")
