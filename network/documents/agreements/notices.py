"""NW-12 «Хабарлама / Уведомление» and NW-13 «Келісімді бұзу туралы акт / Акт о расторжении соглашения»."""

from typing import Any

from django.utils import timezone

from documents.languages import BOTH, joined, parts
from documents.registry import DocumentType, register
from documents.sheet import Items, Lines, Paragraph, Row, Rows, Seat, Sheet

from ...models import ActAssent, Agreement, AgreementNotice, AgreementObligation, AgreementParty, MutualAct
from ...services import issuer_of
from ...services.life.running import Running, running_of
from . import content
from .words import word

# What in the text of an agreement gives the right to each notice: a place, or the words of the shared clause.
GROUNDS = {
    AgreementNotice.Kind.NON_RENEWAL: ("{renewal}",),
    AgreementNotice.Kind.EXIT: ("{exit}",),
    AgreementNotice.Kind.TERMINATION: ("бұзу туралы актімен", "мерзімінен бұрын тоқтату"),
    AgreementNotice.Kind.CHANGE: ("деректемелерінің өзгергені",),
}


class _OfAgreement(DocumentType):
    """What both papers share: they belong to an agreement and are printed in its languages."""

    languages = (BOTH, "kk", "ru")
    numbered = False
    series = "NW"
    privacy = "PD1"

    def languages_of(self, source: Any) -> tuple[str, ...]:
        return content.languages_of(source.agreement)

    def sender(self, source: Any) -> AgreementParty:
        """The party that gives or proposes it."""
        raise NotImplementedError

    def issuer(self, source: Any) -> Any:
        return issuer_of(self.sender(source).organisation or source.agreement.initiator)

    def sort_name(self, source: Any) -> str:
        return content.file_label(source.agreement)


@register
class NoticeForm(_OfAgreement):
    """NW-12: agreement and clause, day of delivery, the end as computed (NR33–NR35), what is not finished."""

    code = "NW-12"
    titles = {"kk": "Хабарлама", "ru": "Уведомление"}
    source_model = "network.AgreementNotice"
    may_issue = "network.print_notice"

    def sender(self, source: AgreementNotice) -> AgreementParty:
        return source.from_party

    def sheet(self, source: AgreementNotice, language: str) -> Sheet:
        agreement, sender = content.loaded(source.agreement), source.from_party
        others = [content.full_name(party, language) for party in _present(agreement, sender)]
        ends = "change_from" if source.kind == AgreementNotice.Kind.CHANGE else "ends"
        rows = [
            (word("from_party", language), content.full_name(sender, language)),
            (word("to_parties", language), Lines(others)),
            (word("agreement_line", language), content.reference(agreement, language)),
            (word("ground", language), _ground(source)),
            (word("delivered", language), content.date_in(source.delivered_on, language) if source.delivered_on else ""),
            (word(ends, language), content.date_in(source.effective_on, language) if source.effective_on else ""),
            (word("reason", language), source.reason),
        ]
        if source.kind == AgreementNotice.Kind.CHANGE:
            rows.append((word("new_details", language), Lines(_details(_heir(source) or sender, language))))
        else:
            rows.append((word("unfinished", language), _unfinished(source, language)))
        note = word("late", language) if source.status == AgreementNotice.Status.LATE else ""
        return Sheet(
            subtitle=word(f"notice.{source.kind}", language),
            blocks=[
                *(Paragraph(text=word(f"notice_text.{source.kind}", part)) for part in parts(language)),
                Rows(rows=[Row(number, *row) for number, row in enumerate(rows, 1)]),
            ],
            seats=[_seat(sender, language)],
            note=note,
        )


@register
class TerminationAct(_OfAgreement):
    """NW-13: the parties end an agreement early by consent. Printed for signing while it is proposed; afterwards with the days of the signatures."""

    code = "NW-13"
    titles = {"kk": "Келісімді бұзу туралы акт", "ru": "Акт о расторжении соглашения"}
    source_model = "network.MutualAct"
    may_issue = "network.print_act"

    def suits(self, source: MutualAct) -> bool:
        return source.kind == MutualAct.Kind.TERMINATION

    def is_project(self, values: dict) -> bool:
        return values["context"]["unsigned"]

    def sender(self, source: MutualAct) -> AgreementParty:
        return source.proposed_by

    def context(self, source: MutualAct, language: str) -> dict:
        return {"unsigned": source.status not in (MutualAct.Status.AGREED, MutualAct.Status.EFFECTIVE)}

    def sheet(self, source: MutualAct, language: str) -> Sheet:
        agreement = content.loaded(source.agreement)
        parties = [party for party in content.remaining(agreement) if party.status != AgreementParty.Status.LEFT]
        answers = {answer.party_id: answer for answer in source.assents.select_related("signature__cms")}
        rows = [
            (word("agreement_line", language), content.reference(agreement, language)),
            (word("party", language), Lines([_introduced(party, language) for party in parties])),
            (word("reason", language), source.reason),
            (word("settlement", language), source.settlement or Lines([word("settlement_text", part) for part in parts(language)])),
            (word("date", language), content.date_in(source.on_day, language)),
        ]
        return Sheet(
            blocks=[
                Rows(rows=[Row(number, *row) for number, row in enumerate(rows, 1)]),
                *(Paragraph(text=word("act_text", part)) for part in parts(language)),
            ],
            seats=[_seat(party, language, answers.get(party.pk)) for party in parties],
            note=word("seal", language),
        )


def _present(agreement: Agreement, sender: AgreementParty) -> list[AgreementParty]:
    """The other parties; neither whoever has left nor the sender's own successor."""
    left = AgreementParty.Status.LEFT
    return [
        party
        for party in content.remaining(agreement)
        if party.pk != sender.pk and party.status != left and party.predecessor_id != sender.pk
    ]


def _heir(notice: AgreementNotice) -> AgreementParty | None:
    """The party that takes the sender's place by this notice (NR58)."""
    return AgreementParty.objects.filter(predecessor=notice.from_party).first() if notice.changes.get("successor") else None


def _introduced(party: AgreementParty, language: str) -> str:
    label, number = content.identity_of(party)
    return ", ".join(filter(None, [content.full_name(party, language), f"{word(label, language)} {number}" if number else ""]))


def _seat(party: AgreementParty, language: str, answer: ActAssent | None = None) -> Seat:
    """Who signs, and when it was signed; of a CMS file also the number of its certificate."""
    position = joined([party.text("signatory_position", part) for part in parts(language)])
    role = ", ".join(filter(None, [content.short_name(party, language), position]))
    if answer is None:
        return Seat(role, party.signatory_name)
    signature = answer.signature
    if signature is None:
        return Seat(role, party.signatory_name, f"{timezone.localdate(answer.at):%d.%m.%Y}")
    how = " ".join(filter(None, [word("cms", language), signature.cms.certificate_number]))
    return Seat(role, signature.signer, f"{signature.signed_on:%d.%m.%Y}", how)


def _ground(notice: AgreementNotice) -> str:
    """Number of the clause on which the notice rests; empty where the text has none, as after a scan."""
    version = content.version_of(notice.agreement)
    clauses = list(version.clauses.select_related("template")) if version else []
    for mark in GROUNDS[AgreementNotice.Kind(notice.kind)]:
        for clause in clauses:
            if mark in clause.text_kk or (clause.template and mark in clause.template.text_kk):
                return clause.number
    return ""


def _details(party: AgreementParty, language: str) -> list[str]:
    block = content.requisites_block(party, language)
    return [block["name"], *(f"{label}: {value}" for label, value in block["rows"])]


def _unfinished(notice: AgreementNotice, language: str) -> Any:
    """Obligations of the party that facts have not met yet, and what still runs when it leaves; all parties' for a termination (NR35)."""
    rows = AgreementObligation.objects.filter(party__agreement=notice.agreement).open()
    if notice.kind == AgreementNotice.Kind.EXIT:
        rows = rows.filter(party=notice.from_party)
    texts = [joined([row.text_kk if part == "kk" else row.text_ru for part in parts(language)]) for row in rows]
    sender = notice.from_party.organisation
    if notice.kind == AgreementNotice.Kind.EXIT and sender is not None:
        texts += [_running(item) for item in running_of(notice.agreement, sender)]
    return Items(texts) if texts else word("nothing_unfinished", language)


def _running(item: Running) -> str:
    until = f"{item.until:%d.%m.%Y}" if item.until else ""
    return ", ".join(filter(None, [f"{item.kind}: {item.name}", until]))
