"""The other way through the door of a family's link: a one-time code to the guardian's phone instead of the child's birth date (NR11).

A code works for 10 minutes; a newer one replaces it. At most one a minute, five for a link, ten a day for a guardian. Wrong codes count with wrong birth
dates: the fifth revokes the link and tells the class teacher.
"""

import datetime as dt
import hmac
import secrets

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from core.crypto import keyed_hash

from . import sms
from .errors import CodeNotPossible, CodesUsedUp, CodeTooSoon
from .links import WRONG_ANSWERS_ALLOWED, BirthDateAnswer, Status, count_wrong_answer, mark_opened
from .messages import in_language_of, send_sms_to_guardian
from .models import Delivery, GuardianLink, OneTimeLink

WORKS_FOR = dt.timedelta(minutes=10)
NOT_BEFORE = dt.timedelta(minutes=1)
FOR_A_LINK, FOR_A_DAY = 5, 10


def code_possible(link: OneTimeLink) -> bool:
    """Can a code reach the guardian: is there a phone, and a gateway?"""
    return link.guardian is not None and bool(link.guardian.phone) and sms.available()


def code_waits(link: OneTimeLink) -> bool:
    """Was a code sent that still works?"""
    return bool(link.code_hash) and link.code_sent_at is not None and timezone.now() - link.code_sent_at < WORKS_FOR


@transaction.atomic
def send_code(*, link: OneTimeLink) -> Delivery:
    """Send six digits to the phone on file. Raises CodeNotPossible, CodeTooSoon, CodesUsedUp."""
    if not code_possible(link):
        raise CodeNotPossible
    assert link.guardian_id is not None
    # Two links of one guardian queue here: the limit of a day counts them together.
    guardian = GuardianLink.objects.select_for_update(of=("self",)).get(pk=link.guardian_id)
    link = OneTimeLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    now = timezone.now()
    if link.code_sent_at is not None and now - link.code_sent_at < NOT_BEFORE:
        raise CodeTooSoon
    today = OneTimeLink.objects.filter(guardian=guardian, code_sent_at__gte=now - dt.timedelta(days=1)).aggregate(n=Sum("codes_sent"))["n"]
    if link.codes_sent >= FOR_A_LINK or (today or 0) >= FOR_A_DAY:
        raise CodesUsedUp
    code = f"{secrets.randbelow(1_000_000):06d}"
    link.code_hash, link.code_sent_at = _hash(link, code), now
    link.codes_sent += 1
    link.save(update_fields=["code_hash", "code_sent_at", "codes_sent"])
    with in_language_of(guardian):
        body = _("Köpir: the code to open the school's page is %(code)s. It works for 10 minutes. Do not tell it to anybody.") % {
            "code": code
        }
    return send_sms_to_guardian(guardian=guardian, body=body)


@transaction.atomic
def check_code(*, link: OneTimeLink, code: str) -> BirthDateAnswer:
    """Compare the code; a right one works once. The fifth wrong answer revokes the link."""
    link = OneTimeLink.objects.select_for_update(of=("self",)).select_related("guardian__child").get(pk=link.pk)
    if link.status == Status.REVOKED:
        return BirthDateAnswer(right=False, left=0, revoked=True)
    digits = "".join(char for char in code if char.isdigit())
    if code_waits(link) and hmac.compare_digest(link.code_hash, _hash(link, digits)):
        link.code_hash = ""
        link.save(update_fields=["code_hash"])
        mark_opened(link=link)
        return BirthDateAnswer(right=True, left=WRONG_ANSWERS_ALLOWED - link.wrong_answers, revoked=False)
    return count_wrong_answer(link)


def _hash(link: OneTimeLink, code: str) -> str:
    return keyed_hash(f"link-code:{link.pk}:{link.nonce}:{code}")
