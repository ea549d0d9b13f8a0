"""Properties that hold for every spécialité and every rule of the catalogue."""

import datetime as dt
import os
import pickle
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from registrations.rules.acquis import couvertes
from registrations.rules.arbre import Arbre
from registrations.rules.engine import evaluate
from registrations.rules.pieces import RAISON_MAX
from registrations.rules.types import AcquisDeclare, ChoixEpreuve, Position, Profil, Public
from sessions_cfg.models import Specialite
from sessions_cfg.snapshot import Snapshot
from tests.registrations.rules.conftest import Photo

COUVERTES = {Position.DISPENSE, Position.BENEFICE, Position.REPORT}
FIXTURE = [HealthCheck.function_scoped_fixture]
REGLAGES = settings(max_examples=80, deadline=None, suppress_health_check=FIXTURE)
NOTES = st.decimals(-1, 21, places=1) | st.sampled_from([Decimal(d) for d in ("NaN", "sNaN", "-Infinity", "1e999")])
TOUTES = settings(max_examples=3, deadline=None, suppress_health_check=FIXTURE)


@pytest.fixture
def photos(photo: Photo) -> list[Snapshot]:
    """One snapshot per spécialité, at a session where its regulation holds."""
    prises = []
    for s in Specialite.objects.all():
        annee = min(max(2022, s.premiere_session or 0), s.derniere_session or 9999)
        prises.append(photo(s.pk, annee=annee, examen=s.examen_id))
    assert len(prises) == 46
    assert all(p.specialite for p in prises)
    return prises


@st.composite
def profils(draw: st.DrawFn, snapshot: Snapshot) -> Profil:
    """Any answers, right or wrong, about this spécialité."""
    assert snapshot.specialite
    codes = [e.code for e in snapshot.specialite.epreuves] + ["ZZ"]
    options = [o.libelle for e in snapshot.specialite.epreuves if e.choix for o in e.choix.options] + ["", "Autre"]
    acquis = st.builds(
        AcquisDeclare,
        regle=st.sampled_from([r.cle for r in snapshot.regles] + ["INCONNUE"]),
        annee=st.integers(1990, 2030) | st.integers(-(10**9), 10**9),
        notes=st.dictionaries(st.sampled_from(codes), NOTES, max_size=4),
        codes=st.frozensets(st.sampled_from(codes), max_size=4),
        reponses=st.dictionaries(
            st.sampled_from(["langue", "langue_a", "langue_b", "francais", "eco_droit", "x"]), st.booleans()
        ),
    )
    choix = st.builds(
        ChoixEpreuve,
        position=st.sampled_from([p.value for p in Position] + ["", "X"]),
        option=st.sampled_from(options),
    )
    return draw(
        st.builds(
            Profil,
            date_naissance=st.dates(dt.date(1940, 1, 1), dt.date(2010, 1, 1)) | st.dates(),
            nationalite=st.sampled_from(["FRA", "BEL", "", "\x00", "\ud800"]),
            public=st.sampled_from(Public),
            categorie=st.sampled_from([c.code for c in snapshot.categories] + ["", "X"]),
            forme=st.sampled_from(["", "Globale", "Progressive", "X"]),
            derogation=st.booleans(),
            acquis=st.lists(acquis, max_size=4).map(tuple),
            decoches=st.frozensets(st.sampled_from(codes), max_size=4),
            choix=st.dictionaries(st.sampled_from(codes), choix, max_size=8),
            reponses=st.dictionaries(
                st.sampled_from(["situation_professionnelle", "enseignement"]), st.text(max_size=3)
            ),
            handicap=st.booleans(),
            amenagement_deja_accorde=st.booleans(),
        )
    )


def _jour(snapshot: Snapshot) -> dt.date:
    return dt.date(snapshot.session.annee - 1, 11, 10)


@TOUTES
@given(data=st.data())
def test_any_answers_give_a_coherent_decision(photos: list[Snapshot], data: st.DataObject) -> None:
    for snapshot in photos:
        profil = data.draw(profils(snapshot))
        decision = evaluate(profil, snapshot, today=_jour(snapshot))
        assert decision == evaluate(profil, snapshot, today=_jour(snapshot))
        par_code = {e.code: e for e in decision.epreuves}
        for e in decision.epreuves:
            assert e.position in e.positions
            assert e.raison.phrase
            assert not (e.position in COUVERTES and (e.options or e.mode or e.option))
            assert not (e.obligatoire and e.position is Position.NON_INSCRIT)
            if e.position is Position.INSCRIT and e.parent:
                assert par_code[e.parent].position is Position.INSCRIT
        for piece in decision.pieces:
            assert 0 < len(piece.raison) <= RAISON_MAX
            assert piece.source
        for acquis in decision.acquis:
            assert acquis.raison.phrase
            assert acquis.admis or not acquis.dispenses


@TOUTES
@given(data=st.data())
def test_sous_epreuves_follow_their_epreuve_unless_they_are_the_units(
    photos: list[Snapshot], data: st.DataObject
) -> None:
    for snapshot in photos:
        assert snapshot.specialite
        arbre = Arbre(snapshot.specialite)
        decision = evaluate(data.draw(profils(snapshot)), snapshot, today=_jour(snapshot))
        places = {e.code: e.position for e in decision.epreuves}
        for mere in (e for e in arbre.epreuves if not e.parent):
            enfants = [places[e.code] for e in arbre.enfants.get(mere.code, ())]
            if arbre.est_unite(mere):
                assert set(enfants) <= {places[mere.code]}
            else:  # only a heading: it stands where its units stand
                assert (places[mere.code] is Position.INSCRIT) is (Position.INSCRIT in enfants)


@REGLAGES
@given(data=st.data())
def test_a_dispensed_epreuve_is_never_also_to_sit(photos: list[Snapshot], data: st.DataObject) -> None:
    snapshot = data.draw(st.sampled_from(photos))
    profil = data.draw(profils(snapshot))
    decision = evaluate(profil, snapshot, today=_jour(snapshot))
    dispensees = {c for a in decision.acquis for d in a.dispenses if d.retenue for c in (d.code, *d.sous_epreuves)}
    for e in decision.epreuves:
        if e.code in dispensees - profil.decoches:
            assert e.position in COUVERTES
            assert (e.mode, e.option, e.options, e.positions) == ("", "", (), (e.position,))


def test_a_decision_does_not_depend_on_the_hash_seed(photos: list[Snapshot], tmp_path: Path) -> None:
    """Sets are ordered by the seed: three other processes must say the same, to the letter."""
    cas = [(_profil_fourni(p), p, _jour(p)) for p in photos]
    fichier = tmp_path / "cas.pickle"
    fichier.write_bytes(pickle.dumps(cas))
    code = (
        "import pickle, sys; from registrations.rules.engine import evaluate;"
        "print([evaluate(p, s, today=j) for p, s, j in pickle.load(open(sys.argv[1], 'rb'))])"
    )
    dites = {
        subprocess.run(
            [sys.executable, "-c", code, str(fichier)],
            env={**os.environ, "PYTHONHASHSEED": graine},
            cwd=Path(__file__).parents[3],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for graine in ("1", "2", "3")
    }
    assert dites == {f"{[evaluate(p, s, today=j) for p, s, j in cas]}\n"}


def _profil_fourni(snapshot: Snapshot) -> Profil:
    """Everything declared at once, half of it unticked."""
    assert snapshot.specialite
    codes = [e.code for e in snapshot.specialite.epreuves]
    return Profil(
        dt.date(1990, 1, 1),
        "FRA",
        categorie="EX_SCOLAIRE",
        forme="Progressive",
        acquis=tuple(
            AcquisDeclare(
                r.cle,
                snapshot.session.annee - 1,
                notes=dict.fromkeys(codes, Decimal("9.5")),
                codes=frozenset(codes),
                reponses={q.cle: True for q in r.questions},
            )
            for r in snapshot.regles
        ),
        decoches=frozenset(codes[::2]),
        choix={c: ChoixEpreuve("NON_PRESENTEE", "Anglais") for c in codes},
        handicap=True,
    )


@REGLAGES
@given(data=st.data())
def test_a_dispense_stays_within_its_rule(photos: list[Snapshot], data: st.DataObject) -> None:
    snapshot = data.draw(st.sampled_from(photos))
    assert snapshot.specialite
    par_code = {e.code: e for e in snapshot.specialite.epreuves}
    regles = {r.cle: r for r in snapshot.regles}
    profil = data.draw(profils(snapshot))
    for acquis in evaluate(profil, snapshot, today=_jour(snapshot)).acquis:
        if not acquis.dispenses:
            continue
        regle = regles[acquis.regle]
        permises = couvertes(regle, (q.cle for q in regle.questions))
        for d in acquis.dispenses:
            epreuve = par_code[d.code]
            assert epreuve.obligatoire
            assert "*" in permises or epreuve.discipline in permises or d.code in regle.codes
            assert all(par_code[c].parent == d.code for c in d.sous_epreuves)


@REGLAGES
@given(data=st.data())
def test_adding_an_acquis_never_takes_a_dispense_away(photos: list[Snapshot], data: st.DataObject) -> None:
    snapshot = data.draw(st.sampled_from(photos))
    profil = data.draw(profils(snapshot))
    assume(profil.acquis)
    moins = Profil(**{f: getattr(profil, f) for f in profil.__slots__} | {"acquis": profil.acquis[:-1]})
    avant = {d.code for a in evaluate(moins, snapshot, today=_jour(snapshot)).acquis for d in a.dispenses if d.retenue}
    decision = evaluate(profil, snapshot, today=_jour(snapshot))
    apres = {e.code for e in decision.epreuves if e.position in COUVERTES}
    assert avant <= apres


@REGLAGES
@given(data=st.data())
def test_unticking_returns_to_inscrit_and_ticking_again_is_neutral(photos: list[Snapshot], data: st.DataObject) -> None:
    snapshot = data.draw(st.sampled_from(photos))
    assert snapshot.specialite
    unites = [e.code for e in snapshot.specialite.epreuves if e.obligatoire and Arbre(snapshot.specialite).est_unite(e)]
    regle = data.draw(st.sampled_from(snapshot.regles))
    profil = Profil(
        dt.date(1990, 1, 1),
        "FRA",
        forme="Globale",
        acquis=(
            AcquisDeclare(
                regle.cle,
                snapshot.session.annee - 1,
                notes={c: Decimal(15) for c in unites},
                codes=frozenset(unites),
                reponses={q.cle: True for q in regle.questions},
            ),
        ),
    )
    avant = evaluate(profil, snapshot, today=_jour(snapshot))
    couverts = [d.code for a in avant.acquis for d in a.dispenses]
    assume(couverts)
    code = data.draw(st.sampled_from(couverts))
    sans = Profil(**{f: getattr(profil, f) for f in profil.__slots__} | {"decoches": frozenset({code})})
    places = {e.code: e.position for e in evaluate(sans, snapshot, today=_jour(snapshot)).epreuves}
    assert places[code] is Position.INSCRIT
    enfants = [e.code for e in snapshot.specialite.epreuves if e.parent == code]
    assert all(places[c] is Position.INSCRIT for c in enfants)
    assert evaluate(profil, snapshot, today=_jour(snapshot)) == avant


def test_every_rule_of_the_catalogue_aims_at_an_epreuve_or_is_to_be_verified(photos: list[Snapshot]) -> None:
    """A known rule that touches no épreuve of any spécialité would be a dead line (BMA has no spécialité yet)."""
    offertes = {t.regle for p in photos for t in evaluate(Profil(dt.date(1990, 1, 1), "FRA"), p, today=_jour(p)).titres}
    toutes = {r.cle for p in photos for r in p.regles}
    assert toutes - offertes == set()
