"""NW-24 «Функциялар матрицасы / Матрица функций»: Table 2.5 with named people, and sheet 2, Table 1.8."""

from collections import defaultdict
from typing import Any

from documents.registry import DocumentType, register
from documents.sheet import Column, Items, Lines, Pair, Sheet, Table

from ..models import Network, NetworkDuty, NetworkFunction
from ..services import issuer_of
from ..services.duties import belongs
from ..texts.function_matrix import BY_APPOINTMENT, PARTICIPANTS, ROLES, ROLES_COLUMNS, ROLES_TITLE

COLUMNS = {
    "kk": ("Қатысушы", "Рөлдері мен функциялары", "Құқықтары", "Жауапкершілігі", "Жауапты тұлға", "Байланыс"),
    "ru": ("Участник", "Роли и функции", "Права", "Ответственность", "Ответственное лицо", "Контакт"),
}
WORDS = {
    "kk": {"network": "Желі", "vacant": "тағайындалмаған", "people": "Функцияларға бекітілген тұлғалар", "owners": "Көрсеткіштер иелері"},
    "ru": {"network": "Сеть", "vacant": "не назначен", "people": "Лица, закреплённые за функциями", "owners": "Владельцы показателей"},
}
PEOPLE = {
    "kk": ("Ұйым", "Функция", "Жауапты тұлға", "Телефон", "E-mail"),
    "ru": ("Организация", "Функция", "Ответственное лицо", "Телефон", "E-mail"),
}


@register
class FunctionMatrix(DocumentType):
    """NW-24, landscape: participants of Table 2.5, then every function of every organisation with its person, then Table 1.8."""

    code = "NW-24"
    titles = {"kk": "Функциялар матрицасы", "ru": "Матрица функций"}
    source_model = "network.Network"
    may_issue = "network.change_network"
    template_version = 2
    page = "A4L"
    series = "NW"
    privacy = "PD1"

    def issuer(self, source: Network) -> Any:
        return issuer_of(source.operator)

    def file_label(self, source: Network) -> str:
        return source.title_kk

    def sheet(self, source: Network, language: str) -> Sheet:
        words = WORDS[language]
        functions = list(NetworkFunction.objects.filter(active=True))
        duties: dict[tuple[int, int], NetworkDuty] = {}
        for duty in NetworkDuty.objects.current().filter(network=source, rasci="R").select_related("person"):
            duties[duty.organisation_id, duty.function_id] = duty
        members = [row.organisation for row in source.memberships.voting().select_related("organisation").order_by("pk")]
        by_group: dict[str, list[NetworkFunction]] = defaultdict(list)
        for function in functions:
            by_group[function.group].append(function)
        return Sheet(
            head=[Pair(words["network"], source.title_in(language))],
            blocks=[
                _participants(by_group, members, duties, language),
                _people(functions, members, duties, language),
                _roles(language),
            ],
        )


def _participants(by_group: Any, members: list, duties: dict, language: str) -> Table:
    titles = COLUMNS[language]
    rows = []
    for number, (group, texts) in enumerate(PARTICIPANTS.items(), 1):
        own = by_group.get(group, [])
        named = [f"{row.code}. {row.name_in(language)}" for row in own] or texts["functions"][language]
        count = sum(1 for member in members for row in own if belongs(row, member))
        held = sum(1 for member in members for row in own if (member.pk, row.pk) in duties)
        responsible = f"{held} / {count}" if own else BY_APPOINTMENT[language]
        rows.append(
            (
                f"{number}. {texts['name'][language]}",
                Lines(named),
                Items(texts["rights"][language]),
                Items(texts["duties"][language]),
                responsible,
            )
        )
    widths = (15, 32, 20, 22, 11)
    return Table([Column(title, width) for title, width in zip(titles[:5], widths, strict=True)], rows, dense=True)


def _people(functions: list, members: list, duties: dict, language: str) -> Table:
    words = WORDS[language]
    rows = []
    for member in members:
        for function in functions:
            duty = duties.get((member.pk, function.pk))
            if duty is None and not (function.mandatory and function.group != "owners" and belongs(function, member)):
                continue
            person = duty.person.full_name if duty else words["vacant"]
            contact = (duty.phone, duty.email) if duty else ("", "")
            rows.append((member.short_name_in(language), f"{function.code}. {function.name_in(language)}", person, *contact))
    widths = (18, 30, 20, 14, 18)
    columns = [Column(title, width) for title, width in zip(PEOPLE[language], widths, strict=True)]
    return Table(columns, rows, heading=words["people"], dense=True)


def _roles(language: str) -> Table:
    widths = (16, 20, 34, 30)
    columns = [Column(title, width) for title, width in zip(ROLES_COLUMNS[language], widths, strict=True)]
    rows = [(name, role, Items(functions), Items(results)) for name, role, functions, results in ROLES[language]]
    return Table(columns, rows, heading=ROLES_TITLE[language])
