"""Addresses of class teacher and coordinator about families. Families themselves come by /l/<token>/ (accounts.links)."""

from django.urls import path

from ..views import family_desk, family_notice, family_pages, family_slips, family_staff

urlpatterns = [
    path("my-class/", family_desk.my_class, name="my_class"),
    path("my-class/pupils/<int:pk>/", family_staff.guardians, name="guardians"),
    path("my-class/guardians/<int:pk>/", family_staff.edit_guardian, name="guardian_edit"),
    path("my-class/guardians/<int:pk>/end/", family_staff.end_guardian, name="guardian_end"),
    path("trials/<int:pk>/consents/send/", family_desk.send, name="consents_send"),
    path("trials/<int:pk>/consents/remind/", family_desk.remind, name="consents_remind"),
    path("trials/<int:pk>/consents/export.csv", family_desk.export, name="consents_export"),
    path("trials/<int:pk>/consents/slips/", family_slips.slips, name="consent_slips"),
    path("trials/<int:pk>/consents/sheets/", family_slips.sheets, name="consent_sheets"),
    path("trials/<int:pk>/consents/handed-out/", family_slips.handed_out, name="consents_handed_out"),
    path("trials/<int:pk>/families-notice/", family_notice.notice, name="families_notice"),
    path("families/<int:pk>/", family_staff.family, name="family"),
    path("families/<int:pk>/paper/", family_staff.paper, name="consent_paper"),
    path("families/<int:pk>/settle/", family_staff.settle, name="consent_settle"),
    path("consents/<int:pk>/send/", family_staff.send_again, name="consent_send_again"),
    path("consents/<int:pk>/withdraw/", family_staff.withdraw, name="consent_withdraw"),
    path("consents/<int:pk>/brings/", family_staff.brings, name="consent_brings"),
    path("consents/<int:pk>/scan/", family_staff.scan, name="consent_scan"),
    path("trials/<int:pk>/pages/", family_pages.look, name="summary_look"),
    path("trials/<int:pk>/pages/sign/", family_pages.sign, name="summary_sign"),
    path("trials/<int:pk>/pages/steps/", family_pages.steps, name="summary_steps"),
    path("trials/<int:pk>/pages/hand-over/", family_pages.hand_over, name="summary_hand_over"),
    path("pages/<int:pk>/send/", family_pages.send, name="summary_send"),
]
