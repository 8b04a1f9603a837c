"""State machine: a table of transitions on the model, one way to move, a row that remembers who, when and why."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from .errors import WrongState


class Transition(models.Model):
    """One step of one object. Held for audit as long as the object; seen by whoever sees the object. Append-only."""

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey()
    action = models.CharField(max_length=40)
    source = models.CharField(max_length=30)
    target = models.CharField(max_length=30)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Transition")
        verbose_name_plural = _("Transitions")
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["content_type", "object_id", "at"])]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class StateMachine(models.Model):
    """Base of models with a status. ``TRANSITIONS`` maps an action to (states it may start from, state it leads to)."""

    TRANSITIONS: ClassVar[dict[str, tuple[set, Any]]] = {}
    status: Any  # the field itself, with its choices, is the subclass's

    transitions = GenericRelation(Transition)

    class Meta:
        abstract = True

    def may(self, action: str) -> bool:
        """Tell whether the present state allows the action; rights are another question."""
        return self.status in self.TRANSITIONS[action][0]

    def move(self, action: str, *, by: Any, reason: str = "", save_also: tuple[str, ...] = ()) -> None:
        """Take one row of TRANSITIONS and record who (None for the system), when and why. The caller holds the row lock.

        ``save_also`` names further fields to write in the same UPDATE. Raises WrongState.
        """
        sources, target = self.TRANSITIONS[action]
        if self.status not in sources:
            raise WrongState(status=self.get_status_display())  # type: ignore[attr-defined]
        self.transitions.create(action=action, source=self.status, target=target, by=by, reason=reason)
        self.status = target
        self.save(update_fields=["status", *save_also])  # type: ignore[misc]
