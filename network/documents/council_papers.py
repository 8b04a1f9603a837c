"""Papers of a council: NW-15 regulation, NW-16A invitation with agenda, NW-16 minutes, NW-17 extract, NW-18 draft of an order."""

from typing import Any

from django.utils.translation import gettext as _

from core.dates import official
from documents.registry import DocumentType, register
from documents.sheet import Bullets, Column, Lines, Pair, Paragraph, Row, Rows, Seat, Sheet, Table

from ..kk_numbers import of_day
from ..models import AgendaItem, Attendance, Council, CouncilDecision, CouncilMeeting, CouncilMember, Organisation, OrganisationOrder
from ..services import issuer_of
from ..texts.council_regulation import FREQUENCY, SEATS, SECTIONS
from .council_words import ATTENDANCE, COUNCILS, SEAT_NAMES, WORDS


def _words(language: str) -> dict[str, str]:
    return {name: texts[language] for name, texts in WORDS.items()}


def issuer_of_council(council: Council) -> Any:
    """The operator of the network; for a council of a region its career centre, or the organisation of the chair where there is none."""
    if council.network is not None:
        return issuer_of(council.network.operator)
    centres = Organisation.objects.filter(region=council.region_id, kind=Organisation.Kind.CAREER_CENTRE)
    centre = centres.filter(status=Organisation.Status.ACTIVE).order_by("pk").first()
    if centre is None:
        centre = CouncilMember.objects.filter(council=council).select_related("organisation").order_by("pk")[0].organisation
    return issuer_of(centre)


def _quorum(meeting: CouncilMeeting, language: str) -> str:
    words = "quorum_words" if meeting.council.network_id else "quorum_words_region"
    return WORDS[words][language].format(present=meeting.present_count, members=meeting.members_count)


def _network(council: Council, language: str) -> str:
    return council.owner_title_in(language)


def _minutes_number(meeting: CouncilMeeting) -> str:
    return f"№ {meeting.number}"


def _of_day(day: Any, language: str) -> str:
    words = official(day, language)
    return of_day(words) if language == "kk" else words


def _place(meeting: CouncilMeeting) -> str:
    return ", ".join(filter(None, (meeting.place, meeting.online_url)))


def _votes(decision: CouncilDecision, language: str) -> str:
    t = _words(language)
    counts = ((t["for"], decision.votes_for), (t["against"], decision.votes_against), (t["abstained"], decision.votes_abstained))
    return ", ".join(f"{name} — {count or 0}" for name, count in counts)


def _hand(member: CouncilMember | None, at: Any, seat: str, language: str) -> Seat:
    name = member.person.signature_name if member else ""
    return Seat(SEAT_NAMES[seat][language], name, official(at, language) if at else "")


@register
class CouncilRegulation(DocumentType):
    """NW-15: the council's regulation in eight sections, filled with the council's own numbers."""

    code = "NW-15"
    titles = {"kk": "Үйлестіру кеңесі туралы ереже", "ru": "Положение о координационном совете"}
    source_model = "network.Council"
    may_issue = "network.change_seats"
    template_version = 2
    series = "NW"
    privacy = "PD1"

    def issuer(self, source: Council) -> Any:
        return issuer_of_council(source)

    def suits(self, source: Council) -> bool:
        return source.network_id is not None

    def file_label(self, source: Council) -> str:
        return _network(source, "kk")

    def sheet(self, source: Council, language: str) -> Sheet:
        assert source.network is not None
        policy = source.network.policy
        values = {
            "council": COUNCILS[source.kind][language],
            "network": _network(source, language),
            "seats": SEATS[language][source.seats_per_org],
            "frequency": FREQUENCY[language][source.meets_per].format(n=source.min_meetings),
            "invitation_days": policy.invitation_days,
            "quorum_percent": policy.quorum_percent,
            "adoption_percent": policy.adoption_percent,
            "order_days": policy.order_days,
        }
        sections = [Paragraph(heading, Lines([text.format(**values) for text in texts])) for heading, texts in SECTIONS[language]]
        chair = CouncilMember.objects.current().filter(council=source, seat=CouncilMember.Seat.CHAIR).select_related("person").first()
        adopted = source.decisions.standing().filter(topic=CouncilDecision.Topic.REGULATION).order_by("-adopted_on").first()
        t = _words(language)
        note = t["adopted_by"].format(number=adopted.number, day=_of_day(adopted.adopted_on, language)) if adopted else t["project"]
        return Sheet(
            subtitle=_network(source, language),
            head=[Pair(t["basis"], note)],
            blocks=sections,
            seats=[_hand(chair, None, "chair", language)],
        )


@register
class MeetingInvitation(DocumentType):
    """NW-16A: the invitation to a meeting with its agenda."""

    code = "NW-16A"
    titles = {"kk": "Кеңес отырысына шақыру", "ru": "Приглашение на заседание совета"}
    source_model = "network.CouncilMeeting"
    may_issue = "network.run_council"
    series = "NW"
    privacy = "PD1"

    def issuer(self, source: CouncilMeeting) -> Any:
        return issuer_of_council(source.council)

    def file_label(self, source: CouncilMeeting) -> str:
        return f"№ {source.number}"

    def problems(self, source: CouncilMeeting, language: str) -> list[str]:
        return [] if source.agenda_items.exists() else [_("The agenda is empty.")]

    def sheet(self, source: CouncilMeeting, language: str) -> Sheet:
        t = _words(language)
        items = list(source.agenda_items.order_by("order", "pk"))
        rows = [(item.order, item.question_in(language), item.speaker or "—", item.minutes) for item in items]
        columns = [Column("№", 6), Column(t["question"], 58), Column(t["speaker"], 24), Column(t["minutes"], 12, "end")]
        secretary = CouncilMember.objects.current().filter(council=source.council, seat="secretary").select_related("person").first()
        return Sheet(
            subtitle=f"{_minutes_number(source)} · {_network(source.council, language)}",
            head=[
                Pair(t["date"], official(source.planned_on, language)),
                Pair(t["time"], f"{source.starts_at:%H:%M}"),
                Pair(t["place"], _place(source)),
            ],
            blocks=[Paragraph("", t["invite"]), Table(columns, rows, heading=t["agenda"])],
            seats=[_hand(secretary, None, "secretary", language)],
        )


@register
class MeetingMinutes(DocumentType):
    """NW-16: minutes of a meeting."""

    code = "NW-16"
    titles = {"kk": "Кеңес отырысының хаттамасы", "ru": "Протокол заседания совета"}
    source_model = "network.CouncilMeeting"
    may_issue = "network.run_council"
    series = "NW"
    privacy = "PD1"

    def issuer(self, source: CouncilMeeting) -> Any:
        return issuer_of_council(source.council)

    def file_label(self, source: CouncilMeeting) -> str:
        return f"№ {source.number}"

    def problems(self, source: CouncilMeeting, language: str) -> list[str]:
        return [] if source.held_on else [_("The meeting has not been held yet.")]

    def sheet(self, source: CouncilMeeting, language: str) -> Sheet:
        t = _words(language)
        rows = source.attendance.select_related("member__person", "member__organisation").order_by(
            "member__organisation__short_name_ru", "pk"
        )
        there = [row for row in rows if row.state != Attendance.State.ABSENT]
        absent = [f"{row.member.person.full_name} ({row.member.organisation.short_name_in(language)})" for row in rows if row not in there]
        columns = [Column("№", 6), Column(t["organisation"], 34), Column(t["name"], 36), Column(t["attendance"], 24)]
        present = [
            (n, row.member.organisation.short_name_in(language), _person(row, language), ATTENDANCE[row.state][language])
            for n, row in enumerate(there, 1)
        ]
        items = list(source.agenda_items.prefetch_related("decisions__responsible").order_by("order", "pk"))
        agenda = [item.question_in(language) for item in items]
        return Sheet(
            subtitle=f"{_minutes_number(source)} · {_network(source.council, language)}",
            head=[
                Pair(t["date"], official(source.held_on or source.planned_on, language)),
                Pair(t["place"], _place(source)),
                Pair(SEAT_NAMES["chair"][language], source.chaired_by.person.full_name if source.chaired_by else ""),
                Pair(SEAT_NAMES["secretary"][language], source.recorded_by.person.full_name if source.recorded_by else ""),
            ],
            blocks=[
                Table(columns, present, heading=t["present"]),
                Bullets(t["absent"], absent or ["—"]),
                Paragraph(t["quorum"], _quorum(source, language)),
                Bullets(t["agenda"], agenda, numbered=True),
                *[block for item in items for block in _item(item, language)],
            ],
            seats=[
                _hand(source.chaired_by, source.chair_signed_at, "chair", language),
                _hand(source.recorded_by, source.secretary_signed_at, "secretary", language),
            ],
        )


def _person(row: Attendance, language: str) -> str:
    if row.state == Attendance.State.SUBSTITUTE:
        return _words(language)["instead_of"].format(name=row.substitute_name, member=row.member.person.full_name)
    return row.member.person.full_name


def _item(item: AgendaItem, language: str) -> list[Any]:
    t = _words(language)
    blocks = []
    for decision in item.decisions.all():
        outcome = t["adopted"] if decision.status in CouncilDecision.STANDS else t["not_adopted"]
        rows = [
            Row("", t["heard"], item.heard or item.speaker or "—"),
            Row("", t["spoke"], item.spoke or "—"),
            Row("", t["decided"], Lines([f"№ {decision.number}. {decision.text_in(language)}", outcome])),
            Row("", t["votes"], _votes(decision, language)),
            Row("", t["responsible"], decision.responsible.full_name if decision.responsible else "—"),
            Row("", t["due"], official(decision.due_on, language) if decision.due_on else "—"),
        ]
        blocks.append(Rows(f"{item.order}. {item.question_in(language)}", (), rows, label_width=22))
    return blocks


@register
class MinutesExtract(DocumentType):
    """NW-17: one decision out of the minutes."""

    code = "NW-17"
    titles = {"kk": "Хаттамадан үзінді", "ru": "Выписка из протокола"}
    source_model = "network.CouncilDecision"
    may_issue = "network.run_council"
    series = "NW"
    privacy = "PD1"

    def issuer(self, source: CouncilDecision) -> Any:
        return issuer_of_council(source.council)

    def file_label(self, source: CouncilDecision) -> str:
        return f"№ {source.number}"

    def problems(self, source: CouncilDecision, language: str) -> list[str]:
        return [] if source.number else [_("The decision has not been taken yet.")]

    def sheet(self, source: CouncilDecision, language: str) -> Sheet:
        t, meeting = _words(language), source.meeting
        assert meeting is not None
        outcome = t["adopted"] if source.status in CouncilDecision.STANDS else t["not_adopted"]
        return Sheet(
            subtitle=f"{_minutes_number(meeting)} · {_network(source.council, language)}",
            head=[Pair(t["date"], official(meeting.held_on or meeting.planned_on, language)), Pair(t["place"], _place(meeting))],
            blocks=[
                Rows(
                    "",
                    (),
                    [
                        Row("", t["quorum"], _quorum(meeting, language)),
                        Row("", t["heard"], Lines([source.item.question_in(language), source.item.heard or source.item.speaker or ""])),
                        Row("", t["decided"], Lines([f"№ {source.number}. {source.text_in(language)}", outcome])),
                        Row("", t["votes"], _votes(source, language)),
                        Row("", t["responsible"], source.responsible.full_name if source.responsible else "—"),
                        Row("", t["due"], official(source.due_on, language) if source.due_on else "—"),
                    ],
                    label_width=24,
                )
            ],
            seats=[
                _hand(meeting.chaired_by, meeting.chair_signed_at, "chair", language),
                _hand(meeting.recorded_by, meeting.secretary_signed_at, "secretary", language),
            ],
        )


@register
class OrderDraft(DocumentType):
    """NW-18: the draft of the order by which an organisation brings a decision in."""

    code = "NW-18"
    titles = {"kk": "Бұйрық жобасы", "ru": "Проект приказа"}
    source_model = "network.OrganisationOrder"
    may_issue = "network.register_order"
    template_version = 2
    series = "NW"
    privacy = "PD1"

    def issuer(self, source: OrganisationOrder) -> Any:
        return issuer_of(source.organisation)

    def file_label(self, source: OrganisationOrder) -> str:
        return f"{source.organisation.short_name_kk} {source.decision.number}".replace("/", "-")

    def sheet(self, source: OrganisationOrder, language: str) -> Sheet:
        t, decision = _words(language), source.decision
        day = _of_day(decision.adopted_on, language) if decision.adopted_on else ""
        basis = t["order_basis"].format(number=decision.number, day=day, network=_network(decision.council, language))
        responsible = source.responsible.full_name if source.responsible else ""
        return Sheet(
            subtitle=f"№ {source.number}" if source.number else t["order_blank"],
            head=[Pair(t["date"], official(source.date, language) if source.date else "____________")],
            blocks=[
                Paragraph(t["basis"], basis),
                Bullets(
                    t["i_order"],
                    [
                        t["bring_in"].format(text=decision.text_in(language)),
                        t["order_responsible"].format(name=responsible or "______________________"),
                        t["order_control"],
                    ],
                    numbered=True,
                ),
            ],
            seats=[Seat(t["head"], source.organisation.head_name, "")],
        )
