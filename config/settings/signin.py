"""Sign-in by e-mail or phone through allauth; passwords, two-step sign-in, session list (network page, NR5, NR6)."""

import os

from .env import PRODUCTION, env_list

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",  # extends Django's ModelBackend
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("last_name", "first_name", "email")},
    },
    {"NAME": "accounts.passwords.ContextWordsValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24  # seconds
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "accounts.adapter.PortalAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone*", "password1*", "password2*"]
ACCOUNT_SIGNUP_ENABLED = False
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come by invitation; nobody registers alone
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PHONE_VERIFICATION_ENABLED = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_FORMAT = ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# A school sits behind one address: the limit by account does the work, the one by address only stops a machine.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "5/15m/key,100/15m/ip", "request_login_code": "60/m/ip,3/15m/key"}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_REAUTHENTICATION_METHODS = ("password", "mfa")
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
_FORMS = "accounts.signin_forms."
ACCOUNT_FORMS = {
    "login": _FORMS + "LoginForm",
    "request_login_code": _FORMS + "RequestLoginCodeForm",
    "confirm_login_code": _FORMS + "ConfirmLoginCodeForm",
    "reset_password": _FORMS + "ResetPasswordForm",
    "reset_password_from_key": _FORMS + "ResetPasswordKeyForm",
    "change_password": _FORMS + "ChangePasswordForm",
    "set_password": _FORMS + "SetPasswordForm",
    "reauthenticate": _FORMS + "ReauthenticateForm",
}
# Addresses of proxies in front of the portal are believed only so far; 0 where nothing stands before the web server.
TRUSTED_PROXIES = int(os.environ.get("TRUSTED_PROXIES", "1" if PRODUCTION else "0"))

MFA_ADAPTER = "accounts.mfa.PortalMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_PASSKEY_SIGNUP_ENABLED = False  # a passkey is the second step, never the only one
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost of a developer
MFA_TOTP_ISSUER = "Köpir"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": _FORMS + "AuthenticateForm",
    "reauthenticate": _FORMS + "MfaReauthenticateForm",
    "activate_totp": _FORMS + "ActivateTOTPForm",
    "add_webauthn": _FORMS + "AddPasskeyForm",
}
# Roles that may not work without two-step sign-in once the days of grace are over (NR6); nobody in demo mode.
_STAFF_ROLES = "platform_admin,academy,region_operator,department,registrar,org_head,org_coordinator,hr,finance,psychologist"
MFA_STAFF_ROLES = _STAFF_ROLES.split(",")
MFA_REQUIRED_ROLES = env_list("MFA_REQUIRED_ROLES", _STAFF_ROLES if PRODUCTION else "")
MFA_GRACE_DAYS = int(os.environ.get("MFA_GRACE_DAYS", "7"))

USERSESSIONS_TRACK_ACTIVITY = False  # accounts.middleware.LastSeenMiddleware does it every five minutes instead of at every request
PUPIL_SESSION_HOURS = 4  # a pupil who signed in by PIN, on a computer that a class shares (NR8)
