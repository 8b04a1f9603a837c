"""One row per person, whether or not they can sign in."""

import secrets
from typing import Any

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Collate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.crypto import keyed_hash
from core.fields import EncryptedTextField, validate_iin
from core.text import KK_COLLATION, Fold

from ..querysets import UserQuerySet

_PUBLIC_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_public_id() -> str:
    """A stable identifier that says nothing about the person: KP- and six characters without look-alikes."""
    return "KP-" + "".join(secrets.choice(_PUBLIC_ALPHABET) for _ in range(6))


def normal_phone(value: str) -> str:
    """Turn what people type into E.164: «8 700 000 00 01» and «+7 (700) 000-00-01» both give +77000000001; anything else stays as it is."""
    digits = "".join(c for c in value if c.isdigit())
    if len(digits) == 11 and digits[0] in "78":
        return "+7" + digits[1:]
    if len(digits) == 10:
        return "+7" + digits
    return value.strip()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Creates people."""

    def create_user(self, password: str | None = None, **fields: Any) -> "User":
        """Save a person; without a password they cannot sign in by one."""
        if fields.get("email"):
            fields["email"] = self.normalize_email(fields["email"]).lower()
        user = self.model(**fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, password: str | None = None, **fields: Any) -> "User":
        """Save a platform operator."""
        return self.create_user(password, **{"is_staff": True, "is_superuser": True, "sign_in": User.SignIn.ACTIVE} | fields)


@pghistory.track(pghistory.UpdateEvent(), exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """A person. Held to give access and to sign; seen by the person, own coordinators, and others only through the object they share;
    closed 30 days after the last role ends, anonymised after 3 years (network page 2.1).
    """

    class SignIn(models.TextChoices):
        NONE = "none", _("No sign-in")
        INVITED = "invited", pgettext_lazy("account", "Invited")
        ACTIVE = "active", pgettext_lazy("account", "Active")
        BLOCKED = "blocked", pgettext_lazy("account", "Blocked")
        CLOSED = "closed", pgettext_lazy("account", "Closed")

    STATUS_LOOK = {
        SignIn.NONE: ("neutral", "user-x"),
        SignIn.INVITED: ("sun", "send"),
        SignIn.ACTIVE: ("leaf", "user-check"),
        SignIn.BLOCKED: ("clay", "ban"),
        SignIn.CLOSED: ("neutral", "archive"),
    }

    class Language(models.TextChoices):
        KK = "kk", _("Kazakh")
        RU = "ru", _("Russian")
        EN = "en", _("English")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    last_name = models.CharField(_("Last name"), max_length=120)
    first_name = models.CharField(_("First name"), max_length=120)
    middle_name = models.CharField(_("Patronymic (if any)"), max_length=120, blank=True)
    birth_date = models.DateField(_("Date of birth"), null=True, blank=True)
    language = models.CharField(_("Language"), max_length=2, choices=Language, default=Language.KK)
    email = models.EmailField(_("E-mail"), unique=True, null=True, blank=True)
    phone = EncryptedTextField(_("Phone"), blank=True, default="")
    phone_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    phone_verified = models.BooleanField(default=False)
    iin = EncryptedTextField(_("IIN"), blank=True, default="", validators=[validate_iin])
    iin_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    sign_in = models.CharField(_("Sign-in"), max_length=10, choices=SignIn, default=SignIn.NONE)
    is_staff = models.BooleanField(_("Platform operator"), default=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "public_id"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["last_name", "first_name", "email"]

    objects = UserManager()

    class Meta:
        verbose_name = _("Person")
        verbose_name_plural = _("People")
        indexes = [
            models.Index(Collate("last_name", KK_COLLATION), Collate("first_name", KK_COLLATION), name="user_by_name"),
            GinIndex(OpClass(Fold("last_name"), "gin_trgm_ops"), name="user_last_name_trgm"),
            GinIndex(OpClass(Fold("first_name"), "gin_trgm_ops"), name="user_first_name_trgm"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the keyed hashes in step with the encrypted values."""
        self.phone = normal_phone(self.phone) if self.phone else ""
        self.phone_hash = keyed_hash(self.phone) if self.phone else None
        self.iin_hash = keyed_hash(self.iin) if self.iin else None
        self.email = self.email.lower() if self.email else None
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = (
                {*fields} | ({"phone_hash"} if "phone" in fields else set()) | ({"iin_hash"} if "iin" in fields else set())
            )
        super().save(*args, **kwargs)

    @property
    def is_active(self) -> bool:
        """May this person sign in now?"""
        return self.sign_in == self.SignIn.ACTIVE

    @property
    def full_name(self) -> str:
        """Surname, name, patronymic, as official papers write a person at first mention."""
        return " ".join(part for part in (self.last_name, self.first_name, self.middle_name) if part)

    @property
    def short_name(self) -> str:
        """Surname and name, as screens write a person."""
        return f"{self.last_name} {self.first_name}".strip()

    @property
    def signature_name(self) -> str:
        """«Ә. Ү. Үлгібаева», as a signature is deciphered (R-D38)."""
        return " ".join([f"{part[0]}." for part in (self.first_name, self.middle_name) if part] + [self.last_name])

    @property
    def shy_name(self) -> str:
        """«Алуа Д.»: all that a one-time link shows before the birth date is given (BR-21)."""
        return f"{self.first_name} {self.last_name[:1]}."

    @property
    def initials(self) -> str:
        """Two letters for the avatar."""
        return (self.last_name[:1] + self.first_name[:1]).upper()

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.first_name
