"""Screens of people: language, one-time links, profile and security, notices, invitations."""
