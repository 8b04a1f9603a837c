"""Waiting for a page without asking it to evaluate strings, which the portal's policy forbids."""

import time

from playwright.sync_api import Error


def until(page, expression, arg=None):
    """Wait until the expression is true on the page."""
    end = time.monotonic() + 20
    while not _answer(page, expression, arg):
        assert time.monotonic() < end, f"never true: {expression}"
        page.wait_for_timeout(50)


def _answer(page, expression, arg):
    try:
        return page.evaluate(expression, arg)
    except Error as error:
        if "context was destroyed" in str(error):  # the page is being loaded anew: ask the next one
            return False
        raise
