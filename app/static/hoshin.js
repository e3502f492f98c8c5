// What the finder needs beside htmx. Without this file, or without any script, every form and link still works.
"use strict";

(() => {
  const wide = matchMedia("(min-width: 48rem) and (not (pointer: coarse))");
  const element = (id) => document.getElementById(id);

  // A wide screen shows the panel by style; here it also becomes open for assistive technology.
  const openPanel = () => {
    if (matchMedia("(min-width: 48rem)").matches && element("panel")) element("panel").open = true;
  };

  const focusResults = (options) => element("results-heading")?.focus(options);

  document.addEventListener("htmx:confirm", (event) => {
    // On a narrow or touch screen the list would jump at each tick: there the button applies them all.
    const cause = event.detail.triggeringEvent;
    if (cause?.type === "change" && cause.target.id !== "sort" && !wide.matches) event.preventDefault();
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
    const heading = element("results-heading");
    element("status").textContent = heading ? heading.dataset.announce : element("results").innerText;
    const cause = requestConfig.triggeringEvent;
    if (cause.type === "click") focusResults();
    if (cause.type === "submit" && !matchMedia("(min-width: 48rem)").matches) {
      element("panel").open = false;
      focusResults();
    }
  });

  const failed = (event) => {
    const { pathInfo } = event.detail;
    const banner = element("failure");
    banner.querySelector("a").href = pathInfo.finalRequestPath;
    banner.hidden = false;
    element("results").removeAttribute("aria-busy");
  };
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:responseError", failed);

  // Back and Forward: htmx puts the page in place and leaves the focus nowhere.
  document.addEventListener("htmx:historyRestore", () => {
    openPanel();
    focusResults({ preventScroll: true });
  });
  document.addEventListener("htmx:historyCacheMissLoadError", () => location.reload());

  openPanel();
})();
