"""Thin views: visible row, permission, form, service, answer."""
