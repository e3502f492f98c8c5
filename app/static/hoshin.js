// What the finder needs beside htmx. Without this file, or without any script, every form and link still works.
"use strict";

(() => {
  const wide = matchMedia("(min-width: 48rem)");
  const element = (id) => document.getElementById(id);

  // A wide screen shows the panel by style; here it also becomes open for assistive technology.
  const openPanel = () => {
    if (wide.matches && element("panel")) element("panel").open = true;
  };

  const focusResults = (options) => element("results-heading")?.focus(options);

  const nameCanonical = () => {
    const address = element("results")?.dataset.canonical;
    if (address) document.querySelector("link[rel=canonical]").href = address;
  };

  // What is ticked is what is shown: the address is that of the results, whatever was asked for since.
  const showConditions = () => {
    const shown = new URLSearchParams(location.search);
    for (const box of document.querySelectorAll("#facets input[type=checkbox]")) {
      box.checked = shown.getAll(box.name).includes(box.value);
    }
    element("sort").value = shown.get("sort") ?? "";
  };

  const fail = (address) => {
    const banner = element("failure");
    banner.querySelector("a").href = address;
    banner.hidden = false;
    element("results").removeAttribute("aria-busy");
    showConditions();
  };

  document.addEventListener("htmx:confirm", (event) => {
    // On a narrow screen the list would jump at each tick: there the button applies them all.
    const cause = event.detail.triggeringEvent;
    if (cause?.type === "change" && cause.target.id !== "sort" && !wide.matches) event.preventDefault();
  });

  // A new tab is the browser's: htmx would change this page instead.
  for (const type of ["click", "auxclick"]) {
    document.addEventListener(type, (event) => {
      const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0;
      if (elsewhere && event.target.closest?.("a[data-hx-get]")) event.stopImmediatePropagation();
    }, true);
  }

  // An emptied field shows everything again, as its cross suggests.
  document.addEventListener("input", (event) => {
    const { target } = event;
    const searched = new URLSearchParams(location.search).has("q");
    if (target.id === "q" && !target.value && searched && wide.matches) target.form.requestSubmit();
  });

  document.addEventListener("htmx:configRequest", (event) => {
    const { formData, parameters } = event.detail;
    for (const name of new Set(formData.keys())) {
      if (!formData.getAll(name).some((value) => value.trim())) delete parameters[name];
    }
  });

  document.addEventListener("htmx:beforeRequest", () => {
    element("results").setAttribute("aria-busy", "true");
    element("failure").hidden = true;
  });

  document.addEventListener("htmx:afterOnLoad", (event) => {
    const { xhr, requestConfig } = event.detail;
    element("results").removeAttribute("aria-busy");
    if (xhr.status >= 500) return;
    openPanel();
    nameCanonical();
    const heading = element("results-heading");
    element("status").textContent = heading ? heading.dataset.announce : element("results").innerText;
    const cause = requestConfig.triggeringEvent;
    if (cause.type === "click") focusResults();
    if (cause.type === "submit" && !wide.matches) {
      element("panel").open = false;
      focusResults({ preventScroll: true });
      element("results").scrollIntoView();
    }
  });

  const failed = (event) => fail(event.detail.pathInfo.finalRequestPath);
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);
  document.addEventListener("htmx:responseError", failed);

  // Back and Forward: htmx puts the page in place and leaves the focus nowhere.
  document.addEventListener("htmx:historyCacheMiss", (event) => {
    event.detail.xhr.addEventListener("error", () => fail(location.href));
  });
  document.addEventListener("htmx:historyRestore", () => {
    openPanel();
    nameCanonical();
    focusResults({ preventScroll: true });
  });
  document.addEventListener("htmx:historyCacheMissLoadError", () => fail(location.href));

  openPanel();
})();
