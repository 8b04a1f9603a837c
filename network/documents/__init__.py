"""Papers of the network: the form classes register themselves when their file is imported.

Add the file's import here.
"""

from . import (
    acts,
    agreements,
    alignment,
    alignment_decisions,
    consent,
    council_composition,
    council_papers,
    function_matrix,
    own_file,
    patronage,
    plans,
    pupil_cards,
    registers,
    registry_book,
    support_plans,
)

__all__ = [
    "acts",
    "agreements",
    "alignment",
    "alignment_decisions",
    "consent",
    "council_composition",
    "council_papers",
    "function_matrix",
    "own_file",
    "patronage",
    "plans",
    "pupil_cards",
    "registers",
    "registry_book",
    "support_plans",
]
