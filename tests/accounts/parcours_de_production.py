"""Run in a process of its own, under the production settings: the first superviseur, from the command to `/gestion/`.

Prints what it met; `test_production` reads it.
"""

import io
import re
from base64 import b32decode

import django
from django.conf import settings
from django.core.management import call_command
from django.test import Client


def main() -> None:
    django.setup()
    # Models and django-otp's modules can only be read once Django is ready.
    from django_otp.oath import TOTP

    sortie = io.StringIO()
    call_command("creer_superviseur", "cheffe@rectorat.example", stdout=sortie)
    trouve = re.search(r"https://inscriptions\.example(/compte/invitation/\S+)", sortie.getvalue())
    assert trouve is not None, sortie.getvalue()
    entetes = {"host": "inscriptions.example", "x-forwarded-proto": "https"}
    client = Client(headers=entetes)
    nouveau = {"nouveau": "Jument.grise7", "confirmation": "Jument.grise7"}
    dire("mot de passe", client.post(trouve[1], nouveau))
    identifiants = {"identifiant": "cheffe@rectorat.example", "mot_de_passe": "Jument.grise7"}
    dire("connexion", client.post("/compte/connexion/", identifiants))
    dire("gestion sans second facteur", client.get("/gestion/"))
    dire("compte sans second facteur", client.get("/compte/modifier/"))
    dire("commencer", client.post("/compte/second-facteur/commencer/"))
    page = client.get("/compte/second-facteur/telephone/").content.decode()
    cle = re.search(r'class="cle"[^>]*>([A-Z2-7 ]+)<', page)
    assert cle is not None
    code = f"{TOTP(b32decode(cle[1].replace(' ', ''))).token():06d}"
    dire("téléphone", client.post("/compte/second-facteur/telephone/", {"code": code}))
    dire("gestion", client.get("/gestion/"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    print("cookie", cookie.key, bool(cookie["secure"]), bool(cookie["httponly"]))  # noqa: T201
    rejeu = Client(headers=entetes)
    rejeu.post("/compte/connexion/", identifiants)
    dire("rejeu", rejeu.post("/compte/second-facteur/verifier/", {"code": code}))
    dire("gestion après rejeu", rejeu.get("/gestion/"))


def dire(quoi: str, reponse: object) -> None:
    statut, vers = getattr(reponse, "status_code", 0), getattr(reponse, "headers", {}).get("Location", "")
    print(quoi, statut, vers)  # noqa: T201


if __name__ == "__main__":
    main()
