"""NW-FILE, a person's own file on paper: what the portal holds about them (S3)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Consent, SensitiveRead, User
from core.dates import official
from documents.registry import DocumentType, register
from documents.sheet import Column, Row, Rows, Sheet, Table

from ..models import Membership
from ..services import issuer_of
from .consent import organisation_of

Words = dict[str, str]
LABELS: dict[str, Words] = {
    "person": {"kk": "Жеке деректер", "ru": "Личные данные"},
    "name": {"kk": "Тегі, аты, әкесінің аты", "ru": "Фамилия, имя, отчество"},
    "born": {"kk": "Туған күні", "ru": "Дата рождения"},
    "code": {"kk": "Порталдағы коды", "ru": "Код на портале"},
    "iin": {"kk": "ЖСН", "ru": "ИИН"},
    "email": {"kk": "Электрондық пошта", "ru": "Электронная почта"},
    "phone": {"kk": "Телефон", "ru": "Телефон"},
    "places": {"kk": "Ұйымдар мен рөлдер", "ru": "Организации и роли"},
    "place": {"kk": "Ұйым", "ru": "Организация"},
    "role": {"kk": "Рөл", "ru": "Роль"},
    "period": {"kk": "Мерзімі", "ru": "Период"},
    "consents": {"kk": "Келісімдер", "ru": "Согласия"},
    "purpose": {"kk": "Мақсаты", "ru": "Цель"},
    "who": {"kk": "Кім жауап берді", "ru": "Кто ответил"},
    "state": {"kk": "Күйі", "ru": "Состояние"},
    "date": {"kk": "Күні", "ru": "Дата"},
    "reads": {"kk": "Деректерімді кім көрді", "ru": "Кто смотрел мои данные"},
    "reader": {"kk": "Кім", "ru": "Кто"},
    "what": {"kk": "Нені", "ru": "Что"},
    "self": {"kk": "өзі", "ru": "сам субъект"},
}
MOST = 200  # lines of the log of reads on paper; the JSON file holds all


def _dates(start: Any, end: Any) -> str:
    return f"{start:%d.%m.%Y} – {f'{end:%d.%m.%Y}' if end else '…'}"


@register
class OwnFile(DocumentType):
    """The paper beside the JSON file; made by the person alone."""

    code = "NW-FILE"
    titles = {"kk": "Менің файлым", "ru": "Мой файл"}
    source_model = "accounts.User"
    may_issue = "network.print_own_file"
    privacy = "PD3"

    def issuer(self, source: User) -> Any:
        organisation = organisation_of(source)
        assert organisation is not None
        return issuer_of(organisation)

    def subjects(self, source: User) -> list[User]:
        return [source]

    def sort_name(self, source: User) -> str:
        return source.full_name

    def problems(self, source: User, language: str) -> list[str]:
        return [] if organisation_of(source) else [_("The person belongs to no organisation, so nobody can issue this paper.")]

    def sheet(self, source: User, language: str) -> Sheet:
        def t(key: str) -> str:
            return LABELS[key][language]

        person = [
            ("name", source.full_name),
            ("born", official(source.birth_date, language) if source.birth_date else ""),
            ("code", source.public_id),
            ("iin", source.iin),
            ("email", source.email or ""),
            ("phone", source.phone),
        ]
        return Sheet(
            subtitle=official(timezone.localdate(), language),
            blocks=[
                Rows(t("person"), rows=[Row("", t(key), value) for key, value in person]),
                Table(
                    [Column(t("place"), 45), Column(t("role"), 35), Column(t("period"), 20)], self._places(source, language), t("places")
                ),
                Table(
                    [Column(t("purpose"), 40), Column(t("who"), 25), Column(t("state"), 20), Column(t("date"), 15)],
                    self._consents(source, language),
                    t("consents"),
                ),
                Table([Column(t("reader"), 35), Column(t("what"), 45), Column(t("date"), 20)], self._reads(source), t("reads")),
            ],
        )

    def _places(self, source: User, language: str) -> list[list[str]]:
        lines = []
        for row in Membership.objects.filter(user=source).select_related("organisation").prefetch_related("roles").order_by("valid_from"):
            name = row.organisation.short_name_in(language)
            roles = [[name, role.get_role_display(), _dates(role.valid_from, role.valid_until)] for role in row.roles.all()]
            lines += roles or [[name, row.position_in(language), _dates(row.valid_from, row.valid_until)]]
        return lines

    def _consents(self, source: User, language: str) -> list[list[str]]:
        rows = Consent.objects.filter(subject=source).select_related("guardian").order_by("given_at", "pk")
        return [
            [
                row.get_purpose_display(),
                row.guardian.name if row.guardian else LABELS["self"][language],
                row.get_status_display(),
                f"{timezone.localtime(row.given_at):%d.%m.%Y}",
            ]
            for row in rows
        ]

    def _reads(self, source: User) -> list[list[str]]:
        rows = SensitiveRead.objects.filter(subject=source).select_related("reader").order_by("-at")[:MOST]
        return [[row.reader.short_name, row.what_text, f"{timezone.localtime(row.at):%d.%m.%Y %H:%M}"] for row in rows]
