"""The quarterly review of the demo school's last term that held a visit, and a letter of the operator to the village school (§11)."""

import datetime as dt
from typing import Any

from django.utils import timezone

from network.models import Organisation, Term

from ..models import Trial
from ..services import desk_letters, reviews

CASES = (
    (
        "Оқушы бөлшекті үш тармақты парақ бойынша тексерді.",
        "Дәлдіктің не үшін керегін түсінді, екінші бөлшекті өзі өлшеді.",
        "Тексеру парағын барлық топқа беру.",
    ),
    ("Оқушы ара жүргізуден қорқып, белгілеуді таңдады.", "Көмекпен бір рет аралап көрді.", "Таңдау құқығын алдын ала айту."),
    (
        "Оқушы сынақтан кейін «маған сәйкес келмейді» деді.",
        "Қолмен емес, есеппен жұмыс істегісі келетінін айтты.",
        "Келесі сынақты басқа саладан ұсыну.",
    ),
    ("Оқушы командада рөлдерді бөліп берді.", "Тәлімгер оның ұйымдастыру дағдысын атап өтті.", "Рөлдерді ауыстырып көру."),
)
HOPES = "«Туған ұста» деген сөз бір рет айтылды: тәлімгер нақты әрекетті атап түзетті."


def build_reviews(region: Any) -> None:
    """Told through the services: one discussed review with four cases and a proposal, one letter with free slots."""
    school: Organisation = region.organisations["MK12"]
    held = Trial.objects.filter(school=school, status__in=[Trial.Status.HELD, Trial.Status.CLOSED]).order_by("created_at").first()
    if held is not None and held.visit is not None:
        _review(region, school, held)
    _letter(region, region.organisations["AM7"])


def _review(region: Any, school: Organisation, trial: Trial) -> None:
    visit = timezone.localtime(trial.visit.starts).date()  # type: ignore[union-attr]
    term = Term.objects.filter(starts_on__lte=visit, ends_on__gte=visit).first()
    coordinator, today = region.people["coordinator"], timezone.localdate()
    if term is None:
        return
    review = reviews.open_review(school=school, term=term, by=coordinator)
    members = [region.memberships[key] for key in ("coordinator", "teacher")]
    reviews.save_team(review=review, team=members, hopes=HOPES, by=coordinator)
    for did, changed, conclusion in CASES:
        reviews.save_case(review=review, trial=trial, did=did, changed=changed, conclusion=conclusion, by=coordinator)
    reviews.add_proposal(
        review=review, programme=trial.programme, change="Қорытынды сұрақтарға нақты әрекет туралы бір сұрақ қосу", owner=members[0],
        due=today + dt.timedelta(days=30), by=coordinator,
    )  # fmt: skip
    reviews.add_proposal(
        review=review, programme=None, change="Нұсқамадан кейін оқушының «Таныстым» белгісін сол күні тексеру", owner=members[1],
        due=today + dt.timedelta(days=10), by=coordinator,
    )  # fmt: skip
    if term.ends_on < today:
        reviews.discuss_review(
            review=review, discussed_on=today, minutes_number="2", members="Демо-пән бірлестігі: 6 мұғалім",
            conclusion="Ұсыныстар қабылданды.", by=coordinator,
        )  # fmt: skip


def _letter(region: Any, school: Organisation) -> None:
    slots = list(desk_letters.free_slots(school)[:2])
    if slots:
        desk_letters.write_to_school(
            school=school, slots=slots, grades=[9, 10], by=region.people["operator"],
            text="Биыл сынақ өтпеген сыныптар: 9, 10. Қазір мына слоттар бос; біреуін таңдап, брондауыңызды сұраймыз.",
        )  # fmt: skip
