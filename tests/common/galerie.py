"""A page with every component and every field, for tests of the theme only: an URLconf of its own."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import URLPattern, URLResolver, include, path

from cyclades.common import forms
from cyclades.common.composants import Onglet

ONGLETS = [
    Onglet(titre="1 - Identification", url="#1", fait=True),
    Onglet(titre="2 - Informations candidature", url="#2", fait=True),
    Onglet(titre="3 - Qualification présentée", url="#3"),
    Onglet(titre="4 - Acquis"),
    Onglet(titre="5 - Epreuves"),
    Onglet(titre="6 - Récapitulatif"),
    Onglet(titre="7 - N° Inscription"),
]


class GalerieForm(forms.PortailForm):
    """One field of each kind."""

    confirmations = {"confirmation": ("courriel", "Les deux adresses mail sont différentes.")}

    civilite = forms.ChoixRadioField(label="Civilité", choices=[("M", "Monsieur"), ("MME", "Madame")])
    nom = forms.TexteField(
        label="Nom de famille", precision="(Nom de naissance)", max_length=80, autocomplete="family-name"
    )
    prenoms = forms.TexteField(label="Prénoms", help_text="Dans l'ordre de l'état civil.", autocomplete="given-name")
    naissance = forms.DateFrField(label="Date de naissance", autocomplete="bday")
    pays = forms.ChoixField(label="Pays de naissance", choices=[("100", "FRANCE"), ("109", "ALLEMAGNE")])
    ville = forms.TexteField(label="Ville de naissance", si=("pays", ("109",)), required=False)
    courriel = forms.CourrielField(label="Adresse mail", suggestion=True)
    confirmation = forms.CourrielField(label="Confirmation de l'adresse mail", autocomplete="off")
    mobile = forms.TelephoneField(label="Téléphone mobile", mobile=True)
    secret = forms.MotDePasseField(label="Mot de passe", help_text="De 8 à 20 caractères.")
    note = forms.NombreField(label="Note obtenue", maximum=20, decimales=2, required=False)
    handicap = forms.OuiNonField(
        label="Demande d'aménagement(s) d'épreuves au titre du handicap", help_text="La procédure suit une autre voie."
    )
    epreuves = forms.CasesField(
        label="Épreuves dispensées", choices=[("EG1", "EG1 : Français"), ("EG2", "EG2 : Mathématiques")], required=False
    )
    accord = forms.CaseField(label="J'ai lu ce qui précède")
    remarque = forms.ZoneTexteField(label="Remarque", required=False)
    piece = forms.FichierField(label="Document justifiant la nationalité française", accept=".pdf", required=False)
    grise = forms.TexteField(label="N° candidat", initial="02146028333", verrouille=True)
    jeton = forms.CacheField(required=False, initial="abc")


PAGE = """{% extends "layouts/base.html" %}{% load composants %}
{% block titre %}Galerie{% endblock %}
{% block contenu %}
{% fil "Galerie" liens %}
<h1>Galerie des composants</h1>
{% onglets onglets actif=3 %}
<form method="post" novalidate class="panneau" enctype="multipart/form-data">{% csrf_token %}
{% resume_erreurs form %}
<p class="mention-requis">Les champs avec * sont obligatoires.</p>
{% champs form %}
{% actions %}{% bouton "Précédent" variante="secondaire" champ="aller" valeur="precedent" %}
{% bouton "Suivant" %}{% bouton "Supprimer" variante="danger" type="button" %}
{% bouton "Annuler" url="/" variante="lien" %}{% bouton "Enregistrer" inactif=True %}{% finactions %}
</form>
<h2>États</h2>
<p>{% badge "À compléter" ton="attention" %} {% badge "Inscrit" ton="succes" %} {% badge "En cours" ton="info" %}
{% badge "Désinscrit par le candidat" %} {% badge "NON CONFORME" ton="erreur" %}</p>
{% for ton in tons %}{% alerte ton ton=ton %}
<p>Les inscriptions ferment le 29 novembre 2021 à 18:00.</p>{% finalerte %}{% endfor %}
<h2>Blocs</h2>
{% carte "CAP - Arts de la broderie" surtitre="Juin 2022 - Toulouse" badge="Inscrit" ton="succes" url="#" niveau=3 %}
{% definitions paires compact=True %}{% fincarte %}
<div class="grille">{% tuile "Mon inscription" url="#a" texte="Consulter, modifier." icone="inscription" niveau=3 %}
{% tuile "Mes documents" url="#b" icone="documents" niveau=3 %}
{% tuile "Les formulaires" url="#c" icone="formulaires" niveau=3 %}
{% tuile "Mes justificatifs" url="#d" icone="justificatifs" niveau=3 %}</div>
{% definitions paires %}
{% tableau "Épreuves" entetes=entetes lignes=lignes %}
{% etapes etapes %}
{% endblock %}"""


def galerie(request: HttpRequest) -> HttpResponse:
    form = GalerieForm(request.POST, request.FILES) if request.method == "POST" else GalerieForm()
    contexte = {
        "form": form,
        "onglets": ONGLETS,
        "liens": [("Accueil", "/")],
        "tons": ["neutre", "info", "succes", "attention", "erreur"],
        "paires": [("Spécialité", "Arts de la broderie"), ("Forme de passage", "Globale"), ("Nom d'usage", "")],
        "entetes": ["Épreuve", "Position", "Mode"],
        "lignes": [["EG1 : Français", "Dispense", "Ponctuel"], ["EP2 : Mise en œuvre", "Inscrit", "CCF"]],
        "etapes": [("Vérifier", "Les dates."), ("Créer", "Son compte.")],
    }
    return HttpResponse(engines["django"].from_string(PAGE).render(contexte, request))


urlpatterns: list[URLPattern | URLResolver] = [path("galerie/", galerie), path("", include("cyclades.urls"))]
