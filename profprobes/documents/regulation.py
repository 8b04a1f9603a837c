"""PP-REG «Кәсіби сынақтарды ұйымдастыру және өткізу туралы ереже»: sections I–VI, 5–7 pages (§5.10) [002b F10]."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from documents.registry import DocumentType, register
from network.services import issuer_of

from ..models import TrialRegulation
from ..queries.regulation import sections_of
from ..regulation_text import SECTIONS
from .words import day

WORDS = {
    "approve": {"kk": "БЕКІТЕМІН", "ru": "УТВЕРЖДАЮ"},
    "head": {"kk": "Басшы", "ru": "Руководитель"},
    "order": {"kk": "Бұйрық № {no}", "ru": "Приказ № {no}"},
    "sign": {"kk": "(қолы)", "ru": "(подпись)"},
}


@register
class RegulationPaper(DocumentType):
    """PP-REG: a draft prints as a project, an approved version with the head's order; a replaced one points to the version in force."""

    code = "PP-REG"
    titles = {
        "kk": "Кәсіби сынақтарды ұйымдастыру және өткізу туралы ереже",
        "ru": "Положение об организации и проведении профессиональных проб",
    }
    source_model = "profprobes.TrialRegulation"
    template = "profprobes/papers/regulation.html"
    may_issue = "profprobes.issue_regulation"
    series = "PP"
    privacy = "PD1"

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("organisation", "approved_by")

    def issuer(self, source: TrialRegulation) -> Any:
        return issuer_of(source.organisation)

    def subjects(self, source: TrialRegulation) -> list[User]:
        return []

    def sort_name(self, source: TrialRegulation) -> str:
        return source.organisation.short_name_kk

    def is_project(self, values: dict) -> bool:
        return bool(values["context"]["project"])

    def context(self, source: TrialRegulation, language: str) -> dict:
        place = source.organisation
        position = place.head_position_kk if language == "kk" else place.head_position_ru
        return {
            "project": source.is_draft,
            "approve": WORDS["approve"][language],
            "head": position or WORDS["head"][language],
            "place": place.short_name_in(language),
            "name": place.head_name,
            "sign": WORDS["sign"][language],
            "order": WORDS["order"][language].format(no=source.order_number or "____"),
            "date": day(source.approved_on, language) if source.approved_on else "«____» ______________ 20____",
            "sections": [
                {
                    "heading": f"{SECTIONS[section.number]['no']}. {section.title}",
                    "lines": [{"text": line, "item": line.startswith("–")} for line in section.lines],
                }
                for section in sections_of(source, language)
            ],
        }
