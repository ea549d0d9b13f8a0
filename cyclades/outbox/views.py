"""`/demo/mails/`: the mails of the demonstration. Anywhere else these pages do not exist."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from . import lecture
from .backends import dossier_mails

# Longer than any of ours, shorter than what a file system refuses.
NOM_MAX = 100


def _en_demonstration() -> None:
    if not settings.DEMO:
        raise Http404


@require_safe
def liste(request: HttpRequest) -> HttpResponse:
    """Every mail sent, newest first."""
    _en_demonstration()
    return render(request, "demo/mails.html", {"mails": lecture.lister(dossier_mails())})


@require_safe
def lire(request: HttpRequest, nom: str) -> HttpResponse:
    """One mail."""
    _en_demonstration()
    if len(nom) > NOM_MAX:
        raise Http404
    mail = lecture.lire(dossier_mails() / f"{nom}.eml")
    if mail is None:
        raise Http404
    return render(request, "demo/mail.html", {"mail": mail})
