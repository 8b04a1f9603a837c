"""Read models of the agreements' screens: the list (S14), the page of one (S15), the difference of two versions."""

import datetime as dt
import difflib
import re
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.todos import Todo

from .access import COORDINATORS, organisations_as
from .agreements.filling import filled, values_of
from .models import (
    Agreement,
    AgreementClause,
    AgreementComment,
    AgreementKind,
    AgreementParty,
    AgreementVersion,
    Network,
    Organisation,
    PartyCheck,
    PartySignature,
)
from .organisation_search import found_by, words_of

SOON = 90


def agreements_for(
    user: Any,
    *,
    q: str = "",
    kind: Any = None,
    status: str = "",
    party: str = "",
    term: str = "",
    network: Any = None,
    no_scan: bool | str = False,
    sort: str = "",
) -> QuerySet[Agreement]:
    """Agreements that the person may open, filtered; words are looked for in number and titles, ``party`` in the names of the parties (S14)."""
    rows: QuerySet[Agreement] = Agreement.objects.visible_to(user)
    if q:
        for word in words_of(q):
            rows = rows.filter(search_text__contains=word)
    if party:
        named = AgreementParty.objects.filter(organisation__in=found_by(Organisation.objects.order_by(), party).values("pk"))
        rows = rows.filter(pk__in=named.order_by().values("agreement"))
    if kind:
        rows = rows.filter(kind=kind)
    if status:
        rows = rows.filter(status=status)
    if term == "soon":
        rows = ending_soon(rows)
    elif term == "review":
        rows = rows.filter(Exists(PartyCheck.objects.filter(party__agreement=OuterRef("pk"), confirmed_at__isnull=True)))
    if network:
        rows = rows.filter(network=network)
    if no_scan:
        rows = without_scan(rows)
    order = {
        "ends": F("ends_on").asc(nulls_last=True),
        "-ends": F("ends_on").desc(nulls_last=True),
        "number": "number",
        "-number": "-number",
    }
    rows = rows.order_by(*([order[sort]] if sort in order else ["-created_at"]), "-pk")
    return rows.select_related("kind").prefetch_related(
        Prefetch("parties", AgreementParty.objects.select_related("organisation", "person"))
    )


def filter_choices(user: Any) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(kinds, networks that the person sees) for the filters of the list, in one query."""
    text = CharField()
    kinds = AgreementKind.objects.order_by().values_list(Value("kind", text), "sort", "code", "name_kk", "name_ru")
    seen = Network.objects.filter(pk__in=Network.objects.visible_to(user).order_by().values("pk")).order_by()
    networks = seen.values_list(Value("network", text), Value(0, IntegerField()), Cast("pk", text), "title_kk", "title_ru")
    place = 3 if get_language() == "kk" else 4
    rows = sorted(kinds.union(networks, all=True), key=lambda row: (row[1], row[place]))
    return [(row[2], row[place]) for row in rows if row[0] == "kind"], [(row[2], row[place]) for row in rows if row[0] == "network"]


def ending_soon(rows: QuerySet[Agreement], day: dt.date | None = None) -> QuerySet[Agreement]:
    """Those in force whose end is at most 90 days away (NET04)."""
    today = day or timezone.localdate()
    return rows.filter(status=Agreement.Status.IN_FORCE, ends_on__gte=today, ends_on__lte=today + dt.timedelta(days=SOON))


def without_scan(rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Paper agreements whose scan is not there, and those being signed in which a party has given neither a scan nor a signature file."""
    given = PartySignature.objects.filter(party=OuterRef("pk"), voided_at__isnull=True).exclude(verdict=PartySignature.Verdict.INVALID)
    waiting = AgreementParty.objects.filter(~Exists(given), agreement=OuterRef("pk"), status=AgreementParty.Status.AGREED)
    on_paper = Q(origin=Agreement.Origin.PAPER, scan="")
    return rows.filter(on_paper | Q(Exists(waiting), status=Agreement.Status.SIGNING, origin=Agreement.Origin.PORTAL))


@dataclass
class ClauseLine:
    """One clause on the page: its words with the places filled, its remarks."""

    clause: AgreementClause
    kk: str
    ru: str
    remarks: list[AgreementComment] = field(default_factory=list)

    @property
    def open_remarks(self) -> int:
        return sum(remark.status == AgreementComment.Status.OPEN for remark in self.remarks)

    @property
    def level(self) -> str:
        return "heading" if self.clause.is_heading else f"level-{min(self.clause.number.count('.'), 2)}"


def clause_lines(agreement: Agreement, version: AgreementVersion) -> list[ClauseLine]:
    """The text of a version with remarks of all versions beside their clauses."""
    remarks: dict[Any, list[AgreementComment]] = {}
    for row in agreement.comments.select_related("party__organisation", "party__person", "author", "answered_by"):
        remarks.setdefault(row.clause_key, []).append(row)
    known = {language: values_of(agreement, language) for language in ("kk", "ru")}
    return [
        ClauseLine(clause, filled(clause.text_kk, known["kk"]), filled(clause.text_ru, known["ru"]), remarks.get(clause.key, []))
        for clause in version.clauses.select_related("template", "proposed_by")
    ]


@dataclass(frozen=True)
class Piece:
    """A stretch of words of a difference: same, added or removed."""

    kind: str
    text: str


def words_between(before: str, after: str) -> list[Piece]:
    """The difference of two texts word by word."""
    old, new = (re.findall(r"\w+|\s+|[^\w\s]", text) for text in (before, after))
    pieces = []
    for tag, a1, a2, b1, b2 in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[a1:a2])))
            continue
        if a2 > a1:
            pieces.append(Piece("removed", "".join(old[a1:a2])))
        if b2 > b1:
            pieces.append(Piece("added", "".join(new[b1:b2])))
    return pieces


@dataclass(frozen=True)
class ClauseChange:
    """A clause that differs between two versions, in both languages."""

    number: str
    kk: list[Piece]
    ru: list[Piece]


def changes_between(before: AgreementVersion, after: AgreementVersion) -> list[ClauseChange]:
    """Clauses that were changed, added or taken out, in the order of the newer text; both with today's values in their places."""
    known = {language: values_of(after.agreement, language) for language in ("kk", "ru")}
    old = {clause.key: clause for clause in before.clauses.all()}
    new = {clause.key: clause for clause in after.clauses.all()}
    changes = []
    for key in [*new, *(k for k in old if k not in new)]:
        was, now = old.get(key), new.get(key)
        words = [tuple(filled(side.text(lang), known[lang]) if side else "" for side in (was, now)) for lang in ("kk", "ru")]
        if any(a != b for a, b in words):
            changes.append(ClauseChange((now or was).number, words_between(*words[0]), words_between(*words[1])))  # type: ignore[union-attr]
    return changes


def agreements_waiting(user: Any) -> Any:
    """Agreements that wait for the coordinator: to answer, to sign, to open for signing; None for everybody else."""
    own_organisations = organisations_as(user, *COORDINATORS)
    if not own_organisations:
        return None
    own = AgreementParty.objects.filter(agreement=OuterRef("pk"), organisation__in=own_organisations)
    unready = AgreementParty.objects.filter(agreement=OuterRef("pk")).exclude(status__in=["agreed", "refused", "left"])
    remarks = AgreementComment.objects.filter(agreement=OuterRef("pk"), status="open")
    rows = Agreement.objects.filter(status__in=["review", "signing"]).annotate(
        to_answer=Exists(own.filter(status="invited")),
        to_sign=Exists(own.filter(status="agreed")),
        to_fix=Q(initiator__in=own_organisations) & ~Exists(unready) & ~Exists(remarks),
    )
    return rows.filter(Q(status="review", to_answer=True) | Q(status="signing", to_sign=True) | Q(status="review", to_fix=True))


def _what(row: Any) -> str:
    if row.status == Agreement.Status.SIGNING:
        return "sign"
    return "answer" if row.to_answer else "fix"


TODO_WORDS = {
    "answer": (_("An agreement waits for your answer"), _("Read it")),
    "sign": (_("An agreement waits for your signature"), _("Sign")),
    "fix": (_("Every party has agreed: open the agreement for signing"), _("Open it")),
}


def agreement_todos(user: Any) -> list[Todo]:
    """Lines of the home page for coordinators and heads."""
    lines = []
    for row in agreements_waiting(user).order_by("-pk")[:10]:
        what = _what(row)
        title, action = TODO_WORDS[what]
        lines.append(Todo(f"agreement_{what}", title, row.title, "network:agreement", (row.pk,), action))
    return lines
