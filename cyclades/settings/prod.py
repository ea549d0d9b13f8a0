"""Production: every secret and address from the environment, HTTPS only."""

from cyclades.common.journalisation import configuration

from .base import *  # noqa: F403
from .environment import arret, env, obligatoire

if len(SECRET_KEY) < 50:  # noqa: F405
    raise arret("SECRET_KEY est trop courte : 50 caractères au hasard au moins.")
ALLOWED_HOSTS = [h.strip() for h in obligatoire("ALLOWED_HOSTS", "donnez le nom du site").split(",") if h.strip()]
if "*" in ALLOWED_HOSTS:
    raise arret("ALLOWED_HOSTS ne peut pas être « * » : donnez le nom du site.")
ADRESSE_PUBLIQUE = obligatoire("ADRESSE_PUBLIQUE", "donnez l'adresse du site, par exemple https://inscriptions.example")
obligatoire("REDIS_URL", "donnez l'adresse de Redis, par exemple redis://redis:6379/0")
obligatoire("EMAIL_URL", "donnez l'adresse du serveur de mail, par exemple smtp+tls://compte:secret@mail.example:587")
obligatoire("CYCLADES_ANTIVIRUS", "donnez l'adresse de ClamAV, par exemple tcp://clamav:3310")

# One front server carries HTTPS (docs/exploitation.md), unless the operator says otherwise.
MANDATAIRES = env.int("CYCLADES_MANDATAIRES", default=1)

HORLOGE_REGLABLE = False
LOGGING = configuration(json=True)

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-cyclades"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
