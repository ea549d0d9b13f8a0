"""Pages that several views end on: header of the tabs, closed service, draft written elsewhere."""

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cyclades.common.forms import Champ
from registrations import queries
from registrations.models import Candidature
from registrations.saisie import Valeurs
from registrations.wizard.parcours import Parcours
from registrations.wizard.tabs import SAISIS, Onglet
from sessions_cfg.models import ServiceInscription
from sessions_cfg.periodes import mois_de_session

from .base import minutes_restantes, secondes_restantes


def titre_du_service(service: ServiceInscription) -> str:
    """« ACADÉMIE DE TOULOUSE - CERTIFICAT D'APTITUDE PROFESSIONNELLE - JUIN 2022 »."""
    session = service.session
    return " - ".join(
        (service.academie.libelle_cyclades, session.examen.libelle_cyclades, mois_de_session(session.mois))
    )


def entete(parcours: Parcours, choisi: Onglet) -> dict[str, object]:
    """What the top of every tab shows."""
    return {
        "parcours": parcours,
        "brouillon": parcours.brouillon,
        "candidature": parcours.candidature,
        "preinscription": parcours.contexte.preinscription,
        "service": parcours.service,
        "titre_service": titre_du_service(parcours.service),
        "onglet": choisi,
        "onglets": parcours.onglets(choisi),
        "url_annuler": parcours.url_annuler,
        "minutes_restantes": minutes_restantes(parcours.service),
        "secondes_restantes": secondes_restantes(parcours.service),
        "url_confirmation": reverse("documents:telecharger", args=[parcours.candidature.numeros, "confirmation"])
        if parcours.candidature and parcours.candidature.version_courante
        else "",
    }


def saisie_lisible(parcours: Parcours) -> list[tuple[Onglet, list[tuple[str, str]]]]:
    """What the draft holds, tab by tab, as (label, value), whatever it lacks."""
    lignes = []
    for onglet in SAISIS:
        valeurs = parcours.contexte.donnees.get(onglet.cle)
        if not valeurs:
            continue
        paires = [(str(lie.field.label), affichage(lie)) for lie in parcours.vierge(onglet) if lie.name in valeurs]
        lignes.append((onglet, [(libelle, valeur) for libelle, valeur in paires if valeur]))
    return lignes


def affichage(lie: BoundField) -> str:
    """The value of a field as a person reads it."""
    champ, valeur = lie.field, lie.value()
    return champ.affichage(valeur) if isinstance(champ, Champ) else str(valeur or "")


def page_fermee(request: HttpRequest, parcours: Parcours, *, status: int) -> HttpResponse:
    """The service is not open: what was typed stays readable, and whom to contact."""
    contexte = {
        "service": parcours.service,
        "brouillon": parcours.brouillon,
        "candidature": parcours.candidature,
        "preinscription": parcours.contexte.preinscription,
        "titre_service": titre_du_service(parcours.service),
        "saisie": saisie_lisible(parcours),
    }
    return render(request, "registrations/ferme.html", contexte, status=status)


def quitter(request: HttpRequest, parcours: Parcours) -> HttpResponse:
    """« Quitter »: back to « Mes inscriptions », which says what is kept and what is not saved."""
    if parcours.candidature is not None and parcours.candidature.version_courante:
        version = parcours.candidature.version_affichee
        phrase = f"Votre modification est gardée en brouillon. Votre inscription (version {version}) n'a pas changé."
    else:
        phrase = (
            "Votre saisie est gardée en brouillon. Ce n'est pas une inscription tant que vous n'avez pas enregistré."
        )
    messages.info(request, phrase)
    return redirect("portail:inscriptions")


def page_perimee(request: HttpRequest, parcours: Parcours, choisi: Onglet, valeurs: Valeurs) -> HttpResponse:
    """The draft was written by another page: both are shown, nothing is lost, the person chooses."""
    frais = queries.brouillon_relu(parcours.brouillon)
    if frais is None:
        return render(request, "registrations/brouillon_disparu.html", status=409)
    garde = Parcours(compte=parcours.compte, brouillon=frais)
    autre, ici = garde.vierge(choisi), parcours.lie(choisi, valeurs)
    noms = list(dict.fromkeys([*ici.fields, *autre.fields]))
    lignes = []
    for nom in noms:
        a, b = (affichage(f[nom]) if nom in f.fields else "" for f in (ici, autre))
        libelle = (ici.fields.get(nom) or autre.fields[nom]).label
        if a != b:
            lignes.append((libelle, a, b))
    contexte = {
        **entete(garde, choisi),
        "lignes": lignes,
        "postees": [(nom, v) for nom, liste in valeurs.items() for v in liste],
        "url": garde.url(choisi),
    }
    return render(request, "registrations/perime.html", contexte, status=409)


def page_deja_inscrit(
    request: HttpRequest, service: ServiceInscription, candidature: Candidature | None
) -> HttpResponse:
    """One active candidature per exam and session: show the one there is."""
    url = reverse("portail:activites", args=[candidature.numeros]) if candidature else ""
    contexte = {"service": service, "candidature": candidature, "url_activites": url}
    return render(request, "registrations/deja_inscrit.html", contexte, status=409)
