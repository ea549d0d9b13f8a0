"""Addresses of « Mes justificatifs »."""

from django.urls import path

from . import demandes, views

app_name = "justificatifs"

urlpatterns = [
    path("<numeros:numeros>/", views.liste, name="liste"),
    path("<numeros:numeros>/rectifications/<slug:point>/", demandes.demander, name="demander"),
    path("<numeros:numeros>/pieces/<ident:piece>/ajouter/", views.ajouter, name="ajouter"),
    path("<numeros:numeros>/fichiers/<ident:depot>/", views.telecharger, name="telecharger"),
    path("<numeros:numeros>/fichiers/<ident:depot>/supprimer/", views.retirer, name="retirer"),
    path("<numeros:numeros>/groupes/<ident:groupe>/transmettre/", views.transmettre, name="transmettre"),
]
