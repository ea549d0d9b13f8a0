"""`{% load inscription %}`: dates of a service in its own time zone, and small drawings of the tabs."""

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import replace
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from registrations import lecture
from registrations.contenu import AcquisDeclare, Contenu, Difference, EpreuveRetenue
from registrations.wizard.parcours import Parcours
from registrations.wizard.tabs import Onglet
from sessions_cfg import periodes
from sessions_cfg.models import ServiceInscription, Session

register = template.Library()

SOURCE = re.compile(r"(?P<avant>.*?)[\s:]*(?P<adresse>https?://\S+)\s*(?:\((?P<apres>.+)\))?\s*")


@register.simple_tag
def css_inscription() -> SafeString:
    """The style sheet and the script of these pages."""
    return format_html(
        '<link rel="stylesheet" href="{}"><script src="{}" defer></script>',
        static("css/inscription.css"),
        static("js/inscription.js"),
    )


@register.simple_tag
def mois_session(session: Session) -> str:
    """« JUIN 2022 »."""
    return periodes.mois_de_session(session.mois)


@register.simple_tag
def fin_service(service: ServiceInscription) -> str:
    """« 29/11/2021 à 18:00 », with the wording of the hour where it is not Paris."""
    texte = periodes.date_heure_courte(service.fermeture, service.fuseau, fin=True)
    return texte if service.libelle_heure == periodes.HEURE_DE_PARIS else f"{texte} ({service.libelle_heure})"


@register.simple_tag
def instant(moment: dt.datetime, service: ServiceInscription) -> str:
    """« 12/11/2021 14:36 », where the service is."""
    return f"{moment.astimezone(ZoneInfo(service.fuseau)):%d/%m/%Y %H:%M}"


@register.simple_tag
def instant_long(moment: dt.datetime, service: ServiceInscription) -> str:
    """« 10/11/2021 à 13:16 », where the service is."""
    return periodes.date_heure_courte(moment, service.fuseau)


@register.simple_tag
def heure(moment: dt.datetime, service: ServiceInscription) -> str:
    """« 13:16 », where the service is."""
    return f"{moment.astimezone(ZoneInfo(service.fuseau)):%H:%M}"


@register.simple_tag
def url_onglet(parcours: Parcours, onglet: Onglet) -> str:
    """The address of a tab of this draft."""
    return parcours.url(onglet)


@register.simple_tag
def grise(libelle: str, valeur: object) -> SafeString:
    """A grey line of account data: label and value."""
    return format_html(
        '<div class="grise"><span class="grise-libelle">{}</span> <span class="grise-valeur">{}</span></div>',
        libelle,
        valeur or "—",
    )


@register.simple_tag
def fin_pieces(service: ServiceInscription) -> str:
    """« 06/12/2021 à 23:59 »: last minute to give the pieces back."""
    return periodes.date_heure_courte(service.pieces_fermeture, service.fuseau, fin=True)


@register.simple_tag
def phrase_periode(service: ServiceInscription) -> str:
    """« Les inscriptions se font du … au … (heure de Paris). », whether open or not."""
    periode = periodes.periode(
        service.ouverture, service.fermeture, fuseau=service.fuseau, libelle_heure=service.libelle_heure
    )
    return f"Les inscriptions se font {periode}."


@register.simple_tag(takes_context=True)
def blocs(context: template.Context, contenu: Contenu) -> list[lecture.Bloc]:
    """The blocks of the Récapitulatif; lines still as entered before the candidate came say so."""
    return [
        replace(bloc, paires=[_marquee(context, *paire) for paire in bloc.paires]) for bloc in lecture.blocs(contenu)
    ]


def _marquee(context: template.Context, libelle: str, valeur: object) -> tuple[str, object]:
    return libelle, (format_html("{}{}", valeur, _marque(context)) if libelle in _marques(context) else valeur)


def _marques(context: template.Context) -> Collection[str]:
    """Lines of the Récapitulatif entered beforehand; staff pages mark none."""
    return context.get("marques") or ()


def _marque(context: template.Context) -> SafeString:
    return format_html(' <span class="renseigne">{}</span>', context["preinscription"].marque)


@register.simple_tag(takes_context=True)
def marque(context: template.Context, quoi: str, code: str) -> SafeString:
    """« Renseigné par votre établissement », beside an épreuve or an acquis entered beforehand and not changed."""
    return _marque(context) if f"{quoi}/{code}" in _marques(context) else SafeString("")


@register.simple_tag
def regroupees(contenu: Contenu) -> list[tuple[str, list[EpreuveRetenue]]]:
    """Épreuves under the guide's two headings."""
    return lecture.epreuves_regroupees(contenu)


@register.simple_tag
def notes(contenu: Contenu, acquis: AcquisDeclare) -> list[tuple[str, str]]:
    """The marks of a declared acquis, in the order of the regulation."""
    return lecture.notes_de(contenu, acquis)


@register.filter
def intitule(epreuve: EpreuveRetenue) -> str:
    """« EP2A - Mise en oeuvre - Broderie machine guidée main »."""
    return lecture.intitule_de(epreuve)


@register.simple_tag
def difference(ligne: Difference) -> str:
    """« Langue vivante : Allemand → Anglais »."""
    return f"{ligne['libelle']} : {ligne['avant'] or 'non renseigné'} → {ligne['apres'] or 'non renseigné'}"


@register.filter
def ton_de_demande(etat: str) -> str:
    """The colour of the badge of a request of rectification."""
    return {"demandee": "info", "acceptee": "succes", "refusee": "erreur"}.get(etat, "neutre")


@register.filter
def cle(valeurs: dict[str, str] | None, nom: str) -> str:
    """A value of a mapping by a key held in a variable; "" when there is none."""
    return (valeurs or {}).get(nom, "")


@register.simple_tag
def source(texte: str) -> SafeString | str:
    """A source of the catalogue as its words, linked to its address; the site's name where it has no words."""
    trouve = SOURCE.fullmatch(texte)
    if trouve is None:
        return texte
    mots = trouve["avant"] or trouve["apres"] or urlsplit(trouve["adresse"]).netloc.removeprefix("www.")
    return format_html('<a href="{}" rel="noreferrer">{}</a>', trouve["adresse"], mots)
