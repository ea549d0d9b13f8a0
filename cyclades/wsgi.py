"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connection

from cyclades.common.demarrage import arreter_si_horloge_interdite

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cyclades.settings.prod")
application = get_wsgi_application()
arreter_si_horloge_interdite()
connection.close()
