"""Addresses under /compte/."""

from django.urls import path

from .views import (
    activation,
    adresse,
    attente,
    communes,
    connexion,
    creation,
    invitation,
    modifier,
    mot_de_passe,
    premier_acces,
    second_facteur,
    session,
)

app_name = "accounts"

urlpatterns = [
    path("creer/", creation.creer, name="creer"),
    path("creer/mail/", attente.creer_envoye, name="creer_envoye"),
    path("creer/renvoyer/", attente.renvoyer, name="renvoyer"),
    path("creer/corriger/", attente.corriger, name="corriger"),
    path("communes/", communes.proposer, name="communes"),
    path("activer/<str:jeton>/", activation.activer, name="activer"),
    path("connexion/", connexion.connexion, name="connexion"),
    path("premiere-connexion/", connexion.premiere_connexion, name="premiere_connexion"),
    path("premiere-connexion/mot-de-passe/", premier_acces.choisir, name="premiere_connexion_choisir"),
    path("deconnexion/", connexion.deconnexion, name="deconnexion"),
    path("session/", session.session, name="session"),
    path("reprendre/", session.reprendre, name="reprendre"),
    path("mot-de-passe/oublie/", mot_de_passe.oublie, name="mot_de_passe_oublie"),
    path("mot-de-passe/envoye/", mot_de_passe.envoye, name="mot_de_passe_envoye"),
    path("mot-de-passe/choisir/<ident:compte_id>/<str:jeton>/", mot_de_passe.choisir, name="mot_de_passe_choisir"),
    path("modifier/", modifier.modifier, name="modifier"),
    path("modifier/adresse/", adresse.demander, name="modifier_adresse"),
    path("modifier/mot-de-passe/", modifier.mot_de_passe, name="modifier_mot_de_passe"),
    path("modifier/adresse/renvoyer/", adresse.renvoyer, name="adresse_renvoyer"),
    path("modifier/adresse/annuler/", adresse.abandonner, name="adresse_abandonner"),
    path("adresse/confirmer/<str:jeton>/", adresse.confirmer, name="adresse_confirmer"),
    path("adresse/retablir/<str:jeton>/", adresse.retablir, name="adresse_retablir"),
    path("second-facteur/", second_facteur.accueil, name="second_facteur"),
    path("second-facteur/commencer/", second_facteur.commencer, name="second_facteur_commencer"),
    path("second-facteur/telephone/", second_facteur.telephone, name="second_facteur_telephone"),
    path("second-facteur/codes/", second_facteur.codes, name="second_facteur_codes"),
    path("second-facteur/verifier/", second_facteur.verifier, name="second_facteur_verifier"),
    path("second-facteur/secours/", second_facteur.secours, name="second_facteur_secours"),
    path("invitation/<str:jeton>/", invitation.invitation, name="invitation"),
    path("supprimer/", modifier.supprimer, name="supprimer"),
    path("supprime/", modifier.supprime, name="supprime"),
]
