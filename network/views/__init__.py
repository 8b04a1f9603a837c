"""Screens of organisations and their people."""
