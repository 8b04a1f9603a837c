"""Outcomes of two levels that say the same: words in common, Kazakh letters folded, endings cut."""

import re
from dataclasses import dataclass
from typing import Any

from core.text import fold

from ..models import AlignmentMatrix, AlignmentRow, LearningOutcome, MatrixLevel
from .matrices import outcomes_for

STEM = 5
"""Letters of a word that are compared: Kazakh and Russian put endings on the end."""
ENOUGH = 0.34
"""Share of words in common from which a pair is proposed."""
_EMPTY = frozenset(
    fold(word)[:STEM]
    for word in "және мен бен пен үшін бойынша арқылы туралы ретінде немесе болып болады білу біледі алады түсіну түсінеді қолдану қолданады "
    "для или при как что это его она они знает умеет владеет понимает применяет знать уметь владеть понимать применять навыки способен".split()
)


def stems(text: str) -> set[str]:
    """Beginnings of the words that carry meaning."""
    words = re.findall(r"[^\W\d_]{4,}", fold(text))
    return {word[:STEM] for word in words} - _EMPTY


def likeness(one: LearningOutcome, other: LearningOutcome) -> tuple[float, set[str]]:
    """Share of the shorter text's words that stand in both (0–1) and those words, in the language where more is shared."""
    best: tuple[float, set[str]] = (0.0, set())
    for first, second in ((one.text_kk, other.text_kk), (one.text_ru, other.text_ru)):
        a, b = stems(first), stems(second)
        common = a & b
        share = len(common) / min(len(a), len(b)) if a and b and len(common) > 1 else 0.0
        if share > best[0]:
            best = (share, common)
    return best


def words_of(stem_set: set[str], text: str) -> list[str]:
    """The words of a text whose beginnings are in the set, as they are written there."""
    found = [word for word in re.findall(r"[^\W\d_]{4,}", text) if fold(word)[:STEM] in stem_set]
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Proposal:
    """An outcome that may carry a row at a level, with the share of words in common and the words."""

    row: AlignmentRow
    level: str
    outcome: LearningOutcome
    share: float
    words: list[str]

    @property
    def key(self) -> str:
        """Value of its tick box: row, level, outcome."""
        return f"{self.row.pk}-{self.level}-{self.outcome.pk}"

    @property
    def per_cent(self) -> int:
        return round(self.share * 100)


def propose_pairs(matrix: AlignmentMatrix, *, language: str = "kk") -> list[Proposal]:
    """For every row the best outcome at each level that has none yet, the most alike first; nothing is written."""
    found: list[Proposal] = []
    rows: Any = matrix.rows.select_related("outcome")
    levels = [programme.level for programme in matrix.programmes.all()]
    candidates = {level: list(outcomes_for(matrix, level)) for level in levels}
    for row in rows:
        for level in MatrixLevel.values:
            if level not in levels or getattr(row, f"{level}_outcome_id"):
                continue
            scored = [(*likeness(row.outcome, outcome), outcome) for outcome in candidates[level] if outcome.pk != row.outcome_id]
            share, common, outcome = max(scored, key=lambda item: item[0], default=(0.0, set(), None))
            if outcome is not None and share >= ENOUGH:
                texts = (outcome.text_kk, outcome.text_ru) if language == "kk" else (outcome.text_ru, outcome.text_kk)
                words = words_of(common, texts[0]) or words_of(common, texts[1])
                found.append(Proposal(row, level, outcome, share, words))
    return sorted(found, key=lambda proposal: (-proposal.share, proposal.row.number))
