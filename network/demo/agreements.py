"""Agreements of the demo region in every stage: drafts, a text under review with a new version, half signed, in force, on paper with and without the other
side's word; obligations with facts. Told through the services at the moment when each thing happened.
"""

import datetime as dt
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pypdf import PdfWriter

from accounts.models import Notice, User
from documents.services.production import produce

from .. import terms
from ..access import COORDINATORS
from ..agreements.filling import unfilled
from ..agreements.reader import places
from ..models import Agreement, AgreementKind, AgreementParty, Network, Organisation, RoleAssignment
from ..services import agreements as services
from ..services import change_organisation
from ..services.agreements.obligations import add_obligation, enter_fact
from .registry import at

# kind, first side, second side, years ago, long enough for
PAPERS = [
    *[("PRAC", college, school, 1) for college in ("KPK", "KOU", "PPK") for school in ("MK12", "AM7", "MK3")],
    ("PRAC", "KOU", "MK12", 3),
    *[("CG", "MK12", partner, 0) for partner in ("KPK", "KOU", "PPK", "DAVTO", "DDAN")],
    *[("CG", "AM7", partner, 0) for partner in ("KPK", "KOU", "DDAN", "DNAN", "DTIG")],
    *[("CG", "MK3", partner, 0) for partner in ("KPK", "KOU", "PPK", "DNAN")],
    ("MEMO", "KOU", "MK12", 1),
    ("TARGET", "KPK", "MK12", 0),
    ("PATRON", "DTIG", "KPK", 1),
    ("PATRON", "DDAN", "KPK", 1),
    ("RECOG", "KPK", "KOU", 0),
]
HEADS = (
    "Сынақов Ерлан Үлгіұлы",
    "Мысалова Айгерім Демоқызы",
    "Үлгібаев Дәулет Мысалұлы",
    "Демоева Гүлнар Сынаққызы",
    "Мысалов Нұрлан Демоұлы",
)
YEARS = {"PRAC": 3, "MEMO": 3, "TARGET": 1, "PATRON": 3}
WORDS = {
    "subjects": ("информатика, математика", "информатика, математика"),
    "subject": ("шеберлік сағаттарын өткізу", "проведение мастер-классов"),
    "volume": ("жылына 12 сабақ", "12 занятий в год"),
}


def build(region: Any) -> None:
    """Tell it; lines under the bell that have long been read are marked so."""
    heard = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    story = Story(region, timezone.localdate())
    story.heads()
    story.papers()
    story.network()
    Notice.objects.filter(pk__gt=heard).update(read_at=timezone.now())
    story.money()
    story.drafts()
    story.under_review()
    story.signed_in_the_portal()
    story.half_signed()
    story.waiting_papers()
    story.obligations()


def scan() -> SimpleUploadedFile:
    """One empty page: the demo shows no signature of anybody."""
    writer, content = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(content)
    return SimpleUploadedFile("skan.pdf", content.getvalue(), "application/pdf")


class Story:
    """The region's organisations with what they agree on."""

    def __init__(self, region: Any, today: dt.date) -> None:
        self.today, self.organisations = today, region.organisations
        self.kinds = {kind.code: kind for kind in AgreementKind.objects.all()}
        self.people = self._coordinators()
        self.count = 0
        self.made: dict[tuple[str, str, str], Agreement] = {}

    def who(self, organisation: Organisation) -> User | None:
        """The organisation's coordinator of today; the one of that day need not be in the portal."""
        return self.people.get(organisation.pk)

    def _coordinators(self) -> dict[int, User]:
        rows = RoleAssignment.objects.current().filter(role__in=COORDINATORS).select_related("membership__user").order_by("-pk")
        return {row.membership.organisation_id: row.membership.user for row in rows}

    def heads(self) -> None:
        """Whoever signs for an organisation whose passport does not say it yet; the names are invented."""
        for number, organisation in enumerate(self.organisations.values()):
            if organisation.head_name:
                continue
            position = ("Ректор", "Ректор") if organisation.kind == Organisation.Kind.UNIVERSITY else ("Директор", "Директор")
            values = {"head_name": HEADS[number % len(HEADS)], "head_position_kk": position[0], "head_position_ru": position[1]}
            change_organisation(organisation=organisation, by=None, **values)
            organisation.refresh_from_db()

    def papers(self) -> None:
        """What was signed on paper and confirmed by the other side."""
        for kind, first, second, years in PAPERS:
            if first in self.organisations and second in self.organisations:
                self.made[kind, first, second] = self.paper(kind, first, second, years=years)

    def paper(self, code: str, *sides: str, years: int, confirm: bool = True, **more: Any) -> Agreement:
        """A paper of 1 September so many years ago, of this year's spring for a calendar year; entered and confirmed on the day after."""
        own, *partners = [self.organisations[side] for side in sides]
        self.count += 1
        start = more.pop("date", None) or dt.date(self.today.year - years, 9, 1)
        if "ends_on" not in more and self.kinds[code].term_kind == terms.CALENDAR:
            start = dt.date(self.today.year, 2, 1) + dt.timedelta(days=self.count * 3)
        while start >= self.today - dt.timedelta(days=3):
            start = terms.add_months(start, -12)
        end = terms.add_months(start, 12 * YEARS[code]) - dt.timedelta(days=1) if code in YEARS else None
        said: dict[str, Any] = {"number": f"{own.code.upper()}-{code}-{start.year}/{self.count:03d}", "date": start, "ends_on": end} | more
        with at(start + dt.timedelta(days=1)):
            agreement = services.enter_paper(
                kind=self.kinds[code], initiator=own, partners=partners, upload=scan(), by=self.who(own),
                **said,
            )  # fmt: skip
            for party in agreement.parties.exclude(organisation=own) if confirm else ():
                services.confirm_paper(party=party, by=self.who(party.organisation))  # type: ignore[arg-type]
        agreement.refresh_from_db()
        return agreement

    def network(self) -> None:
        """The agreement of the pedagogical network: every member signed the paper at the start of the year."""
        network = Network.objects.filter(operator=self.organisations["KOU"], scope=Network.Scope.PEDAGOGICAL).order_by("pk").first()
        if network is None:
            return
        members = [row.organisation for row in network.memberships.active().select_related("organisation").order_by("pk")]
        codes = {organisation.pk: code for code, organisation in self.organisations.items()}
        partners = [codes[member.pk] for member in members if member.pk in codes and member.pk != network.operator_id]
        kinds = {self.organisations[code].kind for code in partners}
        if {"school", "college"} <= kinds:
            start = max(network.phase_from, self.today - dt.timedelta(days=90))
            end = terms.add_months(start, 36) - dt.timedelta(days=1)
            self.paper("NET", "KOU", *partners, years=0, network=network, date=start, ends_on=end)

    def money(self) -> None:
        """Two financial agreements under what was agreed before."""
        for parent_of, amount in ((("TARGET", "KPK", "MK12"), 480_000), (("PRAC", "KPK", "MK12"), 720_000)):
            parent = self.made.get(parent_of)
            if parent is not None and parent.ends_on:
                start = max(parent.starts_on or self.today, self.today - dt.timedelta(days=60))
                end = min(parent.ends_on, start + dt.timedelta(days=300))
                more: dict[str, Any] = {"parent": parent, "date": start, "ends_on": end, "amount": amount}
                self.paper("FIN", *parent_of[1:], years=0, **more)

    def drafted(self, code: str, *sides: str, fill: bool = True, **more: Any) -> Agreement:
        """A draft of the first side; ``fill`` writes into every place of its text."""
        own, *partners = [self.organisations[side] for side in sides]
        by = self.who(own)
        made = services.start_agreement(kind=self.kinds[code], initiator=own, partners=partners, by=by)
        start = self.today + dt.timedelta(days=20)
        end = terms.add_months(start, 12 * YEARS[code]) if code in YEARS else None
        values: dict[str, Any] = {"starts_on": start, "ends_on": end, "hosts_per_year": 12}
        values |= {
            "purpose_kk": "Оқушылардың саналы кәсіби таңдауына бірлесіп жәрдемдесу",
            "purpose_ru": "Совместно помогать ученикам в осознанном выборе профессии",
        }
        services.set_terms(agreement=made, by=by, **(values | more))
        made.refresh_from_db()
        if fill:
            names = unfilled(made, services.head_version(made).clauses.all())
            services.set_variables(agreement=made, by=by, values={name: self.word(name) for name in names})
            made.refresh_from_db()
        return made

    def word(self, name: str) -> Any:
        """Something for a place of the text."""
        about = places().get(name, {}).get("type")
        if about == "date":
            return (self.today + dt.timedelta(days=30)).isoformat()
        if about == "number":
            return 12
        kk, ru = WORDS.get(name, ("тараптардың келісуі бойынша", "по согласованию сторон"))
        return {"kk": kk, "ru": ru}

    def drafts(self) -> None:
        """One whose places are empty yet, one that is ready to be sent."""
        self.drafted("TRIAL", "MK12", "DTIG", fill=False)
        ready = self.drafted("MEMO", "KOU", "MK3")
        party = ready.parties.get(organisation=self.organisations["KOU"])
        add_obligation(
            party=party,
            by=self.who(self.organisations["KOU"]),
            text_kk="Оқушыларға ашық дәріс оқу",
            text_ru="Читать открытые лекции ученикам",
            measure=6,
            unit_kk="дәріс",
            unit_ru="лекций",
        )

    def under_review(self) -> None:
        """A remark with a text was accepted and made the second version; another one is open."""
        own, other = self.organisations["MK12"], self.organisations["DNAN"]
        by, partner = self.who(own), self.who(other)
        agreement = self.drafted("COOP", "MK12", "DNAN")
        services.send_to_parties(agreement=agreement, by=by)
        clauses = [c for c in services.head_version(agreement).clauses.all() if not c.is_heading]
        party = agreement.parties.get(organisation=other)
        told = services.remark(
            agreement=agreement, clause=clauses[1], party=party, by=partner, text="Топтың көлемін шектейік",
            proposed_kk=f"{clauses[1].text_kk} Бір топта 12 оқушыдан артық болмайды.",
            proposed_ru=f"{clauses[1].text_ru} В одной группе не более 12 учеников.",
        )  # fmt: skip
        services.answer_remark(comment=told, accept=True, answer="Келісеміз", by=by)
        fresh = services.head_version(agreement).clauses.filter(is_heading=False)[2]
        services.remark(agreement=agreement, clause=fresh, party=party, by=partner, text="Жауапты адамның телефоны көрсетілсін")

    def agreed(self, code: str, *sides: str) -> Agreement:
        """A text that every side agreed to, with its PDF made."""
        own = self.organisations[sides[0]]
        agreement = self.drafted(code, *sides)
        services.send_to_parties(agreement=agreement, by=self.who(own))
        for party in agreement.parties.filter(status=AgreementParty.Status.INVITED):
            services.agree(party=party, by=self.who(party.organisation))  # type: ignore[arg-type]
        services.fix_for_signing(agreement=agreement, by=self.who(own))
        if document := services.head_version(agreement).document_id:
            produce(pk=document)
        agreement.refresh_from_db()
        return agreement

    def sign(self, agreement: Agreement, code: str, *, check: bool) -> None:
        """A scan of the side, looked at by the initiator where ``check`` says so."""
        party = agreement.parties.get(organisation=self.organisations[code])
        made = services.sign_by_scan(party=party, upload=scan(), signer=party.signatory_name, signed_on=self.today, by=self.who(self.organisations[code]))  # fmt: skip
        if check:
            by, own = self.who(agreement.initiator), {agreement.initiator_id}
            services.decide_signature(signature=made, accept=True, by=by, as_organisations=own)

    def signed_in_the_portal(self) -> None:
        """Made, agreed and signed by both sides in the portal; in force since the last signature."""
        agreement = self.agreed("CG", "MK12", "DTIG")
        for code in ("MK12", "DTIG"):
            self.sign(agreement, code, check=True)

    def half_signed(self) -> None:
        """The school has signed; the partner's scan waits for a look."""
        agreement = self.agreed("CG", "AM7", "PPK") if self.who(self.organisations["PPK"]) else self.agreed("CG", "AM7", "KPK")
        self.sign(agreement, "AM7", check=True)
        self.sign(agreement, agreement.parties.exclude(organisation=self.organisations["AM7"]).get().organisation.code.upper(), check=False)  # type: ignore[union-attr]

    def waiting_papers(self) -> None:
        """One waits for the school's word, one was objected to, one lapsed without an answer."""
        day = self.today - dt.timedelta(days=2)
        more: dict[str, Any] = {"date": day - dt.timedelta(days=20), "ends_on": terms.add_months(day, 36)}
        with at(day):
            for number, (own, other) in enumerate((("DAVTO", "MK12"), ("KPK", "MK12")), 1):
                made = services.enter_paper(
                    kind=self.kinds["OTHER"], initiator=self.organisations[own], partners=[self.organisations[other]], upload=scan(),
                    by=self.who(self.organisations[own]), number=f"{number}/Б", **more,
                )  # fmt: skip
            party = made.parties.get(organisation=self.organisations["MK12"])
            services.object_to_paper(party=party, by=self.who(self.organisations["MK12"]), reason="Келісімнің күні сканда басқаша жазылған")
        self.paper("COOP", "MK3", "DDAN", years=1, confirm=False)
        services.lapse_papers(self.today)

    def obligations(self) -> None:
        """Plan and fact under the school's agreement with the college: one met, one begun, one overdue."""
        agreement = self.made.get(("PRAC", "KPK", "MK12"))
        if agreement is None:
            return
        for code, kk, ru, measure, unit_kk, unit_ru, days, done in (
            ("MK12", "Студенттерге практика орнын беру", "Предоставить места практики студентам", 10, "орын", "мест", 60, 6),
            ("MK12", "Тәлімгерлерді бекіту туралы бұйрық шығару", "Издать приказ о закреплении наставников", None, "", "", -20, 1),
            ("MK12", "Ашық сабақ өткізу", "Провести открытые уроки", 4, "сабақ", "урока", -7, 1),
            ("KPK", "Мектеп тәлімгерлеріне семинар өткізу", "Провести семинары для наставников школы", 2, "семинар", "семинара", 30, 0),
        ):
            side = self.organisations[code]
            row = add_obligation(
                party=agreement.parties.get(organisation=side), by=self.who(side), text_kk=kk, text_ru=ru, measure=measure, unit_kk=unit_kk,
                unit_ru=unit_ru, due_on=self.today + dt.timedelta(days=days),
            )  # fmt: skip
            if done:
                day = max(agreement.starts_on or self.today, self.today - dt.timedelta(days=30))
                enter_fact(obligation=row, on=day, value=done, text="Орындалды", link="https://demo.example/dalel", by=self.who(side))
