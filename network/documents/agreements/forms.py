"""NW-01 … NW-10b: every kind of agreement as a form – kk, ru, or both side by side (default)."""

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from documents.languages import BOTH
from documents.registry import DocumentType, register

from ...access import COORDINATORS, organisations_as
from ...agreements.reader import text_of
from ...models import Agreement, AgreementParty, KindCode, Role
from ...services import issuer_of
from . import content
from .annexes import annexes_of
from .signatures import sheet_of

CODES: dict[KindCode, str] = {
    KindCode.NET: "NW-01",
    KindCode.CG: "NW-02",
    KindCode.PRAC: "NW-03",
    KindCode.CGN: "NW-04",
    KindCode.COOP: "NW-05",
    KindCode.TRIAL: "NW-06",
    KindCode.PATRON: "NW-07",
    KindCode.MEMO: "NW-08",
    KindCode.TARGET: "NW-08a",
    KindCode.RECOG: "NW-09",
    KindCode.FIN: "NW-10",
    KindCode.TTRAIN: "NW-10a",
    KindCode.SERVICE: "NW-10b",
    KindCode.OTHER: "NW-10c",
}


class AgreementForm(DocumentType):
    """The text of an agreement with its parties, clauses, requisites, signature sheet, annexes. A project until every party has signed.

    While it is signed the paper is exactly what the parties sign: no signature sheet on it, and its hash is what a CMS file is checked against.
    """

    kind: ClassVar[KindCode]
    source_model = "network.Agreement"
    template = "network/papers/agreement.html"
    languages = (BOTH, "kk", "ru")
    may_issue = "network.print_agreement"
    numbered = False
    series = "NW"
    privacy = "PD1"

    def suits(self, source: Agreement) -> bool:
        return source.kind_id == self.kind

    def languages_of(self, source: Agreement) -> tuple[str, ...]:
        return content.languages_of(source)

    def is_project(self, values: dict) -> bool:
        return values["context"]["unsigned"]

    def issuer(self, source: Agreement) -> Any:
        return issuer_of(source.initiator)

    def sort_name(self, source: Agreement) -> str:
        return content.file_label(source)

    def valid_until(self, source: Agreement) -> Any:
        last = source.periods.order_by("-valid_from").first()
        return last.valid_until if last else None

    def problems(self, source: Agreement, language: str) -> list[str]:
        version = content.version_of(source)
        if version is None or not version.clauses.all():
            return [_("This agreement was concluded on paper: its text is in the scan.")]
        return []

    def freeze(self, source: Agreement, language: str) -> dict:
        source = content.loaded(source)
        frozen = super().freeze(source, language)
        frozen["title"] = content.printed_title(source, language)
        frozen["running_title"] = content.running_title(source, language)
        return frozen

    def context(self, source: Agreement, language: str) -> dict:
        version = content.version_of(source)
        assert version is not None
        sections = content.sections_of(source, version, language)
        return {
            "project": source.status in content.UNSIGNED,
            "unsigned": source.status in (*content.UNSIGNED, Agreement.Status.SIGNING),
            "two": language == BOTH,
            "head": content.head_of(source, language),
            "parties": content.parties_of(source, language),
            "preamble": content.preamble_of(source, language),
            "sections": sections,
            "requisites_heading": content.take_requisites_heading(sections, language),
            "requisites": content.requisites_of(source, language),
            "any_changed": any(clause["changed"] for section in sections for clause in section["clauses"]),
            "signature_sheet": sheet_of(source, version, language, signing=source.status == Agreement.Status.SIGNING),
            "annexes": annexes_of(source, language),
            **content.headings(language),
        }


class MoneyForm(AgreementForm):
    """A financial agreement: its amounts are read by the parties and their FINANCE alone (network page 8)."""

    def readable(self, rows: QuerySet, user: Any) -> QuerySet:
        own = organisations_as(user, *COORDINATORS, Role.FINANCE)
        return rows.filter(Q(initiator__in=own) | Q(pk__in=AgreementParty.objects.filter(organisation__in=own).values("agreement")))


def _declare(kind: KindCode, code: str) -> type[AgreementForm]:
    kk, ru = text_of(kind).title
    base = MoneyForm if kind == KindCode.FIN else AgreementForm
    values = {
        "kind": kind,
        "code": code,
        "titles": {"kk": kk, "ru": ru},
        "privacy": "PD2" if kind == KindCode.SERVICE else "PD1",
        "__doc__": f"{code}: {ru}.",
    }
    return register(type(f"{kind.title()}Form", (base,), values))


FORMS: dict[KindCode, type[AgreementForm]] = {kind: _declare(kind, code) for kind, code in CODES.items()}


def form_of(agreement: Agreement) -> str:
    """Code of the form that prints this agreement."""
    return CODES[KindCode(agreement.kind_id)]
