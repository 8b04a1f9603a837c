"""The notice to families before a trial [002b F17]."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..querysets_forms import ParentNoticeQuerySet
from .trials import Trial


@pghistory.track(pghistory.UpdateEvent())
class ParentNotice(models.Model):
    """What families read before the trial beside task, risks and responsible adults, which come from form А: the regime of the day. Written by the class
    teacher; once sent it stands on the page behind each family's consent link. Names no child; kept with the trial.
    """

    REGIME = ("leave", "take", "wear", "force")

    trial = models.OneToOneField(Trial, on_delete=models.PROTECT, related_name="parent_notice")
    leave_kk = models.CharField(_("When and from where we leave (Kazakh)"), max_length=300)
    leave_ru = models.CharField(_("When and from where we leave (Russian)"), max_length=300)
    take_kk = models.CharField(_("What to take (Kazakh)"), max_length=300)
    take_ru = models.CharField(_("What to take (Russian)"), max_length=300)
    wear_kk = models.CharField(_("What to wear (Kazakh)"), max_length=300)
    wear_ru = models.CharField(_("What to wear (Russian)"), max_length=300)
    force_kk = models.CharField(_("What to do in an emergency (Kazakh)"), max_length=400)
    force_ru = models.CharField(_("What to do in an emergency (Russian)"), max_length=400)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now=True)
    sent_at = models.DateTimeField(_("Sent on"), null=True, blank=True)

    objects = ParentNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Notice before the trial")
        verbose_name_plural = _("Notices before the trial")

    def __str__(self) -> str:
        return str(self.trial)

    def text(self, name: str, language: str) -> str:
        """One of REGIME in the language."""
        return getattr(self, f"{name}_{'kk' if language == 'kk' else 'ru'}")
