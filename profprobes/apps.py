"""Career trials: programmes, booking, groups, consents, cards, questionnaires, parents' pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProfprobesConfig(AppConfig):
    name = "profprobes"
    verbose_name = _("Career trials")

    def ready(self) -> None:
        """Make trials known to the rooms below."""
        from django.urls import reverse

        from accounts import consents
        from network.doors import register_guardians_page
        from network.services.feeds import register_source
        from network.services.handover import register_handover
        from network.services.life import register_running

        from . import doors, imports_slots, photo, rules_cycles  # noqa: F401
        from .queries import booking_todos, cycles, desk_todos, incidents, programmes, record_todos
        from .queries.home import register_todos
        from .queries.running import trials_between
        from .services import ics, incident_photos, sites
        from .services.answers import follow_portal_photo
        from .services.handover import hand_over_trials

        register_todos()
        booking_todos.register()
        desk_todos.register()
        incidents.register_todos()
        incident_photos.register()
        record_todos.register()
        cycles.register_todos()
        programmes.register_todos()
        register_running(trials_between)
        photo.register()
        imports_slots.register()
        consents.on_answered(follow_portal_photo)
        consents.on_ended(follow_portal_photo)
        doors.register()
        sites.register()
        register_source(ics.entries)
        register_handover(hand_over_trials)
        register_guardians_page(lambda child: reverse("profprobes:guardians", args=[child.pk]))
