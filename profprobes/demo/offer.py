"""What the demo hosts offer: sites, mentors, programmes, slots."""

import datetime as dt

from django.utils import timezone

from accounts.models import PhotoLevel
from network.models import Site

from ..models import Profession, Sphere, TrialMentor, TrialSite
from ..services.booking import open_slots
from .clock import local, working_day
from .people import DemoRegion
from .programmes import build_programme
from .texts import PROGRAMMES

SPHERES = {
    "agro": ("Агроөнеркәсіп", "Агропром"),
    "it": ("АКТ (IT)", "ИКТ (IT)"),
    "services": ("Қызмет көрсету", "Сфера услуг"),
    "engineering": ("Инжиниринг және өнеркәсіп", "Инжиниринг и промышленность"),
    "metallurgy": ("Металлургия және тау-кен ісі", "Металлургия и горное дело"),
    "construction": ("Құрылыс және ағаш өңдеу", "Строительство и деревообработка"),
    "transport": ("Көлік және логистика", "Транспорт и логистика"),
    "health": ("Денсаулық сақтау", "Здравоохранение"),
    "education": ("Білім беру", "Образование"),
    "culture": ("Мәдениет және дизайн", "Культура и дизайн"),
    "energy": ("Энергетика және экология", "Энергетика и экология"),
}
# key of the programme, owner, key of the mentor, site kk/ru, workshop kk/ru, most people, booking, photo rule, status
SITES = [
    (
        "carpenter",
        "KPK",
        "mentor",
        "Ағаш өңдеу шеберханасы",
        "Столярная мастерская",
        "2-корпус, 4-шеберхана",
        "корпус 2, мастерская 4",
        25,
        "instant",
        PhotoLevel.PUBLISH,
        "verified",
    ),
    (
        "assembler",
        "DAVTO",
        "auto_mentor",
        "Оқу құрастыру учаскесі",
        "Учебный участок сборки",
        "3-цех",
        "цех 3",
        25,
        "request",
        PhotoLevel.PORTFOLIO,
        "verified",
    ),
    ("baker", "DNAN", "bakery", "Наубайхана цехы", "Цех пекарни", "1-цех", "цех 1", 15, "instant", PhotoLevel.PUBLISH, "verified"),
    (
        "analyst",
        "DDAN",
        "grain",
        "Дән сапасы зертханасы",
        "Лаборатория качества зерна",
        "12-кабинет",
        "кабинет 12",
        12,
        "instant",
        PhotoLevel.PUBLISH,
        "verified",
    ),
    (None, "DTIG", None, "Тігін цехы", "Швейный цех", "2-қабат", "2 этаж", 15, "request", PhotoLevel.NO, "under_check"),
]
ZONES = {
    "allowed": ("оқу аймағы мен дәліз", "учебная зона и коридор"),
    "forbidden": ("өндіріс желісі, қойма, электр қалқандары", "производственная линия, склад, электрощиты"),
}
RULES = {
    "special_requirements": ("", ""),
    "access_rules": (
        "Жабық аяқ киім, шаш жиналған. Телефон тек тәлімгердің рұқсатымен.",
        "Закрытая обувь, волосы убраны. Телефон только с разрешения наставника.",
    ),
    "exits": ("Негізгі кіреберіс және цех артындағы есік", "Главный вход и дверь за цехом"),
    "assembly": ("Бас кіреберіс алдындағы алаң", "Площадка перед главным входом"),
}


def build_offer(region: DemoRegion) -> dict[str, Site]:
    """Create spheres, professions, programmes, sites with their trial side, mentors. Returns the sites by the key of their programme ("" for none)."""
    spheres = {
        code: Sphere.objects.get_or_create(code=code, defaults={"name_kk": kk, "name_ru": ru})[0] for code, (kk, ru) in SPHERES.items()
    }
    sites = {}
    for key, code, mentor, name_kk, name_ru, workshop_kk, workshop_ru, most, booking, photo, status in SITES:
        site = _site(region, code, (name_kk, name_ru), (workshop_kk, workshop_ru), most, status)
        trial_site = _trial_site(site, booking, photo)
        if key and mentor:
            programme = build_programme(region, key, code, spheres)
            trial_site.programmes.add(programme)
            trial_site.professions.add(programme.profession)
            _mentor(region, mentor, programme.profession)
        sites[key or ""] = site
    return sites


def _site(region: DemoRegion, code: str, name: tuple[str, str], workshop: tuple[str, str], most: int, status: str) -> Site:
    organisation = region.organisations[code]
    return Site.objects.create(
        organisation=organisation,
        name_kk=name[0],
        name_ru=name[1],
        workshop_kk=workshop[0],
        workshop_ru=workshop[1],
        district=organisation.district,
        address_kk=organisation.address_kk,
        address_ru=organisation.address_ru,
        min_people=5,
        max_people=most,
        allowed_zones_kk=ZONES["allowed"][0],
        allowed_zones_ru=ZONES["allowed"][1],
        forbidden_zones_kk=ZONES["forbidden"][0],
        forbidden_zones_ru=ZONES["forbidden"][1],
        risk_level="medium" if code in {"KPK", "DAVTO"} else "low",
        emergency_contacts=f"112; {organisation.phone}",
        check_valid_until=timezone.localdate() + dt.timedelta(days=200) if status == "verified" else None,
        status=status,
    )


def _trial_site(site: Site, booking: str, photo: str) -> TrialSite:
    texts = {f"{name}_{language}": text for name, pair in RULES.items() for language, text in zip(("kk", "ru"), pair, strict=True)}
    return TrialSite.objects.create(site=site, grades=[7, 8, 9, 10, 11], formats=["in_person"], booking=booking, photo_rule=photo, **texts)


def _mentor(region: DemoRegion, key: str, profession: Profession) -> TrialMentor:
    membership = region.memberships[key]
    trained = timezone.localdate() - dt.timedelta(days=120)
    mentor, _ = TrialMentor.objects.get_or_create(
        membership=membership,
        defaults={"phone": membership.user.phone, "trained_on": trained, "valid_until": trained + dt.timedelta(days=730)},
    )
    mentor.professions.add(profession)
    return mentor


def build_slots(region: DemoRegion, sites: dict[str, Site]) -> None:
    """Open two slots a week at every verified site for the four weeks after the next."""
    start = timezone.localdate() + dt.timedelta(days=8)
    hosts = {"carpenter": "partner", "assembler": "auto", "baker": "bakery", "analyst": "grain"}
    for number, (key, host) in enumerate(hosts.items()):
        site = sites[key]
        mentor = TrialMentor.objects.filter(membership__organisation=site.organisation).first()
        for shift in (0, 2):
            day = working_day(start + dt.timedelta(days=number + shift))
            minutes = PROGRAMMES[key]["minutes"]
            begin = local(day, 10 if shift else 14)
            open_slots(
                site=site,
                starts=begin,
                ends=begin + dt.timedelta(minutes=minutes + 5),
                seats=site.max_people,
                weeks=4,
                mentor=mentor,
                by=region.people[host],
            )
