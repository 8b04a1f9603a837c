"""What other parts of the practicum ask of a round before a step, and do after it: each registers here from apps.ready().

register_guard("close", grades_are_final)      guard(round) answers sentences of what is missing, none when all is well
register_effect("start", activate_placements)  effect(round, by) runs in the same transaction, after the round has moved
"""

from collections.abc import Callable, Iterable
from typing import Any

Guard = Callable[[Any], Iterable[Any]]
Effect = Callable[[Any, Any], None]
_guards: dict[str, list[Guard]] = {}
_effects: dict[str, list[Effect]] = {}


def register_guard(action: str, guard: Guard) -> None:
    """Ask before the step; twice is once (autoreload)."""
    if guard not in _guards.setdefault(action, []):
        _guards[action].append(guard)


def register_effect(action: str, effect: Effect) -> None:
    """Do after the step; twice is once."""
    if effect not in _effects.setdefault(action, []):
        _effects[action].append(effect)


def missing_before(action: str, row: Any) -> list[str]:
    """Sentences of all guards of the step."""
    return [str(line) for guard in _guards.get(action, []) for line in guard(row)]


def run_effects(action: str, row: Any, by: Any) -> None:
    """Everything that follows the step."""
    for effect in _effects.get(action, []):
        effect(row, by)
