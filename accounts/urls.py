"""Addresses of people. Of allauth only what is used is routed; there is no registration and no e-mail management."""

from allauth.account import views as account
from django.urls import include, path, re_path

from core.http import public

from .views import door, language, notices, profile, pupils, tokens

sign_in = [
    path("login/", public(account.login), name="account_login"),
    path("logout/", public(account.logout), name="account_logout"),
    path("inactive/", public(account.account_inactive), name="account_inactive"),
    path("login/code/", public(account.request_login_code), name="account_request_login_code"),
    path("login/code/confirm/", public(account.confirm_login_code), name="account_confirm_login_code"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", profile.set_password, name="account_set_password"),
    path("pupil/", pupils.sign_in, name="pupil_sign_in"),
    path("pupil/pin/", pupils.change_pin, name="change_pin"),
    path("password/reset/", public(account.password_reset), name="account_reset_password"),
    path("password/reset/done/", public(account.password_reset_done), name="account_reset_password_done"),
    path("password/reset/key/done/", public(account.password_reset_from_key_done), name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
]

own_pages = [
    path("profile/", profile.profile, name="profile"),
    path("profile/phone/", profile.confirm_phone, name="confirm_phone"),
    path("profile/email/<str:token>/", profile.confirm_email, name="confirm_email"),
    path("security/", profile.security, name="mfa_index"),
    path("security/sessions/", profile.end_other_sessions, name="end_other_sessions"),
    path("data/", profile.my_data, name="my_data"),
    path("security/sessions/<int:pk>/end/", profile.end_session, name="end_session"),
    path("security/keys/new/", tokens.token_new, name="token_new"),
    path("security/keys/<int:pk>/end/", tokens.token_revoke, name="token_revoke"),
    path("data/file/", profile.my_file, name="my_file"),
    path("data/consents/<int:pk>/answer/", profile.answer_own_consent, name="answer_own_consent"),
    path("data/consents/<int:pk>/withdraw/", profile.withdraw_own_consent, name="withdraw_own_consent"),
]

urlpatterns = [
    path("account/", include(sign_in)),
    path("account/", include(own_pages)),
    path("account/mfa/", include("accounts.mfa_urls")),
    path("i18n/setlang/", language.set_language, name="set_language"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="notices_read"),
    path("notices/<int:pk>/", notices.open_notice, name="notice_open"),
    path("c/", pupils.card_code, name="pupil_card_code"),
    path("c/<str:code>/", pupils.card, name="pupil_card"),
    path("l/<str:token>/", door.link_door, name="link_door"),
    path("l/<str:token>/<slug:part>/", door.link_door, name="link_part"),
]
