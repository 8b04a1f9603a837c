"""Mentors, their trainings, whom they were appointed to."""

from .assignments import MentorAssignment
from .register import MentorProfile, MentorTraining

__all__ = ["MentorAssignment", "MentorProfile", "MentorTraining"]
