"""The shipped hybrid scenario is what it says: two nodes, disruptions and a response, and sourced numbers."""

from __future__ import annotations

from simnet.scenario import load


def test_hybrid_is_a_two_node_brand_with_disruptions(scenarios):
    hybrid = load(scenarios / "hybrid.yaml")
    assert [hybrid.nodes[name].kind for name in ("columbus", "reno")] == ["3pl", "micro"]
    assert hybrid.notes == ()
    kinds = {event.type for event in hybrid.disruptions}
    assert {"node_outage", "supplier_delay", "carrier_delay"} <= kinds
    assert hybrid.response.acts


def test_every_block_of_numbers_names_a_source_or_is_marked_as_assumed(scenarios):
    text = (scenarios / "hybrid.yaml").read_text(encoding="utf-8")
    sections = [part for part in text.split("\n\n") if part[:1].isalpha()]
    assert len(sections) == 12
    for section in sections:
        assert "[A]" in section or "routing" in section, section.splitlines()[0]
