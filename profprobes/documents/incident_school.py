"""The school's own papers about an incident: the act with names (PP-INC-S) and the message to families (PP-MSG) (§5.8)."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from documents.registry import DocumentType, register
from documents.sheet import Pair, Row, Rows, Seat, Sheet
from network.access import COORDINATORS, classes_as, organisations_as
from network.models import Role
from network.services import issuer_of

from ..models import FamilyMessage, Incident, Participation
from .incident import LABELS, IncidentAct
from .words import day, joined, phone

NAMES = {"kk": "Қатысы бар оқушылар", "ru": "Затронутые учащиеся"}
MESSAGE = {
    "happened": {"kk": "Не болды", "ru": "Что произошло"},
    "measures": {"kk": "Қандай шара қолданылды", "ru": "Какие меры приняты"},
    "contact": {"kk": "Кімге хабарласуға болады", "ru": "К кому обратиться"},
}


@register
class SchoolsIncidentAct(IncidentAct):
    """PP-INC-S: the copy that stays in the school names the pupils; everybody else gets PP-INC with codes."""

    code = "PP-INC-S"
    titles = {"kk": "Оқиға туралы акт (мектеп данасы)", "ru": "Акт об инциденте (экземпляр школы)"}
    may_issue = "profprobes.name_pupils_incident"
    privacy = "PD3"

    def readable(self, rows: QuerySet, user: Any) -> QuerySet:
        """The coordinator of the school and the class teacher; not the host, not the operator."""
        of_class = Participation.objects.filter(class_group__in=classes_as(user, Role.CLASS_TEACHER)).values("trial")
        return rows.filter(Q(trial__school__in=organisations_as(user, *COORDINATORS)) | Q(trial__in=of_class))

    def pupils_label(self, language: str) -> str:
        return NAMES[language]

    def pupils_of(self, source: Incident) -> str:
        rows = source.pupils.select_related("pupil", "class_group").order_by("pupil__last_name", "pk")
        return joined(f"{one.pupil.full_name} ({one.class_group.name})" for one in rows)


@register
class FamilyMessagePaper(DocumentType):
    """PP-MSG «Оқиғадан кейінгі хабарлама»: for families without e-mail and telephone, and for the school's file. It names no child."""

    code = "PP-MSG"
    titles = {"kk": "Оқиғадан кейінгі хабарлама", "ru": "Сообщение после инцидента"}
    source_model = "profprobes.FamilyMessage"
    may_issue = "profprobes.tell_families_incident"
    max_pages = 1

    def issuer(self, source: FamilyMessage) -> Any:
        return issuer_of(source.incident.trial.school)

    def subjects(self, source: FamilyMessage) -> list[User]:
        return []

    def sort_name(self, source: FamilyMessage) -> str:
        return source.incident.number

    def file_label(self, source: FamilyMessage) -> str:
        return source.incident.number

    def sheet(self, source: FamilyMessage, language: str) -> Sheet:
        trial, responsible = source.incident.trial, source.incident.trial.responsible
        values = {
            "happened": source.text("happened", language),
            "measures": source.text("measures", language),
            "contact": joined([responsible.user.full_name, responsible.position_in(language), phone(responsible.user.phone)]),
        }
        return Sheet(
            subtitle=joined([trial.programme.name_in(language), day(source.incident.at, language)], " · "),
            head=[
                Pair(LABELS["school"][language], trial.school.short_name_in(language)),
                Pair(LABELS["partner"][language], trial.host.short_name_in(language)),
            ],
            blocks=[Rows(rows=[Row(number, MESSAGE[key][language], value) for number, (key, value) in enumerate(values.items(), 1)])],
            seats=[Seat(LABELS["head"][language])],
        )
