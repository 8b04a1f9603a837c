"""SMS: one function, off until a gateway is configured. Screens ask ``available()`` and hide what needs a gateway."""

import json
import logging
import urllib.request
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

log = logging.getLogger(__name__)

TIMEOUT = 10  # seconds
KINDS = ("https", "http", "file", "console")


class GatewayError(Exception):
    """The gateway is not configured, did not answer, or refused the message."""


def available() -> bool:
    """Is a gateway configured?"""
    return urlsplit(settings.SMS_URL).scheme in KINDS


def send_sms(*, to: str, text: str) -> None:
    """Send one message to a number in E.164. Raises GatewayError."""
    if not available():
        raise GatewayError("no gateway")
    kind = urlsplit(settings.SMS_URL).scheme
    {"file": _to_file, "console": _to_console}.get(kind, _to_gateway)(to, text)


def _to_gateway(to: str, text: str) -> None:
    body = json.dumps({"to": to, "text": text, "from": settings.SMS_SENDER}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {settings.SMS_TOKEN}"}
    request = urllib.request.Request(settings.SMS_URL, data=body, headers=headers, method="POST")  # noqa: S310 - the scheme is checked by available()
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 - the scheme is checked by available()
            if answer.status >= 300:
                raise GatewayError(f"status {answer.status}")
    except OSError as error:
        raise GatewayError(str(error)) from error


def _to_file(to: str, text: str) -> None:
    folder = settings.SMS_FILE_PATH
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{timezone.now():%Y%m%d-%H%M%S-%f}.txt").write_text(f"{to}\n{text}\n")


def _to_console(to: str, text: str) -> None:
    log.info("SMS to %s: %s", to, text)
