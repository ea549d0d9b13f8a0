"""Cost of drawing an 11-field form: the portal's flat template against Django's widget templates.

Run: `python bench/formulaires.py`. Prints the median of 5 runs of each, in one process, and their ratio.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cyclades.settings.test")
os.environ.setdefault("DATABASE_URL", "postgres://localhost/inutile")

import django

django.setup()

from django import forms as django_forms
from django.template import Context, engines

from cyclades.common import forms

PAYS = [(str(n), f"PAYS NUMÉRO {n}") for n in range(100, 130)]
TOURS = 200


class DuPortail(forms.PortailForm):
    civilite = forms.ChoixRadioField(label="Civilité", choices=[("M", "Monsieur"), ("MME", "Madame")])
    nom = forms.TexteField(label="Nom de famille", precision="(Nom de naissance)", autocomplete="family-name")
    usage = forms.TexteField(label="Nom d'usage", required=False)
    prenoms = forms.TexteField(label="Prénoms", help_text="Dans l'ordre de l'état civil.")
    naissance = forms.DateFrField(label="Date de naissance")
    pays = forms.ChoixField(label="Pays de naissance", choices=PAYS)
    ville = forms.TexteField(label="Ville de naissance", required=False)
    courriel = forms.CourrielField(label="Adresse mail")
    telephone = forms.TelephoneField(label="Téléphone mobile")
    secret = forms.MotDePasseField(label="Mot de passe")
    handicap = forms.OuiNonField(label="Demande d'aménagement")


class DeDjango(django_forms.Form):
    civilite = django_forms.ChoiceField(choices=[("M", "Monsieur"), ("MME", "Madame")], widget=django_forms.RadioSelect)
    nom = django_forms.CharField(label="Nom de famille")
    usage = django_forms.CharField(label="Nom d'usage", required=False)
    prenoms = django_forms.CharField(label="Prénoms", help_text="Dans l'ordre de l'état civil.")
    naissance = django_forms.DateField(label="Date de naissance")
    pays = django_forms.ChoiceField(label="Pays de naissance", choices=PAYS)
    ville = django_forms.CharField(label="Ville de naissance", required=False)
    courriel = django_forms.EmailField(label="Adresse mail")
    telephone = django_forms.CharField(label="Téléphone mobile")
    secret = django_forms.CharField(label="Mot de passe", widget=django_forms.PasswordInput)
    handicap = django_forms.ChoiceField(choices=[("oui", "Oui"), ("non", "Non")], widget=django_forms.RadioSelect)


def mesurer(dessiner: Callable[[], object]) -> float:
    """Median milliseconds of process time for one call."""
    dessiner()
    durees = []
    for _ in range(5):
        depart = time.process_time()
        for _ in range(TOURS):
            dessiner()
        durees.append((time.process_time() - depart) / TOURS * 1000)
    return statistics.median(durees)


moteur = engines["django"]
du_portail = moteur.from_string("{% load composants %}{% champs form %}").template
de_django = moteur.from_string("{{ form.as_div }}").template

plat = mesurer(lambda: du_portail.render(Context({"form": DuPortail()})))
widgets = mesurer(lambda: de_django.render(Context({"form": DeDjango()})))
creation = mesurer(DuPortail)
print(f"portail, gabarit plat : {plat:.2f} ms (dont création du formulaire {creation:.2f} ms)")
print(f"Django, gabarits de widgets : {widgets:.2f} ms")
print(f"rapport : {plat / widgets:.3f} (au plus 0,10)")
