"""Samples of the forms around a visit and of the family."""

SAMPLES: dict = {}
