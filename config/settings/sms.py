"""SMS gateway, off until SMS_URL names one.

``https://gateway.example/send`` gets a JSON POST {"to": "+7…", "text": "…"} with ``Authorization: Bearer <SMS_TOKEN>``;
``file:`` writes each message into var/sms and ``console:`` prints it, both for development only.
"""

import os

from .env import VAR_DIR

SMS_URL = os.environ.get("SMS_URL", "")
SMS_TOKEN = os.environ.get("SMS_TOKEN", "")
SMS_SENDER = os.environ.get("SMS_SENDER", "Kopir")
SMS_FILE_PATH = VAR_DIR / "sms"
