"""`/verification/`: is this document genuine? By the code printed on it, its QR code, or the file itself."""

import hashlib
from io import BytesIO
from typing import Any

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_safe

from accounts.services import limites
from cyclades.common import clock

from . import attestation
from .attestation import Attestation
from .forms import FichierForm, VerificationForm

# Nobody finds one of 2^80 codes by trying; this only keeps the page from being a toy.
INCONNUS_PAR_HEURE = 30
# Files are read to their end before they are known: more of them, but not for ever.
FICHIERS_PAR_HEURE = 120


class Empreinte(FileUploadHandler):
    """Hashes a file while it comes, and keeps none of its bytes, in memory or on the disk.

    The uploaded file is empty and carries `sha256`, and `trop_gros` above TAILLE_MAX_FICHIER.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._condense, self._recus = hashlib.sha256(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._recus += len(raw_data)
        if self._recus <= settings.TAILLE_MAX_FICHIER:
            self._condense.update(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        lu = UploadedFile(BytesIO(), name=self.file_name, size=file_size)
        lu.sha256 = self._condense.hexdigest()  # type: ignore[attr-defined]  # ours, read below
        lu.trop_gros = self._recus > settings.TAILLE_MAX_FICHIER  # type: ignore[attr-defined]  # ours, read by the form
        return lu


def saisir(request: HttpRequest) -> HttpResponse:
    """Type the code printed on a document; the QR code leads straight to the answer."""
    form = VerificationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("documents:verifier_code", form.cleaned_data["code"])
    return _page(request, code=form)


@require_safe
def verifier_code(request: HttpRequest, code: str) -> HttpResponse:
    """What a code proves: kind, version, date, session, initials, and whether it is still in force."""
    if _trop_d_inconnus(request):
        return render(request, "429.html", status=429)
    reponse = _reponse(request, attestation.par_code(code, clock.maintenant()), par_fichier=False)
    reponse["X-Robots-Tag"] = "noindex"
    return reponse


@csrf_exempt
def verifier_fichier(request: HttpRequest) -> HttpResponse:
    """What the file itself proves. Its bytes are hashed as they come; the token is checked once they may be read."""
    request.upload_handlers = [Empreinte(request)]
    return _verifier_fichier(request)


@csrf_protect
def _verifier_fichier(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("documents:verification")
    ip = _ip(request)
    if _trop_d_inconnus(request) or not limites.consommer("verification-fichier", ip, limite=FICHIERS_PAR_HEURE):
        return render(request, "429.html", status=429)
    form = FichierForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, fichier=form)
    sha256 = form.cleaned_data["fichier"].sha256
    return _reponse(request, attestation.par_empreinte(sha256, clock.maintenant()), par_fichier=True)


def _ip(request: HttpRequest) -> str:
    return str(get_client_ip_address(request) or "")


def _trop_d_inconnus(request: HttpRequest) -> bool:
    return limites.atteinte("verification", _ip(request), limite=INCONNUS_PAR_HEURE)


def _reponse(request: HttpRequest, trouvee: Attestation | None, *, par_fichier: bool) -> HttpResponse:
    if trouvee is None:
        limites.consommer("verification", _ip(request), limite=INCONNUS_PAR_HEURE)
    return _page(request, attestation=trouvee, cherche=True, par_fichier=par_fichier, statut=200 if trouvee else 404)


def _page(
    request: HttpRequest,
    *,
    code: VerificationForm | None = None,
    fichier: FichierForm | None = None,
    statut: int = 200,
    **contexte: object,
) -> HttpResponse:
    forms = {"form": code or VerificationForm(), "form_fichier": fichier or FichierForm()}
    return render(request, "documents/verification.html", {**forms, **contexte}, status=statut)
