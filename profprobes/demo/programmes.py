"""Programmes of the demo hosts, told through the services: six parts, a review, publication; one in review, one returned, a new version, one adopted."""

import datetime as dt
from typing import Any

from django.utils import timezone

from network.models import Site

from ..models import MARKS, Profession, Sphere, TrialProgramme
from ..services import programmes
from ..services.programme_rules import HOUR
from .clock import at, local, working_day
from .people import DemoRegion
from .programme_texts import CARDS, CONTROL, HANDOUTS, NOTES, PLANS, RETURNED, SHORT, TASKS
from .texts import PROGRAMMES

# key → who writes, who reviews
PEOPLE = {
    "carpenter": ("partner", "mentor"),
    "assembler": ("auto", "auto_mentor"),
    "baker": ("bakery", "expert"),
    "analyst": ("grain", "expert"),
    "sewing": ("sewing", "expert"),
    "welder": ("partner", "mentor"),
    "designer": ("coordinator", "mentor"),
}
DAYS = {"carpenter": 75, "assembler": 74, "baker": 73, "analyst": 72, "sewing": 4, "welder": 6, "designer": 40}
YES = dict.fromkeys(MARKS, True)
BANDS = {15: "15_20", 80: "1_2h", 90: "1_2h"}


def build_programme(region: DemoRegion, key: str, owner: str, spheres: dict[str, Sphere]) -> TrialProgramme:
    """A published programme of the organisation."""
    programme = _draft(region, key, owner, spheres)
    author, expert = (region.people[name] for name in PEOPLE[key])
    with at(_when(region, key, 3)):
        programmes.submit_programme(programme=programme, host=_host(region, programme), by=author)
    with at(_when(region, key, 5)):
        programmes.review_programme(programme=programme, decision="approve", marks=YES, comment="", by=expert)
        return programmes.publish_programme(programme=programme, by=author)


def build_more_programmes(region: DemoRegion, sites: dict[str, Site]) -> None:
    """In review with an external expert; returned by the mentor; a school's own programme, adopted by the college; a second version in writing."""
    spheres = {sphere.code: sphere for sphere in Sphere.objects.all()}
    sewing = _draft(region, "sewing", "DTIG", spheres)
    with at(_when(region, "sewing", 2)):
        programmes.submit_programme(programme=sewing, host=sewing.owner, by=region.people["sewing"])
    welder = _draft(region, "welder", "KPK", spheres)
    with at(_when(region, "welder", 2)):
        programmes.submit_programme(programme=welder, host=welder.owner, by=region.people["partner"])
    with at(_when(region, "welder", 4)):
        marks = YES | dict.fromkeys(RETURNED["no"], False)
        programmes.review_programme(programme=welder, decision="return", marks=marks, comment=RETURNED["kk"], by=region.people["mentor"])
    designer = build_programme(region, "designer", "MK12", spheres)
    with at(_when(region, "designer", 8)):
        programmes.adopt_programme(programme=designer, site=sites["carpenter"], by=region.people["partner"])
    assembler = TrialProgramme.objects.get(name_kk=_texts("assembler")["name"][0])
    second = programmes.new_version(programme=assembler, by=region.people["auto"])
    change = {"group_max": 15, "special_requirements_kk": "бойы 150 см-ден, каска, кеудеше, құлаққап"}
    change |= {"special_requirements_ru": "рост от 150 см, каска, жилет, наушники"}
    programmes.save_part(programme=second, part="card", data=change, by=region.people["auto"])


def _texts(key: str) -> dict[str, Any]:
    known: dict[str, Any] = PROGRAMMES
    return known.get(key) or SHORT[key]


def _when(region: DemoRegion, key: str, later: int = 0) -> dt.datetime:
    """So many days ago, but within the school year, in which people have their roles."""
    day = working_day(timezone.localdate() - dt.timedelta(days=DAYS[key]), -1)
    moment = max(local(day, 10), local(region.year.starts_on, 0, 30)) + dt.timedelta(days=later)
    return min(moment, timezone.now())


def _host(region: DemoRegion, programme: TrialProgramme) -> Any:
    return programme.host or region.organisations["KPK"]


def _draft(region: DemoRegion, key: str, owner: str, spheres: dict[str, Sphere]) -> TrialProgramme:
    data = _texts(key)
    author = region.people[PEOPLE[key][0]]
    profession_kk, profession_ru, sphere = data["profession"]
    profession, _ = Profession.objects.get_or_create(name_kk=profession_kk, name_ru=profession_ru, sphere=spheres[sphere])
    with at(_when(region, key)):
        programme = programmes.start_programme(
            owner=region.organisations[owner],
            profession=profession,
            kind=data["kind"],
            name_kk=data["name"][0],
            name_ru=data["name"][1],
            by=author,
        )
        parts = {
            "title": _title(region, author),
            "card": _card(key, data),
            "note": _note(key),
            "task": _task(data),
            "provision": _provision(key, data),
        }
        for part, values in parts.items():
            programme = programmes.save_part(programme=programme, part=part, data=values, by=author)
        for number, row in enumerate(PLANS[key], 1):
            programmes.save_stage(programme=programme, stage=None, data=_stage(number, row), by=author)
    return programme


def _both(pairs: dict[str, tuple[str, str]]) -> dict[str, str]:
    return {f"{name}_{code}": text for name, pair in pairs.items() for code, text in zip(("kk", "ru"), pair, strict=True)}


def _title(region: DemoRegion, author: Any) -> dict[str, Any]:
    membership = next(one for one in region.memberships.values() if one.user_id == author.pk)
    values = {"contact_name": author.full_name, "contact_phone": author.phone, "contact_email": author.email}
    return values | _both({"contact_position": (membership.position_kk, membership.position_ru)})


def _card(key: str, data: dict[str, Any]) -> dict[str, Any]:
    category, trial_type, task_forms, methods, components, products, needs, conditions, requirements = CARDS[key]
    hours = sum(float(row[3]) for row in PLANS[key])
    return {
        "category": category,
        "trial_type": trial_type,
        "task_forms": task_forms,
        "methods": methods,
        "components": components,
        "product_types": products,
        "sen_possible": bool(needs),
        "sen_groups": needs,
        "minutes": data["minutes"],
        "duration_band": BANDS[data["minutes"]],
        "academic_hours": round(hours, 1),
        "group_min": 5,
        "group_max": 12 if data["minutes"] < 2 * HOUR else 25,
        "grade_from": 7,
        "grade_to": 11,
        "difficulty": [1, 2],
        "possible_dates": [{"kk": "сейсенбі, бейсенбі", "ru": "вторник, четверг", "time": "10:00–12:00, 14:00–16:00"}],
        **_both({"product": data["product"], "special_conditions": conditions, "special_requirements": requirements}),
    }


def _note(key: str) -> dict[str, Any]:
    related, outlook, aims, know, able = NOTES[key]
    texts = {"related": related, "outlook": outlook, "aims": aims, "tasks": TASKS, "results_know": know, "results_able": able}
    return _both(texts | {"control": CONTROL})


def _task(data: dict[str, Any]) -> dict[str, Any]:
    names = ("goal_action", "goal_operation", "goal_profession", "understanding", "skill", "labour_function", "subject_other")
    steps = {f"step{number}": step for number, step in enumerate(data["steps"], 1)}
    minutes = dict(zip(("intro", "demo", "action", "feedback", "reflection"), data["minutes_parts"], strict=True))
    return {
        "subjects": data["subjects"],
        "artefacts": data["artefacts"],
        "ppe": [{"kk": kk, "ru": ru, "by": by} for kk, ru, by in data["ppe"]],
        "risks": [{"risk_kk": a, "risk_ru": b, "measure_kk": c, "measure_ru": d} for a, b, c, d in data["risks"]],
        **{f"minutes_{part}": number for part, number in minutes.items()},
        **_both({name: data[name] for name in names} | steps),
    }


def _provision(key: str, data: dict[str, Any]) -> dict[str, Any]:
    rows = [
        {"kk": kk, "ru": ru, "kind": kind, "quantity": 1 if kind == "equipment" else 12, "whom": "group" if kind == "equipment" else "individual",
         "by": by}
        for kk, ru, kind, by in data["equipment"]
    ]  # fmt: skip
    more = [
        {"kk": kk, "ru": ru, "kind": kind, "quantity": count, "whom": whom, "by": "host"} for kk, ru, kind, count, whom in HANDOUTS[key]
    ]
    return {"provision": [*rows, *more]}


def _stage(number: int, row: Any) -> dict[str, Any]:
    stage, topic, activity, hours, work, difficulty = row
    texts = {"topic": topic, "activity": activity}
    if work:
        texts |= dict(zip(("task", "condition", "result"), work, strict=True))
    return {
        "stage": stage,
        "lesson_no": number,
        "hours": hours,
        "difficulty": difficulty,
        "briefing": stage == "practical",
        **_both(texts),
    }
