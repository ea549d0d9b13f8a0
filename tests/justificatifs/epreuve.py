"""What becomes of a hostile file on the real path: the child process, the antivirus, the picture that staff look at."""

import io
import re

from PIL import Image

from justificatifs.enums import Analyse
from justificatifs.scanning import FichierRefuse, antivirus, dessiner, examiner, se_regarde

from .hostiles import GARDE, INFECTE, Hostile

PHRASE = re.compile(r"[A-ZÉÀ«].{20,}[.]", re.DOTALL)
# Nothing of what a file would run may be found again in its picture.
ACTIF = re.compile(rb"<script|<svg|<html|<\?php|javascript:|/OpenAction|/JavaScript|PK\x03\x04|%PDF-|MZ\x90")


def defaut(fichier: Hostile, adresse: str) -> str:
    """Why `fichier` is not treated as it should be; "" when all is well. `adresse` is that of the antivirus."""
    trouvee = issue(fichier, adresse)
    return "" if trouvee in fichier.attendu else f"{fichier} : {trouvee}, attendu {sorted(fichier.attendu)}"


def issue(fichier: Hostile, adresse: str) -> str:
    """The code of a refusal, « garde », « infecte », or what is wrong in words."""
    try:
        contenu = examiner(fichier.octets, fichier.nom)
    except FichierRefuse as refus:
        clair = PHRASE.fullmatch(refus.phrase) and "{" not in refus.phrase.replace(fichier.nom, "")
        return refus.code if clair else f"phrase peu claire : {refus.phrase}"
    if antivirus.analyser(contenu.octets, adresse) != Analyse.SAIN:
        return INFECTE
    if not se_regarde(contenu.type_mime):
        return GARDE
    return vue_sure(contenu.octets, contenu.type_mime) or GARDE


def vue_sure(octets: bytes, type_mime: str) -> str:
    """What is wrong with the picture of the first page; "" for a plain JPEG, or a refusal to draw."""
    try:
        vue = dessiner(octets, type_mime, page=1, largeur=700, quart=0)
    except FichierRefuse as refus:
        return "" if refus.code == "trop_complexe" else f"gardé, mais {refus.code}"
    return jpeg_nu(vue.jpeg)


def jpeg_nu(octets: bytes) -> str:
    """What this picture is besides a JPEG; "" when nothing."""
    if trouve := ACTIF.search(octets):
        return f"contenu actif {trouve.group()!r} dans l'image"
    with Image.open(io.BytesIO(octets)) as image:
        if image.format != "JPEG" or image.getexif() or "comment" in image.info:
            return "image qui n'est pas un simple JPEG"
    return ""
