"""How static files are stored: hashed names, compressed beside the original."""

from django.conf import settings
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class PortalStaticStorage(CompressedManifestStaticFilesStorage):
    """Brotli only where an image is built for production: it costs ten times the rest of the collecting, and the demo starts without it."""

    def create_compressor(self, **kwargs) -> Compressor:
        """The compressor with gzip, and with Brotli in production."""
        return super().create_compressor(**{**kwargs, "use_brotli": settings.PRODUCTION})
