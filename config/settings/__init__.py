"""Settings, one file per concern. Without environment variables the portal runs on its own services under var/."""

from .env import *  # noqa: F403
from .base import *  # noqa: F403
from .database import *  # noqa: F403
from .queue import *  # noqa: F403
from .languages import *  # noqa: F403
from .signin import *  # noqa: F403
from .security import *  # noqa: F403
from .files import *  # noqa: F403
from .uploads import *  # noqa: F403
from .mail import *  # noqa: F403
from .sms import *  # noqa: F403
from .trials import *  # noqa: F403
