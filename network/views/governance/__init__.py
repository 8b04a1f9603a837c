"""Screens of networks: list and wizard, page, functions, council, meetings, decisions, working groups (S10–S13)."""
