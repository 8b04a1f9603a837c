"""Writes of the portfolio, for every app that adds evidence. One function = one action."""

from .artefacts import add_artefact, block_artefacts, check_artefact, keep_artefact, remove_artefact, unblock_artefacts
from .entries import add_entry, attach_to_entry, hide_entry, open_portfolio, restore_entries, set_access, show_entry, withdraw_entries
from .scores import current_rubric, save_scores

__all__ = [
    "add_artefact",
    "add_entry",
    "attach_to_entry",
    "block_artefacts",
    "check_artefact",
    "current_rubric",
    "hide_entry",
    "keep_artefact",
    "open_portfolio",
    "remove_artefact",
    "restore_entries",
    "save_scores",
    "set_access",
    "show_entry",
    "unblock_artefacts",
    "withdraw_entries",
]
