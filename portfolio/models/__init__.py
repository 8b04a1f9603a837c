"""A person's evidence, and the rubrics by which every app assesses it."""

from .evidence import Artefact, Portfolio, PortfolioEntry
from .rubrics import Rubric, RubricCriterion, RubricLevel, RubricScore

__all__ = ["Artefact", "Portfolio", "PortfolioEntry", "Rubric", "RubricCriterion", "RubricLevel", "RubricScore"]
