"""How far a network is from 1 university + 2 colleges + 10 schools (NR23): «2 колледж пен 10 мектептің 7-еуі қосылды»."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, ngettext, pgettext

from .kk_numbers import of_them
from .models import Network, NetworkMembership, NetworkPolicy, Organisation

Kind = Organisation.Kind


@dataclass(frozen=True)
class Part:
    """One kind of members: how many belong or are invited, how many have joined, how many the pattern asks for."""

    kind: str
    label: Any
    listed: int
    joined: int
    wanted: int

    @property
    def ratio(self) -> str:
        """«10/10» of organisations on the list: what the wizard shows before anybody was invited."""
        return f"{self.listed}/{self.wanted}"

    @property
    def tone(self) -> str:
        return "leaf" if self.listed >= self.wanted else "sun"

    @property
    def joined_ratio(self) -> str:
        """«7/10» of organisations that have joined: what the sentence beside it says too."""
        return f"{self.joined}/{self.wanted}"

    @property
    def joined_tone(self) -> str:
        return "leaf" if self.whole else "sun"

    @property
    def waiting(self) -> int:
        """Invited ones that have not joined yet."""
        return self.listed - self.joined

    @property
    def whole(self) -> bool:
        """Have all of them joined?"""
        return self.joined >= self.wanted

    @property
    def words(self) -> str:
        """«2 колледж» when all have joined, «10 мектептің 7-еуі» otherwise."""
        if self.whole:
            return _whole(self.kind, self.joined)
        done = of_them(self.joined) if get_language() == "kk" else str(self.joined)
        return _partial(self.kind, self.wanted) % {"done": done, "n": self.wanted}


def _whole(kind: str, n: int) -> str:
    words = {
        Kind.UNIVERSITY: ngettext("%(n)s university", "%(n)s universities", n),
        Kind.COLLEGE: ngettext("%(n)s college", "%(n)s colleges", n),
        Kind.SCHOOL: ngettext("%(n)s school", "%(n)s schools", n),
    }
    return words[Kind(kind)] % {"n": n}


def _partial(kind: str, n: int) -> str:
    words = {
        Kind.UNIVERSITY: ngettext("%(done)s of %(n)s university", "%(done)s of %(n)s universities", n),
        Kind.COLLEGE: ngettext("%(done)s of %(n)s college", "%(done)s of %(n)s colleges", n),
        Kind.SCHOOL: ngettext("%(done)s of %(n)s school", "%(done)s of %(n)s schools", n),
    }
    return words[Kind(kind)]


@dataclass(frozen=True)
class Composition:
    """The parts in the order university, college, school."""

    parts: tuple[Part, ...]

    @property
    def sentence(self) -> str:
        """Who has joined, in one sentence; kinds of which nobody was wanted are left out."""
        words = [part.words for part in self.parts if part.wanted]
        if not words:
            return ""
        if len(words) == 1:
            return pgettext("members", "joined: %(list)s") % {"list": words[0]}
        values = {"list": ", ".join(words[:-1]), "last": words[-1]}
        if self.parts[-2].whole:
            return pgettext("after a whole number", "joined: %(list)s and %(last)s") % values
        return pgettext("after a part of them", "joined: %(list)s and %(last)s") % values

    @property
    def complete(self) -> bool:
        return all(part.whole for part in self.parts)


def composition_of_kinds(listed: Mapping[str, int], joined: Mapping[str, int], policy: NetworkPolicy | None = None) -> Composition:
    """The gap for counts by kind of organisation."""
    policy = policy or NetworkPolicy()
    wanted = {Kind.UNIVERSITY: policy.universities, Kind.COLLEGE: policy.colleges, Kind.SCHOOL: policy.schools}
    return Composition(tuple(Part(kind, kind.label, listed.get(kind, 0), joined.get(kind, 0), n) for kind, n in wanted.items()))


def compositions(networks: list[Network]) -> dict[int, Composition]:
    """Network id → its composition; one query for all."""
    rows = NetworkMembership.objects.live().filter(network__in=networks).values_list("network", "organisation__kind", "status")
    listed: dict[int, dict[str, int]] = {network.pk: {} for network in networks}
    joined: dict[int, dict[str, int]] = {network.pk: {} for network in networks}
    for network, kind, status in rows:
        listed[network][kind] = listed[network].get(kind, 0) + 1
        if status == NetworkMembership.Status.ACTIVE:
            joined[network][kind] = joined[network].get(kind, 0) + 1
    return {network.pk: composition_of_kinds(listed[network.pk], joined[network.pk], network.policy) for network in networks}
