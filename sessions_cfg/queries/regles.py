"""The published catalogue as the rules see it, and the lists that tab 2 offers."""

from django.db.models import Q, QuerySet

from sessions_cfg.models import (
    Academie,
    CategorieCandidat,
    Etablissement,
    LienSpecialite,
    ServiceInscription,
    VersionCatalogue,
)
from sessions_cfg.publie import Catalogue
from sessions_cfg.snapshot import Lien, Snapshot

_catalogues: dict[tuple[int, str], Catalogue] = {}


class CatalogueAbsent(LookupError):
    """No catalogue was ever published: `manage.py load_catalogue` has not run."""


def version_courante() -> VersionCatalogue:
    """The catalogue in force, without its content. One query. Raises `CatalogueAbsent`."""
    version = VersionCatalogue.objects.defer("contenu").order_by("-numero").first()
    if version is None:
        raise CatalogueAbsent("Aucun catalogue n'est publié : lancez manage.py load_catalogue.")
    return version


def snapshot(specialite_cle: str | None, service: ServiceInscription) -> Snapshot:
    """The catalogue in force for `service`, with the spécialité once it is chosen.

    One query when this process already holds that version, two when not (plus one for
    `service.session` if it is not loaded). A spécialité unknown, of another exam, or whose regulation
    does not hold for that session gives `specialite=None`. Raises `CatalogueAbsent`.
    """
    version = version_courante()
    cle = (version.pk, version.empreinte)
    catalogue = _catalogues.get(cle)
    if catalogue is None:
        contenu = VersionCatalogue.objects.values_list("contenu", flat=True).get(pk=version.pk)
        _catalogues.clear()
        catalogue = _catalogues[cle] = Catalogue(version.pk, contenu)
    return catalogue.snapshot(
        specialite_cle,
        examen=service.session.examen_id,
        session=service.session.libelle,
        mois=service.session.mois,
        academie=service.academie_id,
        public=service.public,
    )


def liens_de_l_academie(specialite: str, service: ServiceInscription) -> tuple[Lien, ...]:
    """What the académie of `service` gives to read for a spécialité (its key), at this session. One query."""
    lignes = LienSpecialite.objects.filter(
        Q(session=service.session_id) | Q(session=None), academie=service.academie_id, specialite=specialite
    )
    return tuple(Lien(*ligne) for ligne in lignes.order_by("libelle", "pk").values_list("libelle", "adresse"))


def categories_publiques() -> QuerySet[CategorieCandidat]:
    """Catégories that a candidate may take for himself."""
    return CategorieCandidat.objects.filter(publique=True).order_by("ordre")


def etablissements(academie: Academie | str) -> QuerySet[Etablissement]:
    """Établissements that an individual candidate of the académie may choose (code or object); its own name first.

    A service that answers for several académies (SIEC) offers theirs. One query.
    """
    code = academie if isinstance(academie, str) else academie.pk
    return Etablissement.objects.filter(
        Q(academie=code) | Q(academie__gestion=code) | Q(academie__isnull=True), individuel=True
    ).order_by("libelle")
