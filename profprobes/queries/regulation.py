"""The text of a regulation as it is printed and shown: numbered clauses with their blanks filled."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.dates import official
from network.models import Agreement, KindCode, Organisation

from ..models import ConfirmationForm, RegulationClause, Sphere, Trial, TrialRegulation
from ..regulation_text import NONE_YET, SECTIONS

KINDS = (KindCode.TRIAL, KindCode.CG, KindCode.CGN, KindCode.COOP)
BLANK_LABELS = {
    "spheres": _("Spheres of the trials"),
    "sites": _("Bases of the trials"),
    "final_event": _("Final event"),
    "group_min": _("Group, at least"),
    "group_max": _("Group, at most"),
    "forms": _("Confirming documents"),
}
FORM_NAMES = {
    ConfirmationForm.SHEET: {"kk": "сынақ парағы", "ru": "лист пробы"},
    ConfirmationForm.BOOK: {"kk": "сынақ кітапшасы", "ru": "книжка проб"},
    ConfirmationForm.REFERENCE: {"kk": "анықтама", "ru": "справка"},
    ConfirmationForm.CERTIFICATE: {"kk": "сертификат", "ru": "сертификат"},
    ConfirmationForm.TRACE: {"kk": "цифрлық із", "ru": "цифровой след"},
}


@dataclass(frozen=True)
class Part:
    """One clause as printed: its number and its lines, the first of which carries the number."""

    no: str
    lines: list[str]
    clause: RegulationClause


@dataclass
class Section:
    """One section with its printed clauses, and those that are left out."""

    number: int
    title: str
    parts: list[Part] = field(default_factory=list)
    left_out: list[RegulationClause] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """All lines of the section."""
        return [line for part in self.parts for line in part.lines]


def sections_of(regulation: TrialRegulation, language: str) -> list[Section]:
    """Sections I–VI; clauses are numbered anew, so that no gap stays where one is left out."""
    values = _values(regulation, language)
    sections = {number: Section(number, words[language]) for number, words in SECTIONS.items()}
    for clause in regulation.clauses.all():
        section = sections[clause.section]
        if clause.removed:
            section.left_out.append(clause)
            continue
        no = f"{clause.section}.{len(section.parts) + 1}"
        section.parts.append(Part(no, _lines(f"{no}. {clause.text_in(language)}", values), clause))
    return list(sections.values())


def _lines(text: str, values: dict[str, Any]) -> list[str]:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", "\n".join(value) if isinstance(value, list) else str(value or "____________"))
    return [line.strip() for line in text.split("\n") if line.strip()]


def _values(regulation: TrialRegulation, language: str) -> dict[str, Any]:
    kept = regulation.values
    forms = [FORM_NAMES[ConfirmationForm(form)][language] for form in kept.get("forms", [])]
    texts = {name: kept.get(f"{name}_{language}", "") for name in ("spheres", "sites", "final_event")}
    return texts | {
        "organisation": regulation.organisation.full_name_in(language),
        "acts": _acts(regulation, language),
        "agreements": agreement_lines(regulation, language),
        "group_min": kept.get("group_min", ""),
        "group_max": kept.get("group_max", ""),
        "forms": ", ".join(forms),
    }


def _acts(regulation: TrialRegulation, language: str) -> list[str]:
    """The acts that were checked when it was approved; for a draft those of today."""
    from ..services.regulation import in_order, printable_acts

    rows = printable_acts(timezone.localdate()) if regulation.is_draft else in_order(regulation.legal_acts.all())
    return [f"– {act.title_kk if language == 'kk' else act.title_ru}, {official(act.date, language)}, №\u00a0{act.number};" for act in rows]


def agreement_lines(regulation: TrialRegulation, language: str) -> list[str]:
    """Agreements on trials: for a draft those in force today, afterwards those that were in force when it was approved."""
    if not regulation.is_draft:
        return list(regulation.values.get(f"agreements_{language}", [NONE_YET[language]]))
    lines = []
    for agreement in agreements_of(regulation.organisation):
        others = [party for party in agreement.parties.all() if party.organisation_id != regulation.organisation_id]
        names = ", ".join(party.organisation.short_name_in(language) for party in others if party.organisation)
        lines.append(f"– {agreement.kind.name_in(language)} №\u00a0{agreement.number}, {names};")
    return lines or [NONE_YET[language]]


def agreements_of(organisation: Organisation) -> QuerySet:
    """Agreements of the kinds of BR-1 in which the organisation is a party today."""
    rows = Agreement.objects.covering(timezone.localdate()).filter(parties__organisation=organisation, kind__in=KINDS)
    return rows.select_related("kind").prefetch_related("parties__organisation").order_by("pk").distinct()


def spheres_of(organisation: Organisation) -> QuerySet:
    """Spheres of the trials of the organisation; all of them where none has been planned."""
    own = Trial.objects.filter(school=organisation) | Trial.objects.filter(host=organisation)
    spheres = Sphere.objects.filter(professions__programmes__trials__in=own).distinct().order_by("name_kk")
    return spheres if spheres.exists() else Sphere.objects.order_by("name_kk")


def hosts_of(organisation: Organisation) -> list[Organisation]:
    """The other parties of its agreements on trials."""
    found: dict[int, Organisation] = {}
    for agreement in agreements_of(organisation):
        for party in agreement.parties.all():
            if party.organisation and party.organisation_id != organisation.pk:
                found[party.organisation_id] = party.organisation
    return list(found.values())[:12]
