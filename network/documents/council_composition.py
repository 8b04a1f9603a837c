"""NW-46 «Кеңес құрамы және жұмыс топтарының тізімі / Состав совета и список рабочих групп»."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from core.dates import official
from documents.registry import DocumentType, register
from documents.sheet import Column, Lines, Pair, Sheet, Table

from ..models import Council, Membership, WorkingGroup
from ..queries_governance import seats
from .council_papers import issuer_of_council
from .council_words import COUNCILS, SEAT_NAMES

SEATS = {
    "kk": ("Т.А.Ә.", "Ұйым", "Лауазымы", "Кеңестегі орны", "Өкілеттік мерзімі", "Алмастырушы"),
    "ru": ("Ф. И. О.", "Организация", "Должность", "Место в совете", "Срок полномочий", "Замещающий"),
}
GROUPS = {
    "kk": ("Атауы", "Міндеті", "Жетекшісі", "Мүшелері", "Мерзімі"),
    "ru": ("Название", "Задача", "Руководитель", "Члены", "Срок"),
}
WORDS = {
    "kk": {"council": "Кеңес", "of": "Желі, өңір", "seats": "Кеңес құрамы", "groups": "Жұмыс топтары", "from": "{day} бастап"},
    "ru": {"council": "Совет", "of": "Сеть, регион", "seats": "Состав совета", "groups": "Рабочие группы", "from": "с {day}"},
}


def _term(start: dt.date, end: dt.date | None, language: str) -> str:
    if end is None:
        return WORDS[language]["from"].format(day=f"{start:%d.%m.%Y}")
    return f"{start:%d.%m.%Y} – {end:%d.%m.%Y}"


@register
class CouncilComposition(DocumentType):
    """NW-46, landscape: who sits in the council, then the working groups of its network."""

    code = "NW-46"
    titles = {"kk": "Кеңес құрамы және жұмыс топтарының тізімі", "ru": "Состав совета и список рабочих групп"}
    source_model = "network.Council"
    may_issue = "network.change_seats"
    page = "A4L"
    series = "NW"
    privacy = "PD1"

    def issuer(self, source: Council) -> Any:
        return issuer_of_council(source)

    def file_label(self, source: Council) -> str:
        return source.owner_title_in("kk")

    def problems(self, source: Council, language: str) -> list[str]:
        return [] if seats(source).exists() else [_("Nobody has a seat yet.")]

    def sheet(self, source: Council, language: str) -> Sheet:
        words = WORDS[language]
        groups = _groups(source, language)
        return Sheet(
            subtitle=official(source.formed_on, language),
            head=[Pair(words["council"], COUNCILS[source.kind][language]), Pair(words["of"], source.owner_title_in(language))],
            blocks=[_seats(source, language), *([groups] if groups else [])],
        )


def _seats(source: Council, language: str) -> Table:
    members = list(seats(source))
    posts: dict[tuple[int, int], str] = {}
    people = Membership.objects.current().filter(user__in=[row.person_id for row in members])
    for post in people:
        posts[post.user_id, post.organisation_id] = post.position_kk if language == "kk" else post.position_ru
    rows = [
        (
            n,
            row.person.full_name,
            row.organisation.short_name_in(language),
            posts.get((row.person_id, row.organisation_id)) or "—",
            SEAT_NAMES[row.seat][language],
            _term(row.valid_from, row.valid_until, language),
            row.substitute.full_name if row.substitute else "—",
        )
        for n, row in enumerate(members, 1)
    ]
    widths = (4, 19, 24, 16, 13, 13, 11)
    return Table(_columns(SEATS[language], widths), rows, heading=WORDS[language]["seats"], dense=True)


def _groups(source: Council, language: str) -> Table | None:
    if source.network is None:
        return None
    found = source.network.working_groups.exclude(status=WorkingGroup.Status.CLOSED).select_related("leader").prefetch_related("members")
    rows = [
        (
            n,
            row.get_kind_display(),
            row.task,
            row.leader.full_name,
            Lines([person.full_name for person in row.members.all()]) if row.members.all() else "—",
            _term(row.valid_from, row.valid_until, language),
        )
        for n, row in enumerate(found.order_by("pk"), 1)
    ]
    widths = (4, 20, 28, 17, 18, 13)
    return Table(_columns(GROUPS[language], widths), rows, heading=WORDS[language]["groups"], dense=True) if rows else None


def _columns(titles: tuple[str, ...], widths: tuple[int, ...]) -> list[Column]:
    return [Column(title, width) for title, width in zip(("№", *titles), widths, strict=True)]
