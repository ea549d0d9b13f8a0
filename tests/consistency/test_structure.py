"""The project's own rules, held by tests: sizes, clock, inline code, what a template may contain."""

import re
import subprocess
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parents[2]
SUIVIS = [
    RACINE / nom
    for nom in subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=RACINE,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    if (RACINE / nom).is_file()
]
PYTHON = [f for f in SUIVIS if f.suffix == ".py" and "migrations" not in f.parts]
PRODUIT = [f for f in PYTHON if f.relative_to(RACINE).parts[0] not in ("tests", "bench")]
NAVIGATEUR = [f for f in SUIVIS if f.suffix in (".css", ".js") and ".min" not in f.name]
GABARITS = [f for f in SUIVIS if f.suffix == ".html"]


def _nom(fichier: Path) -> str:
    return str(fichier.relative_to(RACINE))


def test_files_found() -> None:
    assert len(PRODUIT) > 50


@pytest.mark.parametrize("fichier", PYTHON + NAVIGATEUR, ids=_nom)
def test_file_stays_short(fichier: Path) -> None:
    lignes = fichier.read_text(encoding="utf-8").count("\n")
    assert lignes <= 300, f"{_nom(fichier)} : {lignes} lignes (300 au plus)"


@pytest.mark.parametrize("fichier", PRODUIT, ids=_nom)
def test_only_the_clock_reads_the_time(fichier: Path) -> None:
    if fichier.name == "clock.py":
        return
    lectures = re.findall(
        r"timezone\.now\(|datetime\.now\(|date\.today\(|utcnow\(|localdate\(\)|localtime\(\)",
        fichier.read_text(encoding="utf-8"),
    )
    assert lectures == []


@pytest.mark.parametrize("fichier", GABARITS, ids=_nom)
def test_template_is_small_and_has_nothing_inline(fichier: Path) -> None:
    texte = fichier.read_text(encoding="utf-8")
    limite = 40 if "components" in fichier.parts else 120
    assert texte.count("\n") <= limite
    if not {"pdf", "emails"} & set(fichier.parts):
        assert re.findall(r"<style|<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=", texte) == []


def test_no_unfinished_mark() -> None:
    marques = [
        f"{_nom(f)}: {m}"
        for f in PRODUIT + GABARITS
        for m in re.findall(r"\b(?:TODO|FIXME|XXX|NotImplementedError)\b", f.read_text(encoding="utf-8"))
    ]
    assert marques == []


def test_domain_facts_are_data_not_code() -> None:
    """No spécialité, exam year or académie named in the product's Python (docstrings and comments apart)."""
    for fichier in PRODUIT:
        if "catalogue" in fichier.parts or fichier.name == "demo.py":
            continue
        code = re.sub(r'"""[\s\S]*?"""|#[^\n]*', "", fichier.read_text(encoding="utf-8"))
        assert not re.search(r"[Bb]roderie|petite enfance|CAP 20\d\d|INDIV TOULOUSE", code), _nom(fichier)


def test_readme_names_only_files_that_are_kept() -> None:
    """The picture was once made, shown here, and left out by .gitignore."""
    readme = (RACINE / "README.md").read_text(encoding="utf-8")
    cites = re.findall(r"\]\(([^)#:]+)\)", readme) + re.findall(r"`(docs/[^` <]+)`", readme)
    assert cites
    assert [c for c in cites if RACINE / c not in SUIVIS] == []
