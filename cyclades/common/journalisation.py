"""Logs: JSON lines in production, readable ones elsewhere, and nothing personal in any of them (I-26).

A request is told by the pattern of its route, not by its address, so that neither the token of a
link nor the number of a candidature enters the log. What other libraries write passes through
`sans_donnees_personnelles`, which masks addresses of links, mail addresses, query strings and the
values that PostgreSQL repeats in its errors. In production, exceptions are told without their messages.
"""

import re
import time
import traceback
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

_MASQUES = (
    # Tokens of links: activation, password, mail address, unsubscribing.
    (re.compile(r"(/compte/(?:[a-z-]+/)++)[^/\s\"'?][^\s\"'?]*"), r"\1***"),
    (re.compile(r"(/[^\s\"'?]*)\?[^\s\"'>]+"), r"\1?***"),
    (re.compile(r"(://[^:/@\s]+:)[^@\s]+@"), r"\1***@"),
    (re.compile(r"[^\s@<>\"'=(,:;]+@[^\s@<>\"'),:;]+"), "***@***"),
    # DETAIL:  Key (adresse)=(…) already exists. / Failing row contains (…).
    (re.compile(r"(Key \([^)]*\)=)\(.*?\)(?= |$)", re.MULTILINE), r"\1(***)"),
    (re.compile(r"(Failing row contains )\(.*\)", re.DOTALL), r"\1(***)"),
    (re.compile(r"(invalid input syntax for [^:]*: ).*"), r"\1***"),
    # gunicorn repeats a header that it cannot read, a cookie perhaps, and where it came from.
    (re.compile(r"(Invalid request from )ip=\S+ ([A-Za-z ]*).*", re.DOTALL), r"\1***: \2***"),
)
_CLES_SECRETES = re.compile(r"(password|mot_de_passe|token|jeton|secret|cookie|authorization)", re.IGNORECASE)


def masquer(texte: str) -> str:
    """`texte` without link tokens, mail addresses, query strings, passwords of addresses and row values."""
    for motif, remplacement in _MASQUES:
        texte = motif.sub(remplacement, texte)
    return texte


def sans_donnees_personnelles(_: Any, __: str, evenement: dict[str, Any]) -> dict[str, Any]:
    """structlog processor: masks every text of an event, and the whole value of a key that names a secret."""
    return {
        cle: "***" if _CLES_SECRETES.search(cle) else masquer(valeur) if isinstance(valeur, str) else valeur
        for cle, valeur in evenement.items()
    }


def trace_sans_message(exc_info: Any) -> str:
    """A traceback where exceptions keep their class and the database's code, never their message.

    A message may repeat any value: a field typed by a person, the row that a constraint refused.
    """
    maillons: list[str] = []
    erreur: BaseException | None = exc_info[1]
    vues: set[int] = set()
    while erreur is not None and id(erreur) not in vues:
        vues.add(id(erreur))
        classe = f"{type(erreur).__module__}.{type(erreur).__qualname__}"
        code = getattr(erreur, "sqlstate", None)
        cadres = "".join(traceback.format_tb(erreur.__traceback__))
        maillons.append(f"{cadres}{classe}{f' (SQLSTATE {code})' if code else ''}")
        erreur = erreur.__cause__ or (None if erreur.__suppress_context__ else erreur.__context__)
    return "\n\n".join(reversed(maillons))


def configuration(*, json: bool, niveau: str = "INFO") -> dict[str, Any]:
    """Django's LOGGING, and structlog's own set up; everything goes to the error output."""
    communs: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        # Messages of exceptions are read on a developer's machine only.
        structlog.processors.ExceptionRenderer(trace_sans_message) if json else structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *communs,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    rendu: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structure": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": communs,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    sans_donnees_personnelles,
                    rendu,
                ],
            }
        },
        "handlers": {"sortie": {"class": "logging.StreamHandler", "formatter": "structure"}},
        "root": {"handlers": ["sortie"], "level": niveau},
        "loggers": {
            "django": {"handlers": [], "level": "INFO"},
            # Said once, by JournalMiddleware; a 404 is no event, a 500 keeps its traceback.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "gunicorn.error": {"handlers": [], "propagate": True},
            "pikepdf": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
            "fontTools": {"level": "ERROR"},
        },
    }


# Asked every few seconds by supervisors: told only when the answer is not 200.
SONDES = {"healthz", "readyz"}

journal = structlog.get_logger("cyclades.requete")


class JournalMiddleware:
    """One line per request: method, route, status, milliseconds, and an identifier for what it causes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(requete=uuid4().hex[:12])
        debut = time.perf_counter()
        reponse = self.get_response(request)
        route = request.resolver_match.route if request.resolver_match else ""
        if reponse.status_code != 200 or (route not in SONDES and not request.path.startswith(settings.STATIC_URL)):
            ms = round((time.perf_counter() - debut) * 1000)
            journal.info("requête", methode=request.method, route=route, code=reponse.status_code, ms=ms)
        structlog.contextvars.clear_contextvars()
        return reponse
