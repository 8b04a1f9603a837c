"""What the people's part tells other rooms when the app is ready: the tab of staff records, to-dos, own data."""

from django.utils.translation import gettext_lazy as _

from .passport_tabs import register_passport_tab


def connect() -> None:
    """Register; called once when the app is ready, twice is once."""
    from accounts import pins
    from accounts.own_file import register_paper, register_part
    from accounts.retention import register_term

    from . import doors, own_data, people_todos, retention
    from .services.pupil_cards import tell_about_closed_pin
    from .views.own_paper import paper

    register_passport_tab(
        "staff_records",
        _("Staff records"),
        shown=lambda user, organisation: user.has_perm("network.view_staff_records", organisation),
        order=25,
    )
    register_part("organisations", own_data.memberships_of)
    register_part("staff_records", own_data.staff_records_of)
    register_part("classes", own_data.classes_of)
    people_todos.register_todos()
    doors.connect()
    pins.on_pin_closed(tell_about_closed_pin)
    register_paper(paper)
    register_term("invitations", 3, retention.clear_invitations)
    register_term("staff_records", 60, retention.clear_staff_records)
    register_term("support_needs", 1, retention.clear_support_needs)
    register_term("consent_scans", 36, retention.erase_scans)
