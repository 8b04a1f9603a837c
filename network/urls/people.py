"""Addresses of people: staff and roles, invitations, staff records, consents of a class, support needs."""

from django.urls import path

from ..views import class_consents, invitations, members, people, platform, pupil_cards, staff, support

_PEOPLE = "organisations/<int:pk>/people/"
_STAFF = "organisations/<int:pk>/staff/"
_CONSENTS = "classes/<int:pk>/consents/"

urlpatterns = [
    path(_PEOPLE, people.people, name="people"),
    path(_PEOPLE + "bulk/", people.bulk, name="people_bulk"),
    path(_PEOPLE + "export/", people.export, name="people_export"),
    path(_PEOPLE + "invite/", invitations.invite, name="invite"),
    path(_PEOPLE + "file/", invitations.from_file, name="invite_file"),
    path(_PEOPLE + "file/sample/", invitations.file_sample, name="invite_sample"),
    path(_PEOPLE + "invitations/<int:invitation>/again/", invitations.invite_again, name="invite_again"),
    path(_PEOPLE + "invitations/<int:invitation>/revoke/", invitations.revoke, name="invitation_revoke"),
    path(_PEOPLE + "invitations/<int:invitation>/paper/", invitations.slip, name="invitation_slip"),
    path(_PEOPLE + "<int:member>/", members.member, name="member"),
    path(_PEOPLE + "<int:member>/invite/", invitations.invite_member, name="invite_member"),
    path(_PEOPLE + "<int:member>/role/", members.give_role, name="role_give"),
    path(_PEOPLE + "<int:member>/successor/", members.successor, name="member_successor"),
    path(_PEOPLE + "<int:member>/end/", members.end_membership, name="end_membership"),
    path(_PEOPLE + "<int:member>/move/", members.transfer, name="member_transfer"),
    path(_PEOPLE + "<int:member>/reset/", members.reset_second_step, name="reset_second_step"),
    path(_PEOPLE + "<int:member>/sign-in/", members.sign_in_state, name="member_sign_in"),
    path(_PEOPLE + "roles/<int:role>/end/", members.end_role, name="end_role"),
    path(_PEOPLE + "roles/<int:role>/extend/", members.extend_role, name="role_extend"),
    path("i/", invitations.code, name="invitation_code"),
    path("i/<str:token>/", invitations.answer, name="invitation"),
    path(_STAFF, staff.records, name="staff_records"),
    path(_STAFF + "new/", staff.new, name="staff_record_new"),
    path(_STAFF + "file/", staff.from_file, name="staff_file"),
    path(_STAFF + "file/sample/", staff.file_sample, name="staff_sample"),
    path(_STAFF + "export/", staff.export, name="staff_export"),
    path(_STAFF + "<int:record>/", staff.edit, name="staff_record"),
    path("classes/consents/", class_consents.mine, name="my_class_consents"),
    path(_CONSENTS, class_consents.desk, name="class_consents"),
    path(_CONSENTS + "ask/", class_consents.ask, name="class_consents_ask"),
    path(_CONSENTS + "remind/", class_consents.remind, name="class_consents_remind"),
    path(_CONSENTS + "slips/", class_consents.slips, name="class_consent_slips"),
    path(_CONSENTS + "export/", class_consents.export, name="class_consents_export"),
    path(_CONSENTS + "<int:pupil>/", class_consents.pupil, name="pupil_consents"),
    path(_CONSENTS + "<int:pupil>/paper/", class_consents.paper, name="pupil_consent_paper"),
    path(_CONSENTS + "<int:pupil>/settle/<int:consent>/", class_consents.settle, name="pupil_consent_settle"),
    path(_CONSENTS + "<int:pupil>/scan/<int:consent>/", class_consents.scan, name="pupil_consent_scan"),
    path(_CONSENTS + "<int:pupil>/form/<int:consent>/", class_consents.form, name="pupil_consent_form"),
    path("classes/<int:pk>/cards/", pupil_cards.cards, name="pupil_cards"),
    path("classes/<int:pk>/cards/hand-out/", pupil_cards.hand_out, name="pupil_cards_hand_out"),
    path("classes/<int:pk>/cards/sheet/", pupil_cards.sheet, name="pupil_cards_sheet"),
    path("settings/exports/", platform.export_grants, name="platform_exports"),
    path("settings/exports/<int:grant>/end/", platform.end_grant, name="platform_export_end"),
    path("settings/terms/", platform.terms, name="platform_terms"),
    path("settings/consent-texts/", platform.texts, name="platform_texts"),
    path("settings/consent-texts/<slug:purpose>/new/", platform.new_text, name="platform_text_new"),
    path("people/<int:pk>/support/", support.needs, name="support_needs"),
    path("people/<int:pk>/support/<int:need>/end/", support.end, name="support_need_end"),
]
