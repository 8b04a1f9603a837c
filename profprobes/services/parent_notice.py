"""The notice before a trial: written by the class teacher, readable by each family behind its consent link (F17, G9)."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from .. import errors_forms as errors
from ..errors import TooLate
from ..errors_family import TermsIncomplete
from ..models import ParentNotice, Trial
from . import safety
from .answers import visit_has_begun
from .locks import locked
from .terms import leaves_school, missing_terms, terms_of

FIELDS = tuple(f"{name}_{language}" for name in ParentNotice.REGIME for language in ("kk", "ru"))
LEAVES = {
    "kk": "{from_}, {at}. Қайтып келу: {back}",
    "ru": "{from_}, {at}. Возвращение: {back}",
}
AT_SCHOOL = {"kk": "Сынақ мектепте өтеді, ешқайда шықпаймыз", "ru": "Проба проходит в школе, никуда не выезжаем"}
TAKE = {"kk": "Су, блокнот, қалам", "ru": "Вода, блокнот, ручка"}
CLOTHES = {"kk": "Ыңғайлы киім, жабық аяқ киім", "ru": "Удобная одежда, закрытая обувь"}
FORCE = {
    "kk": "Балаға ілесіп жүруші мен тәлімгер көмек көрсетеді, отбасыға бірден телефон соғылады. Байланыс нөмірлері жоғарыда.",
    "ru": "Ребёнку помогают сопровождающий и наставник, семье сразу звонят. Телефоны указаны выше.",
}


def suggested(trial: Trial) -> dict[str, str]:
    """First words of the notice: the way from the route sheet, clothes from form А; the teacher changes what does not fit."""
    terms: dict[str, Any] = terms_of(trial)
    found: dict[str, str] = {}
    trip = terms["trip"]
    for at in ("kk", "ru"):
        leave = ""
        if trip:
            leave = LEAVES[at].format(from_=trip["departs_from"][at], at=trip["departs_at"], back=trip["returns_at"])
        elif not leaves_school(trial):
            leave = AT_SCHOOL[at]
        clothes = ", ".join(terms["clothes"][at])
        found |= {f"leave_{at}": leave, f"take_{at}": TAKE[at], f"wear_{at}": clothes or CLOTHES[at], f"force_{at}": FORCE[at]}
    return found


@transaction.atomic
def save_notice(*, trial: Trial, texts: dict[str, str], by: Any) -> ParentNotice:
    """Write the notice and put it on the families' pages; the first time it informs the families (G9). Raises TooLate, TermsIncomplete, NoticeIncomplete."""
    trial = locked(trial)
    if visit_has_begun(trial):
        raise TooLate
    if missing := missing_terms(trial):
        raise TermsIncomplete(missing)
    clean = {name: " ".join((texts.get(name) or "").split()) for name in FIELDS}
    if not all(clean.values()):
        raise errors.NoticeIncomplete
    notice, made = ParentNotice.objects.select_for_update(of=("self",)).get_or_create(trial=trial, defaults={**clean, "written_by": by})
    for name, text in clean.items():
        setattr(notice, name, text)
    notice.written_by, notice.sent_at = by, notice.sent_at or timezone.now()
    notice.save()
    session = trial.visit
    if made and session is not None and session.families_informed_at is None:
        safety.record_notice(session=session, by=by)
    return notice
