"""Which roles do what in the practicum (practicum page 8). ``organisations_as(user, *OWNER)`` read together with the side of the row: an owner is
the college or university of the round, a host is the school."""

from network.models import Role

# College or university: programme, round, eligibility, allocation, grading, payment.
OWNER = (Role.ORG_HEAD, Role.ORG_COORDINATOR, Role.PRACTICUM_COORDINATOR, Role.METHODIST)
# School: offers, mentors, order, admission, feedback.
SCHOOL = (Role.ORG_HEAD, Role.ORG_COORDINATOR, Role.PRACTICUM_COORDINATOR)
SUPERVISORS = (Role.SUPERVISOR, Role.METHODIST, Role.TUTOR)
WATCHERS = (Role.REGION_OPERATOR, Role.DEPARTMENT)
