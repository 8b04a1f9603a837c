"""Limits of uploaded files (portfolio page, R-P8) and the virus scanner, off until CLAMD_URL names one.

CLAMD_URL is ``tcp://host:3310`` or ``unix:///run/clamav/clamd.ctl``: every file goes through clamd before it is kept.
"""

import os

_MB = 1024 * 1024

UPLOADS = {
    "IMAGE_BYTES": 20 * _MB,
    "IMAGE_MEGAPIXELS": 50,
    "IMAGE_SIDE": 3000,  # pixels of the longer side as it is kept: a sheet of A4 stays legible
    "THUMBNAIL_SIDE": 640,
    "PDF_BYTES": 30 * _MB,
    "PDF_PAGES": 300,
}
CLAMD_URL = os.environ.get("CLAMD_URL", "")
