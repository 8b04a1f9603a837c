"""PR-05, the referral to a practicum with the tear-off part for the school."""

from typing import Any

from accounts.models import User
from documents.registry import DocumentType, register
from documents.sheet import Blanks, Pair, Row, Rows, Seat, Sheet
from network.services import issuer_of

from ..models import Placement
from . import life_words as w

ARRIVAL = w.pair("Келгенін растау", "Подтверждение прибытия")
ARRIVED = w.pair("Студент мектепке {day} келді. Мектеп қолы: {hand}", "Студент прибыл в школу {day}. Подпись школы: {hand}")


@register
class Referral(DocumentType):
    """PR-05: made by the institution once both sides have confirmed the place."""

    code = "PR-05"
    titles = w.pair("Практикаға жолдама", "Направление на практику")
    source_model = "practicum.Placement"
    may_issue = "practicum.issue_referral"
    series, batchable, max_pages = "PR", True, 1

    def issuer(self, source: Placement) -> Any:
        return issuer_of(source.owner_org)

    def subjects(self, source: Placement) -> list[User]:
        return [source.student]

    def sort_name(self, source: Placement) -> str:
        return source.student.full_name

    def file_label(self, source: Placement) -> str:
        return f"{source.number} {source.student.short_name}"

    def problems(self, source: Placement, language: str) -> list[str]:
        from django.utils.translation import gettext as _

        return [] if source.status in Placement.FIXED else [_("The place is not confirmed by both sides yet.")]

    def sheet(self, source: Placement, language: str) -> Sheet:
        programme = source.round.programme
        held = w.leaders(source)
        leader, mentor = held.get("supervisor"), held.get("mentor")
        phone = str(getattr(leader, "phone", "") or "") if leader else ""
        rows = [
            Row(1, w.STUDENT[language], source.student.full_name),
            Row(2, w.GROUP[language], source.application.group.name if source.application.group_id else ""),
            Row(3, w.PROGRAMME[language], programme.title_in(language)),
            Row(4, w.SCHOOL_ADDRESS[language], f"{source.school.short_name_in(language)}, {source.school.address_in(language)}"),
            Row(5, w.PERIOD[language], w.period(source)),
            Row(6, w.SUBJECT[language], source.subject.name_in(language)),
            Row(7, w.CREDITS[language], f"{programme.credits.normalize():f} / {int(programme.credits * programme.hours_per_credit)}"),
            Row(8, w.LEADER_PHONE[language], ", ".join(part for part in (leader.full_name if leader else "", phone) if part)),
            Row(9, w.SCHOOL_MENTOR[language], mentor.full_name if mentor else ""),
            Row(10, w.ROUTE[language], source.route),
        ]
        position, name = w.head_of(source.owner_org, language)
        return Sheet(
            subtitle=source.number,
            head=[Pair(w.INSTITUTION[language], source.owner_org.full_name_in(language))],
            blocks=[Rows(rows=rows), Blanks(ARRIVED[language], {}, ARRIVAL[language])],
            seats=[Seat(position or w.OWNER_HEAD[language], name)],
        )
