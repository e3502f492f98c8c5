// Small helps on every page: copying, printing, the way back to a list. Without it nothing is missing but they.
"use strict";

(() => {
  const SECONDS = 2;
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  document.body.append(said);

  // Without https a browser offers no clipboard, and a closed network may have none.
  const copyByHand = (text) => {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "visually-hidden";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  };

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copyByHand(text);
    }
  };

  const onCopy = async (button) => {
    const { copy: text, copied, failed } = button.dataset;
    const name = button.textContent;
    const done = await copy(text || location.href);
    said.textContent = button.textContent = done ? copied : failed;
    button.focus();
    setTimeout(() => (button.textContent = name), SECONDS * 1000);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button");
    if (button?.dataset.copy !== undefined) onCopy(button);
    if (button?.dataset.print !== undefined) print();
  });

  // The list that one came from keeps its conditions.
  for (const link of document.querySelectorAll(".crumbs a")) {
    const from = document.referrer && new URL(document.referrer);
    if (from && from.origin === location.origin && from.pathname === new URL(link.href).pathname) {
      link.setAttribute("href", from.pathname + from.search);
    }
  }
})();
