"use strict";
/* « Envoyer une pièce jointe »: what was chosen, a photo taken here, one too heavy made lighter, how much is sent.
   Without it the form is sent as any other. */
(() => {
  const MAX = 5000000;
  const COTES = [3000, 2400, 1800, 1300];
  const LISIBLES = ["image/jpeg", "image/png", "image/webp"];

  const taille = (octets) => (octets >= 1000000 ? (octets / 1000000).toFixed(1).replace(".", ",") + " Mo" : Math.max(1, Math.round(octets / 1000)) + " ko");
  const element = (nom, texte, classe) => Object.assign(document.createElement(nom), { textContent: texte || "", className: classe || "" });

  async function allegee(fichier) {
    if (fichier.size <= MAX || !LISIBLES.includes(fichier.type) || !("createImageBitmap" in window)) return fichier;
    try {
      const image = await createImageBitmap(fichier, { imageOrientation: "from-image" });
      for (const cote of COTES) {
        const echelle = Math.min(1, cote / Math.max(image.width, image.height));
        const toile = document.createElement("canvas");
        toile.width = Math.round(image.width * echelle);
        toile.height = Math.round(image.height * echelle);
        const dessin = toile.getContext("2d");
        dessin.fillStyle = "#fff";
        dessin.fillRect(0, 0, toile.width, toile.height);
        dessin.drawImage(image, 0, 0, toile.width, toile.height);
        const blob = await new Promise((suite) => toile.toBlob(suite, "image/jpeg", 0.85));
        if (blob && blob.size <= MAX) return new File([blob], fichier.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" });
      }
    } catch { /* the server will say what is wrong with it */ }
    return fichier;
  }

  function preparer(formulaire) {
    const champ = formulaire.querySelector("input[type=file]");
    const envoi = formulaire.querySelector("button[type=submit], .actions button");
    let choisis = [];
    const bilan = element("div", "", "depot-bilan");
    bilan.setAttribute("role", "status");
    const liste = element("ol", "", "depot-liste");
    liste.hidden = true;
    champ.after(liste, bilan);

    function deposer() {
      const panier = new DataTransfer();
      for (const fichier of choisis) panier.items.add(fichier);
      champ.files = panier.files;
      liste.replaceChildren(...choisis.map((fichier, rang) => {
        const ligne = element("li");
        ligne.append(element("span", fichier.name, "depot-nom"), element("span", taille(fichier.size), "depot-taille"));
        const retirer = element("button", "Retirer", "bouton bouton-lien");
        retirer.type = "button";
        retirer.append(element("span", " " + fichier.name, "hors-vue"));
        retirer.addEventListener("click", () => { choisis.splice(rang, 1); deposer(); champ.focus(); });
        ligne.append(retirer);
        return ligne;
      }));
      liste.hidden = choisis.length === 0;
      const gros = choisis.filter((fichier) => fichier.size > MAX).map((fichier) => "« " + fichier.name + " »");
      bilan.classList.toggle("depot-refus", gros.length > 0);
      if (gros.length) bilan.textContent = gros.join(", ") + " : plus de 5 Mo, ce fichier serait refusé. Réduisez-le, ou prenez le document en photo.";
      else if (choisis.length > 1) bilan.textContent = "Ces " + choisis.length + " fichiers seront réunis en un seul PDF, dans cet ordre.";
      else bilan.textContent = "";
    }

    async function ajouter(fichiers, { garder }) {
      const nouveaux = [...fichiers];
      if (!nouveaux.length) return;
      if (nouveaux.some((fichier) => fichier.size > MAX)) bilan.textContent = "Préparation de votre photo…";
      const avant = nouveaux.map((fichier) => fichier.size);
      const prets = await Promise.all(nouveaux.map(allegee));
      choisis = garder ? choisis.concat(prets) : prets;
      deposer();
      const rang = prets.findIndex((fichier, i) => fichier.size < avant[i]);
      if (rang >= 0 && !bilan.classList.contains("depot-refus")) bilan.textContent = "Photo allégée de " + taille(avant[rang]) + " à " + taille(prets[rang].size) + ". " + bilan.textContent;
    }

    champ.addEventListener("change", () => ajouter(champ.files, { garder: false }));
    for (const nom of ["dragover", "dragleave", "drop"]) {
      formulaire.addEventListener(nom, (evenement) => {
        evenement.preventDefault();
        champ.classList.toggle("depot-survol", nom === "dragover");
        if (nom === "drop") ajouter(evenement.dataTransfer.files, { garder: choisis.length > 0 });
      });
    }
    if (matchMedia("(pointer: coarse)").matches) {
      const appareil = document.createElement("input");
      Object.assign(appareil, { type: "file", accept: "image/*", hidden: true });
      appareil.setAttribute("capture", "environment");
      appareil.addEventListener("change", () => ajouter(appareil.files, { garder: true }));
      const photo = element("button", "Prendre une photo", "bouton bouton-secondaire depot-photo");
      photo.type = "button";
      photo.addEventListener("click", () => appareil.click());
      bilan.after(photo, appareil);
    }

    formulaire.addEventListener("submit", (evenement) => {
      if (!choisis.length) return;
      evenement.preventDefault();
      const jauge = element("progress", "", "depot-jauge");
      jauge.max = 100;
      jauge.setAttribute("aria-label", "Envoi du fichier");
      bilan.classList.remove("depot-refus");
      bilan.replaceChildren(element("span", "Envoi en cours : 0 %"), jauge);
      envoi.disabled = true;
      const demande = new XMLHttpRequest();
      demande.upload.addEventListener("progress", (e) => {
        if (!e.lengthComputable) return;
        jauge.value = Math.round((100 * e.loaded) / e.total);
        bilan.firstChild.textContent = jauge.value < 100 ? "Envoi en cours : " + jauge.value + " %" : "Vérification du fichier…";
      });
      const echouer = () => {
        envoi.disabled = false;
        bilan.classList.add("depot-refus");
        bilan.textContent = "L'envoi n'a pas abouti. Vérifiez votre connexion, puis cliquez de nouveau sur « Ajouter » : vos fichiers sont toujours choisis.";
      };
      demande.addEventListener("error", echouer);
      demande.addEventListener("timeout", echouer);
      demande.addEventListener("load", () => {
        const suite = demande.getResponseHeader("HX-Redirect");
        if (suite) { location.assign(suite); return; }
        const contenu = demande.status === 422 && demande.responseXML && demande.responseXML.querySelector("main");
        if (!contenu) { echouer(); return; }
        document.querySelector("main").replaceWith(contenu);
        document.title = "Erreur : " + demande.responseXML.title;
        const resume = document.getElementById("resume-erreurs");
        if (resume) resume.focus();
        for (const suivant of document.querySelectorAll("form[data-depot]")) preparer(suivant);
      });
      demande.open("POST", formulaire.action);
      demande.timeout = 300000;
      demande.responseType = "document";
      demande.setRequestHeader("HX-Request", "true");
      demande.send(new FormData(formulaire));
    });
  }

  for (const formulaire of document.querySelectorAll("form[data-depot]")) preparer(formulaire);
})();
