"""One measured figure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """``number`` as in the quality page (B1 …), ``value`` a ratio or a count; ``at_most`` or ``at_least`` is what it must reach, if anything."""

    number: str
    what: str
    value: float
    unit: str = "×"
    at_most: float | None = None
    at_least: float | None = None

    @property
    def reached(self) -> bool | None:
        """None where nothing is demanded."""
        if self.at_most is not None:
            return self.value <= self.at_most
        return None if self.at_least is None else self.value >= self.at_least

    @property
    def shown(self) -> str:
        return f"{self.value:.2f} {self.unit}"

    @property
    def bound(self) -> str:
        if self.at_most is not None:
            return f"≤ {self.at_most:g}"
        return "" if self.at_least is None else f"≥ {self.at_least:g}"

    def as_dict(self) -> dict:
        return {
            "number": self.number,
            "what": self.what,
            "value": round(self.value, 3),
            "unit": self.unit,
            "bound": self.bound,
            "reached": self.reached,
        }
