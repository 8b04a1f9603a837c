"""«Оқушы картасы / Карта ученика»: like NW-37, one card for each pupil who comes in for the first time or has forgotten the PIN (NR8)."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import PupilCard, User
from accounts.pupil_cards import card_url, code_of, spaced
from core.dates import official
from documents.registry import DocumentType, register
from documents.sheet import Columns, Paragraph, Qr, Sheet

from ..models import ClassGroup
from ..services import issuer_of
from ..services.pupil_cards import live_cards

NO_BREAK = "\N{NO-BREAK SPACE}"
WORDS: dict[str, dict[str, str]] = {
    "what": {
        "kk": "Камераны кодқа бағыттаңыз немесе {door} бетін ашып, картаның кодын теріңіз. Алты саннан тұратын PIN таңдаңыз.",
        "ru": "Наведите камеру на код или откройте {door} и наберите код карты. Выберите PIN из шести цифр.",
    },
    "code": {"kk": "Картаның коды", "ru": "Код карты"},
    "own": {"kk": "Кіру коды", "ru": "Код для входа"},
    "keep": {"kk": "Кіру кодын сақтап қойыңыз.", "ru": "Код для входа сохраните."},
    "until": {"kk": "Мерзімі", "ru": "Срок"},
    "once": {"kk": "бір рет қолданылады", "ru": "действует один раз"},
    "help": {"kk": "Көмек телефоны", "ru": "Телефон помощи"},
}


@register
class PupilCards(DocumentType):
    """NW-37К: the cards of a class that still open, two to a row."""

    code = "NW-37K"
    titles = {"kk": "Оқушы картасы", "ru": "Карта ученика"}
    source_model = "network.ClassGroup"
    may_issue = "network.hand_out_cards"
    privacy = "PD3"

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("organisation", "academic_year")

    def issuer(self, source: ClassGroup) -> Any:
        return issuer_of(source.organisation)

    def sort_name(self, source: ClassGroup) -> str:
        return source.name

    def readable(self, rows: QuerySet, user: Any) -> QuerySet:
        """Whoever sees a class does not see its cards: they open the accounts of children."""
        from ..access import COORDINATORS, classes_as, organisations_as
        from ..models import Role

        led, schools = classes_as(user, Role.CLASS_TEACHER), organisations_as(user, *COORDINATORS)
        return rows.filter(pk__in=led) | rows.filter(organisation__in=schools)

    def problems(self, source: ClassGroup, language: str) -> list[str]:
        return [] if live_cards(source) else [_("No pupil of the class has a card that still opens. Hand cards out first.")]

    def sheet(self, source: ClassGroup, language: str) -> Sheet:
        cards = [self._card(pupil, card, source, language) for pupil, card in live_cards(source)]
        pairs = [cards[n : n + 2] for n in range(0, len(cards), 2)]
        return Sheet(
            subtitle=f"{source.name} · {source.academic_year}",
            blocks=[Columns(pair[0], pair[1] if len(pair) > 1 else []) for pair in pairs],
        )

    def _card(self, pupil: User, card: PupilCard, group: ClassGroup, language: str) -> list[Any]:
        door = f"{settings.SITE_URL}{reverse('pupil_card_code')}".split("://")[-1]
        until = official(timezone.localtime(card.expires_at), language)
        lines = [
            WORDS["what"][language].format(door=door),
            f"{WORDS['code'][language]}: {spaced(code_of(card)).replace(' ', NO_BREAK)}",
            f"{WORDS['own'][language]}: {pupil.public_id}",
            WORDS["keep"][language],
            f"{WORDS['until'][language]}: {until}, {WORDS['once'][language]}",
        ]
        if group.organisation.phone:
            lines.append(f"{WORDS['help'][language]}: {group.organisation.phone}")
        return [Paragraph(f"{pupil.short_name}, {group.name}", "\n".join(lines)), Qr(card_url(card))]
