"""Row-level visibility of people and of what is held about them; one place per model."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Collate
from django.utils import timezone

from core.text import KK_COLLATION

from .visibility import acquaintances, in_care


class UserQuerySet(models.QuerySet):
    """Reads of people."""

    def by_name(self) -> "UserQuerySet":
        """In the order of the Kazakh alphabet."""
        return self.order_by(Collate("last_name", KK_COLLATION), Collate("first_name", KK_COLLATION), "pk")

    def visible_to(self, user: Any) -> "UserQuerySet":
        """The person, children in their care, and those with whom a room says they share something; platform operators see everybody."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        return self.filter(pk__in=_ids(acquaintances(user)))

    def in_care_of(self, user: Any) -> "UserQuerySet":
        """Children for whose consents, guardians and links the person answers."""
        return self.filter(pk__in=_ids(in_care(user))) if user.is_authenticated else self.none()


def _ids(condition: Q) -> models.QuerySet:
    from .models import User

    return User.objects.filter(condition).values("pk")


class _ChildsQuerySet(models.QuerySet):
    """Rows about one person, named by ``subject_field``: seen by the person, by a guardian with an account, and by who answers for the child."""

    subject_field = "subject"

    def visible_to(self, user: Any) -> "Any":
        """Own rows, rows of own wards, rows of children in the person's care."""
        if not user.is_authenticated:
            return self.none()
        own = Q(**{self.subject_field: user}) | Q(
            **{f"{self.subject_field}__guardians__user": user, f"{self.subject_field}__guardians__status": "active"}
        )
        cared = Q(**{f"{self.subject_field}__in": _ids(in_care(user))})
        return self.filter(pk__in=self.model._base_manager.filter(own | cared).values("pk"))


class GuardianLinkQuerySet(_ChildsQuerySet):
    """Reads of guardians."""

    subject_field = "child"

    def active(self) -> "GuardianLinkQuerySet":
        """Those who may answer for the child now."""
        return self.filter(status="active")


class ConsentQuerySet(_ChildsQuerySet):
    """Reads of consents. The gate asks accounts.consents, which answers yes or no; these rows are the proof behind it."""

    def in_force(self) -> "ConsentQuerySet":
        """Given and not ended."""
        return self.filter(status="granted")

    def about(self, scope: Any) -> "ConsentQuerySet":
        """Consents for one object, or for the whole portal when ``scope`` is None."""
        from django.contrib.contenttypes.models import ContentType

        if scope is None:
            return self.filter(content_type__isnull=True)
        return self.filter(content_type=ContentType.objects.get_for_model(scope), object_id=scope.pk)


class SupportNeedQuerySet(_ChildsQuerySet):
    """Reads of support needs."""

    subject_field = "user"

    def current(self, day: dt.date | None = None) -> "SupportNeedQuerySet":
        """Those that hold on the day, today by default."""
        day = day or timezone.localdate()
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)


class SensitiveReadQuerySet(models.QuerySet):
    """Reads of the log of reads."""

    def visible_to(self, user: Any) -> "SensitiveReadQuerySet":
        """The person whose data were read, and a guardian with an account."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(subject=user) | Q(subject__in=user.wards.filter(status="active").values("child")))


class ConsentTextQuerySet(models.QuerySet):
    """Reads of consent texts."""

    def current(self, purpose: str, day: dt.date | None = None) -> Any:
        """The newest version for the purpose that is valid on the day, or None."""
        return self.filter(purpose=purpose, valid_from__lte=day or timezone.localdate()).order_by("-version").first()


class OneTimeLinkQuerySet(models.QuerySet):
    """Reads of one-time links."""

    def live(self) -> "OneTimeLinkQuerySet":
        """Sent or opened, not answered, not past their end."""
        return self.filter(status__in=["issued", "opened"], expires_at__gt=timezone.now())

    def about(self, target: Any) -> "OneTimeLinkQuerySet":
        """Links to one object."""
        from django.contrib.contenttypes.models import ContentType

        return self.filter(content_type=ContentType.objects.get_for_model(target), object_id=target.pk)

    def visible_to(self, user: Any) -> "OneTimeLinkQuerySet":
        """Links issued by the person, and those of children in their care."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(issued_by=user) | Q(guardian__child__in=_ids(in_care(user))))


class NoticeQuerySet(models.QuerySet):
    """Reads of notices."""

    def visible_to(self, user: Any) -> "NoticeQuerySet":
        """Own notices."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at__isnull=True)


class DeliveryQuerySet(models.QuerySet):
    """Reads of messages that left the portal."""

    def visible_to(self, user: Any) -> "DeliveryQuerySet":
        """Own messages, and those to guardians of children in the person's care."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(user=user) | Q(guardian__child__in=_ids(in_care(user))))


class ExportGrantQuerySet(models.QuerySet):
    """Reads of permissions to export."""

    def current(self, day: dt.date | None = None) -> "ExportGrantQuerySet":
        """Those that hold on the day, today by default."""
        return self.filter(withdrawn_at__isnull=True, until__gte=day or timezone.localdate())

    def visible_to(self, user: Any) -> "ExportGrantQuerySet":
        """Own ones; platform operators see all."""
        if not user.is_authenticated:
            return self.none()
        return self.all() if user.is_superuser else self.filter(user=user)
