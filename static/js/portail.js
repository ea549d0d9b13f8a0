"use strict";
/* Small helps of every page; each page works without them. Loaded once, deferred; htmx fragments pass here again. */
(() => {
  const DOMAINES = ["gmail.com", "hotmail.fr", "hotmail.com", "outlook.fr", "outlook.com", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "yahoo.fr", "yahoo.com", "icloud.com", "live.fr", "bbox.fr", "protonmail.com"];

  function distance(a, b) {
    let ligne = Array.from({ length: b.length + 1 }, (_, i) => i);
    let avant = [];
    for (let i = 1; i <= a.length; i++) {
      const suite = [i];
      for (let j = 1; j <= b.length; j++) {
        suite[j] = Math.min(ligne[j] + 1, suite[j - 1] + 1, ligne[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) suite[j] = Math.min(suite[j], avant[j - 2] + 1);
      }
      avant = ligne;
      ligne = suite;
    }
    return ligne[b.length];
  }

  function proposer(champ) {
    const ancienne = document.getElementById(champ.id + "-suggestion");
    if (ancienne) ancienne.remove();
    const coupe = champ.value.trim().lastIndexOf("@");
    const domaine = champ.value.trim().slice(coupe + 1).toLowerCase();
    if (coupe < 1 || !domaine || DOMAINES.includes(domaine)) return;
    const voisin = DOMAINES.map((d) => [distance(domaine, d), d]).sort((x, y) => x[0] - y[0])[0];
    if (voisin[0] > 2 || voisin[0] >= domaine.length / 3) return;
    const adresse = champ.value.trim().slice(0, coupe + 1) + voisin[1];
    const p = document.createElement("p");
    p.id = champ.id + "-suggestion";
    p.className = "suggestion";
    p.setAttribute("role", "status");
    p.append("Vouliez-vous écrire ");
    const bouton = document.createElement("button");
    bouton.type = "button";
    bouton.textContent = adresse;
    bouton.addEventListener("click", () => { champ.value = adresse; p.remove(); champ.focus(); });
    p.append(bouton, " ?");
    champ.after(p);
  }

  function valeurDe(formulaire, nom) {
    const controle = formulaire.elements.namedItem(nom);
    if (!controle) return null;
    if (controle.type === "checkbox") return controle.checked ? controle.value : "";
    return controle.value;
  }

  function conditions(formulaire) {
    for (const bloc of formulaire.querySelectorAll("[data-si-champ]")) {
      const valeur = valeurDe(formulaire, bloc.dataset.siChamp);
      if (valeur === null) continue;
      const autre = formulaire.elements.namedItem(bloc.dataset.siChamp);
      const masque = autre.closest && autre.closest("[data-si-champ][hidden]"); // hidden with what it depends on
      bloc.hidden = Boolean(masque) || !bloc.dataset.siValeurs.split("|").includes(valeur);
    }
  }

  function preparer(racine) {
    for (const bouton of racine.querySelectorAll(".bascule[hidden]")) bouton.hidden = false;
    for (const bloc of racine.querySelectorAll("[data-si-champ]")) if (bloc.closest("form")) conditions(bloc.closest("form"));
    for (const lien of racine.querySelectorAll("[data-imprimer]")) lien.hidden = false;
    const resume = racine.querySelector("#resume-erreurs");
    if (resume) {
      if (racine !== document) resume.focus(); // in a whole page, its autofocus attribute does it
      if (!document.title.startsWith("Erreur")) document.title = "Erreur : " + document.title;
    }
  }

  document.addEventListener("click", (evenement) => {
    const bouton = evenement.target.closest(".bascule");
    if (bouton) {
      const champ = document.getElementById(bouton.getAttribute("aria-controls"));
      const montre = champ.type === "password";
      champ.type = montre ? "text" : "password";
      bouton.setAttribute("aria-pressed", String(montre));
      return;
    }
    if (evenement.target.closest("[data-imprimer]")) window.print();
  });
  document.addEventListener("change", (evenement) => {
    if (evenement.target.form) conditions(evenement.target.form);
    if (evenement.target.matches("[data-suggestion-domaine]")) proposer(evenement.target);
  });
  document.addEventListener("htmx:load", (evenement) => { if (evenement.detail.elt !== document.body) preparer(evenement.detail.elt); });
  for (const nom of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(nom, () => {
      const p = document.createElement("p");
      p.className = "alerte alerte-erreur";
      p.textContent = "La demande n'a pas abouti. Vérifiez votre connexion, puis recommencez ou rechargez la page.";
      document.getElementById("messages").replaceChildren(p);
    });
  }
  preparer(document);
})();
