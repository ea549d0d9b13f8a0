"use strict";
/* Proposals under a text field (`data-propositions` names their place), brought by htmx while one types: the combobox of
   the WAI-ARIA practices. What is typed stays free; without this script the field is a plain one. */
(() => {
  for (const champ of document.querySelectorAll("input[data-propositions]")) brancher(champ);

  function brancher(champ) {
    const cadre = document.getElementById(champ.dataset.propositions);
    if (!cadre || champ.readOnly) return;
    const annonce = document.createElement("p");
    annonce.className = "hors-vue";
    annonce.setAttribute("role", "status");
    cadre.after(annonce);
    let active = -1;
    const options = () => [...cadre.querySelectorAll("[role=option]")];
    champ.setAttribute("role", "combobox");
    champ.setAttribute("aria-autocomplete", "list");
    champ.setAttribute("aria-controls", `${cadre.id}-liste`);
    fermer();

    function ouvrir() {
      cadre.hidden = !cadre.firstElementChild;
      champ.setAttribute("aria-expanded", String(options().length > 0));
    }

    function fermer() {
      cadre.hidden = true;
      champ.setAttribute("aria-expanded", "false");
      activer(-1);
    }

    function activer(rang) {
      active = rang;
      for (const [i, option] of options().entries()) option.setAttribute("aria-selected", String(i === rang));
      const choisie = options()[rang];
      if (!choisie) return champ.removeAttribute("aria-activedescendant");
      champ.setAttribute("aria-activedescendant", choisie.id);
      choisie.scrollIntoView({ block: "nearest" });
    }

    function choisir(option) {
      champ.value = option.dataset.valeur;
      cadre.replaceChildren();
      fermer();
      champ.focus();
      champ.dispatchEvent(new Event("change", { bubbles: true }));
    }

    champ.addEventListener("keydown", (evenement) => {
      const nombre = options().length;
      if (evenement.key === "Escape" && !cadre.hidden) fermer();
      else if (evenement.key === "Enter" && !cadre.hidden && active >= 0) choisir(options()[active]);
      else if (evenement.key === "ArrowDown" && nombre) { ouvrir(); activer((active + 1) % nombre); }
      else if (evenement.key === "ArrowUp" && nombre) { ouvrir(); activer(active <= 0 ? nombre - 1 : active - 1); }
      else return;
      evenement.preventDefault();
    });
    champ.addEventListener("blur", fermer);
    cadre.addEventListener("pointerdown", (evenement) => evenement.preventDefault()); // the field keeps the focus
    cadre.addEventListener("click", (evenement) => {
      const option = evenement.target.closest("[role=option]");
      if (option) choisir(option);
    });
    document.addEventListener("htmx:beforeSwap", (evenement) => {
      if (evenement.detail.target === cadre && document.activeElement !== champ) evenement.detail.shouldSwap = false;
    });
    document.addEventListener("htmx:afterSwap", (evenement) => {
      if (evenement.detail.target !== cadre) return;
      if (cadre.querySelector("ul")) cadre.querySelector("ul").id = `${cadre.id}-liste`;
      for (const [i, option] of options().entries()) option.id = `${cadre.id}-${i}`;
      activer(-1);
      ouvrir();
      const nombre = options().length;
      annonce.textContent = nombre ? `${nombre} proposition${nombre > 1 ? "s" : ""}. Flèches pour choisir.` : cadre.textContent.trim();
    });
    // The proposals are those of a choice made above: another choice makes them stale.
    champ.form.addEventListener("change", (evenement) => {
      if (evenement.target === champ) return;
      cadre.replaceChildren();
      fermer();
    });
  }
})();
