"""Settings, one file per concern. Without environment variables the portal runs on its own services under var/."""

from .env import *
from .base import *
from .database import *
from .queue import *
from .languages import *
from .signin import *
from .security import *
from .files import *
from .uploads import *
from .mail import *
from .sms import *
from .trials import *
from .registers import *
