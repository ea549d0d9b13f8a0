"""Settings shared by every environment; what a deployment must choose comes from the environment.

A setting that is missing stops the process at start with one line that names it.
"""

from pathlib import Path

from csp.constants import NONE, SELF

from cyclades.common.journalisation import configuration

from .environment import adresse_celery, antivirus, env, obligatoire, postgresql

RACINE = Path(__file__).resolve().parents[2]

VAR = Path(env.str("CYCLADES_VAR", default="") or RACINE / "var").resolve()

SECRET_KEY = obligatoire("SECRET_KEY", "donnez une suite de 50 caractères au hasard, gardée secrète")
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
ADRESSE_PUBLIQUE = env.str("ADRESSE_PUBLIQUE", default="http://127.0.0.1:8000")

# Rehearsal and demonstration: both off in production.
DEMO = False
HORLOGE_REGLABLE = True
EXPLOITANT = env.str("CYCLADES_EXPLOITANT", default="")
# Shown by the legal pages; what is left empty reads « Non renseigné ».
CONTACT = env.str("CYCLADES_CONTACT", default="")
DIRECTEUR_PUBLICATION = env.str("CYCLADES_DIRECTEUR_PUBLICATION", default="")
HEBERGEUR = env.str("CYCLADES_HEBERGEUR", default="")
DPO = env.str("CYCLADES_DPO", default="")

INSTALLED_APPS = [
    "cyclades.common",
    "cyclades.outbox",
    "sessions_cfg",
    "accounts",
    "registrations",
    "justificatifs",
    "documents",
    "cyclades.portail",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "axes",
    "csp",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "pgtrigger",
]

MIDDLEWARE = [
    "cyclades.common.journalisation.JournalMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SessionActiveMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cyclades.common.middleware.PagesPriveesMiddleware",
    "accounts.middleware.SecondFacteurMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "cyclades.urls"
WSGI_APPLICATION = "cyclades.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [RACINE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cyclades.common.context.portail",
            ],
        },
    },
]

# --- Database: PostgreSQL only. READ COMMITTED and these time limits are part of the guards
# (docs/ARCHITECTURE.md, « Invariants »); commands and workers lift the statement limit themselves.
# CYCLADES_ROLE is set by the launcher and by compose: `web` pools its connections (never a worker:
# it would hold one for each of its processes), `travail` (workers, relay, commands) may take minutes.
ROLE = env.str("CYCLADES_ROLE", default="")
_DELAIS = {
    "travail": "-c lock_timeout=10s -c statement_timeout=120s -c idle_in_transaction_session_timeout=150s",
}.get(ROLE, "-c lock_timeout=3s -c statement_timeout=10s -c idle_in_transaction_session_timeout=15s")
DATABASES = {"default": postgresql()}
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"].get("OPTIONS", {}),
    "options": f"{_DELAIS} -c timezone=UTC -c synchronous_commit=on",
    "connect_timeout": 5,
}
if ROLE == "web":
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": env.int("CYCLADES_POOL", default=4)}
DATABASES["default"]["CONN_MAX_AGE"] = 0 if ROLE == "web" else env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# --- People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "accounts.backends.IdentifiantBackend"]
PASSWORD_HASHERS = ["cyclades.common.hashers.Argon2idHasher"]
LOGIN_URL = "accounts:connexion"
LOGIN_REDIRECT_URL = "portail:inscriptions"
LOGOUT_REDIRECT_URL = "portail:accueil"
ACTIVATION_HEURES = 48
# How long the link of « Mot de passe oublié » is good, in seconds; the mail says it in hours.
PASSWORD_RESET_TIMEOUT = 24 * 3600
# An account without candidature, unused for so many months (0: never), is told, then erased so many days later.
COMPTE_INACTIF_MOIS = env.int("CYCLADES_COMPTE_INACTIF_MOIS", default=24)
COMPTE_INACTIF_PREAVIS_JOURS = env.int("CYCLADES_COMPTE_INACTIF_PREAVIS_JOURS", default=30)
# Files of pieces are erased so many months after the end of their session (0: never), identity papers first.
CONSERVATION_IDENTITE_MOIS = env.int("CYCLADES_CONSERVATION_IDENTITE_MOIS", default=6)
CONSERVATION_PIECES_MOIS = env.int("CYCLADES_CONSERVATION_PIECES_MOIS", default=12)
# Lines of a school's file that became no candidature are erased so many months after their import (0: never).
CONSERVATION_IMPORTS_MOIS = env.int("CYCLADES_CONSERVATION_IMPORTS_MOIS", default=3)
# Per address of origin and hour: accounts created, and answers « existe déjà » (no harvesting of addresses).
LIMITE_CREATIONS = env.int("LIMITE_CREATIONS", default=60)
LIMITE_ADRESSES_PRISES = env.int("LIMITE_ADRESSES_PRISES", default=10)
INVITATION_HEURES = 48
# How long the code printed on a papillon lets a pupil sign in first.
PREMIER_ACCES_JOURS = env.int("CYCLADES_PREMIER_ACCES_JOURS", default=120)
# How long the file of papillons is kept at most: its pages bear codes that work.
PAPILLONS_JOURS = env.int("CYCLADES_PAPILLONS_JOURS", default=30)
# Second factor of staff (demanded outside demonstration): codes of the minute before and after pass, by real time.
OTP_TOTP_ISSUER = EXPLOITANT or "Cyclades"
OTP_TOTP_SYNC = False
# How long the sign-ins of staff stay in the history of their accounts.
CONNEXIONS_JOURS = env.int("CYCLADES_CONNEXIONS_JOURS", default=365)

# Sessions of our own table, which says whose each one is: they are erased with the account.
SESSION_ENGINE = "accounts.session_store"
SESSION_COOKIE_NAME = "cyclades"
# Without activity, and in all.
SESSION_COOKIE_AGE = 60 * env.int("CYCLADES_SESSION_MINUTES", default=60)
SESSION_DUREE_MAX = 3600 * env.int("CYCLADES_SESSION_HEURES_MAX", default=12)
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cyclades.portail.errors.csrf_refuse"

# --- Language, time
LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True
# Dates that say no format (the admin's lists) read JJ/MM/AAAA HH:MM.
FORMAT_MODULE_PATH = ["cyclades.formats"]

# --- Files
STATIC_URL = "/static/"
STATICFILES_DIRS = [RACINE / "static"]
STATIC_ROOT = Path(env.str("CYCLADES_STATIQUES", default="") or VAR / "static")
DEPOT_PRIVE = VAR / "fichiers"
# Where the front server finds DEPOT_PRIVE (« /prive/ », X-Accel-Redirect); empty: Django sends the files.
ACCEL = env.str("CYCLADES_ACCEL", default="")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(DEPOT_PRIVE)}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
TAILLE_MAX_FICHIER = 5_000_000
# All files of one request together: the photos of a document, before they are made one.
TAILLE_MAX_ENVOI = 30_000_000
FILE_UPLOAD_HANDLERS = ["cyclades.common.uploads.FichierPlafonne"]
# Address of the virus scanner. Without one, deposited files are given to nobody, demonstration excepted.
ANTIVIRUS = antivirus()
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# --- Mail
EMAIL_CONFIG = env.email_url_config(env.str("EMAIL_URL", default="") or "smtp://127.0.0.1:1025")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("EXPEDITEUR", default="Cyclades <ne-pas-repondre@cyclades.example>")
EMAIL_SUBJECT_PREFIX = "[CYCLADES] "

# --- Celery: no web request talks to the broker; the relay does.
REDIS_URL = env.str("REDIS_URL", default="") or "redis://127.0.0.1:6379/0"
CELERY_BROKER_URL = adresse_celery(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A process that has grown beyond this (KiB) is replaced after its task: the engine of PDFs keeps what it has seen.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TIMEZONE = "Europe/Paris"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 2, "visibility_timeout": 300}

# --- Browser
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    },
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "microphone": [],
    "geolocation": [],
    "payment": [],
    "usb": [],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

# --- Sign-in protection (PostgreSQL, key = address + IP, see accounts/)
AXES_HANDLER = "accounts.lockout.EssaisEspaces"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# What was typed is never kept: the identifier as a keyed hash, the posted fields as stars.
AXES_USERNAME_CALLABLE = "accounts.lockout.cle_d_essai"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "identifiant", "mot_de_passe", "next", "csrfmiddlewaretoken"]
AXES_CLIENT_IP_CALLABLE = "accounts.lockout.adresse_client"
# How many servers of ours stand in front and add to X-Forwarded-For.
MANDATAIRES = env.int("CYCLADES_MANDATAIRES", default=0)
# Trying again while held back does not hold back longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# The first failure that makes one wait (accounts.lockout.ATTENTES), and after how many hours all is forgotten.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 24
# Wrong passwords of one place within the hour, whoever they were for; past them it tries one each five seconds.
LIMITE_ECHECS = env.int("CYCLADES_LIMITE_ECHECS", default=500)
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "accounts.lockout.trop_d_essais"
AXES_DISABLE_ACCESS_LOG = True

# --- Logs
LOGGING = configuration(json=env.bool("CYCLADES_JOURNAL_JSON", default=False))

TEST_RUNNER = "django.test.runner.DiscoverRunner"
