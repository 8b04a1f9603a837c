"""What stands behind the links of families, whom they call when a link does not open, and who is told when a stranger tried it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.links import Contact, on_revoked, register_contact, register_door
from accounts.models import OneTimeLink

from .models import ParentConsent, ParentSummary, Participation
from .services import notices


def participation_behind(link: OneTimeLink) -> Participation | None:
    """The participation that a family's link is about; None for links of other rooms."""
    target = link.object
    return target.participation if isinstance(target, ParentConsent | ParentSummary) else None


def contact(link: OneTimeLink) -> Contact | None:
    """The class teacher with a phone, for the page of a link that does not open."""
    from .queries.families import contact_of

    participation = participation_behind(link)
    return contact_of(participation) if participation else None


def tell_about_revoked(link: OneTimeLink) -> None:
    """Five wrong birth dates: the class teacher sends a new link (BR-21)."""
    participation = participation_behind(link)
    if participation is None:
        return
    teachers = notices.holders(participation.trial.school_id, "class_teacher", class_groups=[participation.class_group_id])
    message = _("The link for the family of %(pupil)s was closed after five wrong birth dates. Send a new one.")
    people = teachers or [participation.trial.responsible.user]
    notices.tell(people, message, url_name="profprobes:guardians", args=(participation.pupil_id,), pupil=participation.pupil.short_name)


def consent_door(request: Any, link: OneTimeLink) -> Any:
    """The consent page."""
    from .views import family_consent

    return family_consent.consent(request, link)


def summary_door(request: Any, link: OneTimeLink) -> Any:
    """The parents' page."""
    from .views import family_page

    return family_page.page(request, link)


def register() -> None:
    """Called when the app starts."""
    register_door(OneTimeLink.Purpose.CONSENT, consent_door)
    register_door(OneTimeLink.Purpose.SUMMARY, summary_door)
    register_contact(contact)
    on_revoked(tell_about_revoked)
