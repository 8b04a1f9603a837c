"""Which roles do what in mentoring (mentoring page 8)."""

from network.models import Role

# Coordinators of a school, college, university or enterprise: nominate, approve, appoint.
COORDINATORS = (Role.ORG_HEAD, Role.ORG_COORDINATOR, Role.PRACTICUM_COORDINATOR)
# The second leader comes from here (mentoring page 2.3).
LEADERS = (Role.SUPERVISOR, Role.METHODIST, Role.TUTOR)
WATCHERS = (Role.REGION_OPERATOR, Role.DEPARTMENT)
