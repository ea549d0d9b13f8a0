"""Finding the commune where somebody was born, whatever its vintage and its spelling."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Replace

from cyclades.common.normalisation import cle_recherche
from sessions_cfg.models import Commune

PROPOSITIONS = 20
ARTICLES = ("le", "la", "les", "l")
# Of two rows for one place, the one whose code is kept comes first.
GENRES = ("commune-actuelle", "arrondissement-municipal", "commune-deleguee", "commune-associee", "ancienne")
_ABREGES = ((r"\bst\b", "saint"), (r"\bste\b", "sainte"), (r"\bsts\b", "saints"), (r"\bstes\b", "saintes"))
_ARRONDISSEMENT = re.compile(r"(paris|lyon|marseille) (?:0?([1-9]|1[0-9]|20))(?:er|e|eme|ieme)?(?: arr\w*)?")
_ARTICLE_APRES = re.compile(r"^(.*\S)\s*\(\s*(l[ae]s?|l['’])\s*\)$", re.IGNORECASE)
_PRECISION = re.compile(r"^(.+) \(aujourd['’]hui .+\)$", re.IGNORECASE)


@dataclass(frozen=True)
class CommuneTrouvee:
    """A commune as the portal writes it: name in capitals, INSEE code (of today when it still exists).

    `precision` tells it from the other communes of the same name in its département, else is empty.
    """

    code: str
    nom: str
    precision: str = ""

    @property
    def libelle(self) -> str:
        """« SAINT-MARTIN (aujourd'hui SAINT-MARTIN-GIMOIS) »."""
        return f"{self.nom} ({self.precision})" if self.precision else self.nom


def cle_commune(nom: str) -> str:
    """Search key of a commune as somebody types it.

    No accent, case, hyphen nor apostrophe; « St », « Ste », « s/ » and « ss/ » written out; « HAVRE (LE) » and
    « Paris 15ème » as the official code writes them.
    """
    nom = _ARTICLE_APRES.sub(r"\2 \1", nom.strip())
    cle = cle_recherche(re.sub(r"(?i)\bss\s*/", " sous ", re.sub(r"(?i)\bs\s*/", " sur ", nom)))
    for abrege, entier in _ABREGES:
        cle = re.sub(abrege, entier, cle)
    trouve = _ARRONDISSEMENT.fullmatch(cle)
    if trouve:
        ville, numero = trouve.groups()
        return f"{ville} {numero}{'er' if numero == '1' else 'e'} arrondissement"
    return cle


def communes_exactes(departement: str, nom: str) -> list[CommuneTrouvee]:
    """Communes of the département with exactly this name, of every vintage held. One query.

    Forgiven: what `cle_commune` forgives; then the article (« Havre »); then the spaces (« Lhay les roses »). The label
    of a commune among several of the same name finds that one only.
    """
    precise = _PRECISION.match(nom.strip())
    cle = cle_commune(precise[1] if precise else nom)
    if not departement or not cle:
        return []
    cles = {cle, cle_recherche(nom)}
    avec_article = {f"{article} {cle}" for article in ARTICLES}
    serre = cle.replace(" ", "")
    lignes = list(_du_departement(departement).filter(Q(cle__in=cles | avec_article) | Q(serre=serre)))
    trouvees: list[CommuneTrouvee] = []
    for egales in (
        [c for c in lignes if c.cle in cles],
        [c for c in lignes if c.cle in avec_article],
        lignes,
    ):
        if egales:
            trouvees = _distinctes(egales)
            break
    if precise:
        voulue = cle_recherche(nom)
        trouvees = [c for c in trouvees if cle_recherche(c.libelle) == voulue]
    return trouvees


def chercher_communes(departement: str, debut: str, limite: int = PROPOSITIONS) -> list[CommuneTrouvee]:
    """At most `limite` communes for what was typed so far, the likeliest first. One query.

    Those that start with it (their article apart), then those that have a word that does, then those that hold it.
    Two letters at least, or the whole name (« Y »). Every commune held is offered, of every type and vintage,
    never filtered by date (specification §2).
    """
    cle = cle_commune(debut)
    if not departement or not cle:
        return []
    serre = cle.replace(" ", "")
    commence = Q(cle__startswith=cle) | Q(serre__startswith=serre)
    for article in ARTICLES:
        commence |= Q(cle__startswith=f"{article} {cle}")
    rang = Case(
        When(cle=cle, then=Value(0)),
        When(commence, then=Value(1)),
        When(cle__contains=f" {cle}", then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    retenues = Q(serre__contains=serre) if len(cle) > 1 else Q(cle=cle)
    lignes = _du_departement(departement).filter(retenues).annotate(rang=rang).order_by("rang", "cle")
    return _distinctes(lignes[: limite * 4])[:limite]


def departements_de(nom: str, limite: int = 3) -> list[str]:
    """Labels of the départements that have a commune of exactly this name, when they are few; else none. One query."""
    communes = Commune.objects.filter(cle__in={cle_commune(nom), cle_recherche(nom)})
    libelles = communes.values_list("departement__libelle_cyclades", flat=True).order_by("departement__code_bcn")
    trouves = list(libelles.distinct()[: limite + 1])
    return trouves if len(trouves) <= limite else []


def _du_departement(departement: str) -> QuerySet[Commune]:
    serre = Replace("cle", Value(" "), Value(""))
    return Commune.objects.filter(departement=departement).annotate(serre=serre).order_by("cle")


def _distinctes(communes: Iterable[Commune]) -> list[CommuneTrouvee]:
    """One per place, in the order given: rows of the same name that are one commune today are the same place.

    A row of which nobody knows what it became is the same place as the others of its name.
    """
    par_nom: dict[str, dict[str, list[Commune]]] = defaultdict(lambda: defaultdict(list))
    for commune in communes:
        lieu = commune.actuelle or ("" if commune.genre == GENRES[-1] else commune.nom)
        par_nom[commune.cle][lieu].append(commune)
    trouvees = []
    for lieux in par_nom.values():
        if len(lieux) > 1:
            lieux.pop("", None)
        for lieu, lignes in sorted(lieux.items()):
            retenue = min(lignes, key=lambda c: (GENRES.index(c.genre), c.code))
            seule = len(lieux) == 1 or cle_recherche(lieu) == retenue.cle
            precision = "" if seule else f"aujourd'hui {lieu.upper()}"
            trouvees.append(CommuneTrouvee(retenue.code, retenue.nom.upper(), precision))
    return trouvees
