"""Writes of mentoring, one module per subject."""

from .assignments import propose_leader, propose_mentor

__all__ = ["propose_leader", "propose_mentor"]
