"""People in the platform's records. Sign-in to the records is the portal's own: one door, one rate limit, one second step."""

from importlib import import_module

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from .models import Consent, ConsentText, Delivery, GuardianLink, OneTimeLink, SecurityEvent, SensitiveRead, User

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# Those packages register their models when their admin is imported: it must happen before they are taken back.
for _package in ("django.contrib.auth", "allauth.account", "allauth.mfa", "allauth.usersessions"):
    import_module(f"{_package}.admin")
# Rights come from roles in organisations, never from groups; secrets and sessions are nobody's to look at.
admin.site.unregister([Group, EmailAddress, Authenticator, UserSession])


class ReadOnly(admin.ModelAdmin):
    """Rows that only the portal writes."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Names, contacts, sign-in. A password is never set here: the person sets it through an invitation or a reset."""

    list_display = ["full_name", "public_id", "email", "sign_in", "language", "last_login"]
    list_filter = ["sign_in", "language", "is_staff"]
    search_fields = ["last_name", "first_name", "email", "public_id"]
    fields = [
        "public_id",
        "last_name",
        "first_name",
        "middle_name",
        "birth_date",
        "language",
        "email",
        "phone",
        "sign_in",
        "is_staff",
        "is_superuser",
        "last_login",
    ]
    readonly_fields = ["public_id", "last_login"]

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(ConsentText)
class ConsentTextAdmin(admin.ModelAdmin):
    """Texts of consents; one that somebody agreed to can only be read."""

    list_display = ["purpose", "version", "valid_from"]

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        used = obj is not None and Consent.objects.filter(text=obj).exists()
        return super().has_change_permission(request, obj) and not used

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.has_change_permission(request, obj) and obj is not None


@admin.register(GuardianLink)
class GuardianLinkAdmin(ReadOnly):
    list_display = ["name", "child", "relation", "status"]
    list_select_related = ["child"]
    search_fields = ["name", "child__last_name"]


@admin.register(OneTimeLink)
class OneTimeLinkAdmin(ReadOnly):
    list_display = ["purpose", "status", "expires_at", "issued_at", "used_at"]
    list_filter = ["purpose", "status"]
    exclude = ["nonce", "token_hash"]


@admin.register(SecurityEvent)
class SecurityEventAdmin(ReadOnly):
    list_display = ["at", "kind", "user", "device"]
    list_filter = ["kind"]
    list_select_related = ["user"]


@admin.register(SensitiveRead)
class SensitiveReadAdmin(ReadOnly):
    list_display = ["at", "reader", "subject", "what"]
    list_select_related = ["reader", "subject"]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    list_display = ["created_at", "channel", "to_masked", "state", "error"]
    list_filter = ["state", "channel"]
    exclude = ["body"]
