"""What is done to agreements, one file per stage; other rooms ask ``in_force`` and nothing else."""

from .force import Cover, add_period, in_force

__all__ = ["Cover", "add_period", "in_force"]
