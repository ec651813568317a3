"""What nodes and edges are called, in the network and in what the page knows of it."""

from __future__ import annotations

__all__ = ["actor_id", "bundle_id", "dispute_id", "link_id", "side_id"]


def actor_id(place: int) -> str:
    """The node of the actor at this place in `kg.view.model.Picture.actors`."""
    return f"a{place}"


def link_id(place: int) -> str:
    """The edge or node of the link at this place in `kg.view.model.Picture.links`."""
    return f"e{place}"


def side_id(place: int) -> str:
    """The node of the side at this place in `kg.view.layers.Layers.sides`."""
    return f"s{place}"


def bundle_id(place: int, *, sides: bool) -> str:
    """The edge of the bundle at this place between sides, or between actors."""
    return f"{'t' if sides else 'b'}{place}"


def dispute_id(place: int) -> str:
    """The edge of the dispute at this place in `kg.view.model.Picture.disputes`."""
    return f"d{place}"
