"use strict";
/* What is typed in a tab is kept while it is typed. Without this script « Suivant », « Précédent » and « Quitter » keep it.

   One writer at a time: `revision` is the one that the server last gave to this page, and a page that is stale stops.
   What was sent without an answer may have been written: it is sent again to the letter before anything newer. */
(() => {
  const etat = document.getElementById("etat-saisie");
  const formulaire = () => document.getElementById("saisie");
  if (!etat || !formulaire()) return;

  const PAUSE = 1500;
  const ATTENTE_MAX = 30000;
  const REPONSE_MAX = 15000;
  const HORS_LIGNE = "Hors connexion : votre saisie sera envoyée dès que possible.";
  const OCCUPE = "Le portail est très sollicité : votre saisie sera envoyée dès que possible.";
  const SESSION = "Votre session est terminée ou a changé. Gardez cette page ouverte : à l'envoi, votre saisie vous sera rendue.";
  const CLE = "cyclades-brouillon";
  const adresse = formulaire().dataset.garder;
  const brouillon = adresse.split("/").slice(0, -3).join("/");

  function contenu() {
    const champs = new URLSearchParams(new FormData(formulaire()));
    champs.delete("csrfmiddlewaretoken");
    champs.delete("revision");
    return champs.toString();
  }
  let revision = Number(formulaire().elements.revision.value);
  let gardee = contenu();
  let incertaine = null; // sent, never answered
  let file = Promise.resolve();
  let enCours = 0;
  let echecs = 0;
  let minuteur = 0;
  let arret = false;
  let parti = false; // the form itself is being sent
  let attente = false;
  let pret = false;

  const sale = () => Boolean(formulaire()) && (incertaine !== null || contenu() !== gardee);

  function dire(texte, ton = "") {
    if (etat.textContent === texte) return;
    etat.dataset.ton = ton;
    etat.textContent = texte;
  }
  function arreter(texte, ...suite) {
    arret = true;
    clearTimeout(minuteur);
    dire(texte, "attention");
    if (suite.length) etat.append(" ", ...suite);
    const champ = document.activeElement; // never under the message that was just shown
    const [boite, message] = [champ.getBoundingClientRect(), etat.getBoundingClientRect()];
    if (champ.form && boite.bottom > message.top && boite.top < message.bottom) champ.scrollIntoView({ block: "center" });
  }
  function comparer() {
    const bouton = document.createElement("button");
    Object.assign(bouton, { type: "submit", name: "action", value: "suivant", className: "bouton bouton-secondaire", textContent: "Comparer les deux saisies" });
    bouton.setAttribute("form", "saisie");
    return bouton;
  }
  function mesInscriptions() {
    const lien = document.createElement("a");
    lien.href = "/inscriptions/";
    lien.textContent = "Voir mes inscriptions";
    return lien;
  }
  function planifier(delai = PAUSE) {
    clearTimeout(minuteur);
    if (!arret) minuteur = setTimeout(garder, delai);
  }
  function reessayer(texte) {
    dire(texte, "attention");
    planifier(Math.min(2000 * 2 ** echecs++, ATTENTE_MAX));
  }
  function poster(corps, numero) {
    return fetch(adresse, {
      method: "POST",
      body: new URLSearchParams(corps + "&revision=" + numero),
      headers: { "X-CSRFToken": formulaire().elements.csrfmiddlewaretoken.value },
      keepalive: corps.length < 60000, // outlives the page; browsers accept no more than 64 kB
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(REPONSE_MAX),
    });
  }
  function accepter(corps, donnees) {
    revision = donnees.revision;
    gardee = corps;
    incertaine = null;
    echecs = 0;
    formulaire().elements.revision.value = revision;
    dire("Brouillon enregistré à " + donnees.heure + ".");
    document.dispatchEvent(new CustomEvent("cyclades:reste", { detail: donnees.reste }));
  }
  async function comprendre(reponse, corps) {
    const json = (reponse.headers.get("Content-Type") || "").startsWith("application/json");
    if (reponse.status >= 500 || reponse.status === 429) return reessayer(OCCUPE);
    if (!json) return arreter(SESSION); // sent to the sign-in page, or the form's token changed with another sign-in
    const donnees = await reponse.json();
    if (reponse.ok) return accepter(corps, donnees);
    incertaine = null;
    if (donnees.code === "trop") { gardee = corps; return dire(donnees.phrase, "attention"); }
    if (donnees.code === "perime") return arreter(donnees.phrase, comparer());
    if (donnees.code === "session") return arreter(donnees.phrase);
    return arreter(donnees.phrase, mesInscriptions());
  }
  async function envoyer() {
    while (!arret && sale()) {
      const corps = incertaine === null ? contenu() : incertaine;
      const avant = revision;
      try {
        incertaine = corps;
        await comprendre(await poster(corps, revision), corps);
      } catch {
        return reessayer(HORS_LIGNE);
      }
      if (revision === avant && echecs) return;
    }
  }
  function garder() {
    clearTimeout(minuteur);
    if (arret || parti) return file;
    enCours++;
    file = file.then(envoyer).finally(() => { enCours--; });
    return file;
  }
  /* Do `suite` once what is typed is kept, without waiting for ever. */
  async function dAbordGarder(suite) {
    if (attente) return;
    attente = true;
    await Promise.race([garder(), new Promise((fin) => { setTimeout(fin, 4000); })]);
    attente = false;
    suite();
  }
  function memoriser(marque) {
    try { sessionStorage.setItem(CLE, JSON.stringify(marque)); } catch { /* storage refused: the page may ask to compare */ }
  }
  /* This page may have been drawn just before what its predecessor sent while leaving was written: draw it again. */
  function redessiner() {
    let marque = null;
    try {
      marque = JSON.parse(sessionStorage.getItem(CLE));
      sessionStorage.removeItem(CLE);
    } catch { return; }
    if (!marque || marque.brouillon !== brouillon || revision > marque.revision || marque.essais >= 2) return;
    memoriser({ ...marque, essais: marque.essais + 1 });
    setTimeout(() => { if (!sale()) location.replace(location.pathname); }, 400);
  }

  for (const nom of ["input", "change"]) {
    document.addEventListener(nom, (evenement) => {
      if (!evenement.target.form || evenement.target.form !== formulaire()) return;
      planifier(parti ? 20000 : PAUSE);
      if (parti) setTimeout(() => { parti = false; }, 19000); // the answer never came: the person goes on typing
    });
  }
  document.addEventListener("htmx:afterSettle", () => {
    if (formulaire()) formulaire().elements.revision.value = revision;
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden && sale()) garder(); });
  window.addEventListener("online", () => { if (sale()) garder(); });
  window.addEventListener("pageshow", (evenement) => { if (evenement.persisted) location.replace(location.pathname); });
  window.addEventListener("beforeunload", (evenement) => {
    if (!parti && sale() && (arret || echecs)) evenement.preventDefault();
  });
  window.addEventListener("pagehide", () => {
    if (arret || parti || !sale()) return;
    memoriser({ brouillon, revision, essais: 0 });
    if (incertaine !== contenu()) poster(contenu(), revision + (enCours ? 1 : 0)).catch(() => {});
  });
  document.addEventListener("submit", (evenement) => {
    const { target, submitter } = evenement;
    const lui = target === formulaire();
    if (lui && !navigator.onLine) {
      evenement.preventDefault();
      dire(HORS_LIGNE, "attention");
    } else if (pret || arret || attente || !(enCours || incertaine !== null || (!lui && sale()))) {
      if (attente && !pret) evenement.preventDefault();
      else if (lui) { parti = true; clearTimeout(minuteur); }
    } else {
      evenement.preventDefault();
      dAbordGarder(() => { pret = true; target.requestSubmit(submitter); pret = false; });
    }
  }, true);
  document.addEventListener("click", (evenement) => {
    const lien = evenement.target.closest("a[href]");
    if (!lien || evenement.defaultPrevented || evenement.button || evenement.ctrlKey || evenement.metaKey || evenement.shiftKey) return;
    const ailleurs = lien.origin !== location.origin || lien.target || (lien.hash && lien.pathname === location.pathname);
    if (ailleurs || arret || !sale()) return;
    evenement.preventDefault();
    dAbordGarder(() => location.assign(lien.href));
  });
  redessiner();
})();
