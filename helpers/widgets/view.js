// JupyterLab takes plain keys pressed anywhere in a cell's output for its own shortcuts: arrows move to
// another cell, D D deletes one. Inside a view they belong to the focused control. Keys held with Ctrl, Alt
// or Cmd, and Shift+Enter, stay the notebook's; Escape leads from a control back to its cell.
function render({ el }) {
  el.classList.add("view-in-page");
  const onKey = (event) => {
    const view = el.closest(".widget-vbox");
    if (!view?.contains(event.target)) return;
    const forNotebook =
      event.ctrlKey || event.altKey || event.metaKey || (event.shiftKey && event.key === "Enter");
    // Lumino, which handles JupyterLab's shortcuts, looks for this mark before it looks for a shortcut.
    event.target.toggleAttribute("data-lm-suppress-shortcuts", !forNotebook);
    if (event.key === "Escape") view.closest(".jp-Cell")?.focus();
  };
  // JupyterLab listens on the document in the capturing phase; only the window comes before it.
  window.addEventListener("keydown", onKey, true);
  return () => window.removeEventListener("keydown", onKey, true);
}

export default { render };
