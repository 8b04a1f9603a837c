"""What screens about families read: whom a family calls, who of a class has answered, what waits to be signed."""

from accounts.links import Contact
from accounts.models import User
from network.models import Role

from ..models import Participation
from ..services.notices import holders


def class_teacher_of(participation: Participation) -> User | None:
    """The class teacher of the pupil today; the first by name where there are two."""
    teachers = holders(participation.trial.school_id, Role.CLASS_TEACHER, class_groups=[participation.class_group_id])
    return min(teachers, key=lambda person: (person.last_name, person.pk), default=None)


def contact_of(participation: Participation) -> Contact | None:
    """Whom the family calls: the class teacher, else the responsible person of the school, else the school itself."""
    for person in (class_teacher_of(participation), participation.trial.responsible.user):
        if person is not None and person.phone:
            return Contact(name=person.full_name, phone=person.phone)
    school = participation.trial.school
    return Contact(name=school.short_name, phone=school.phone) if school.phone else None
