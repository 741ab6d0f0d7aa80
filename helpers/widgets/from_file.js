// A file of the reader, as text. What is too large is refused before it is read.
function render({ model, el }) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  input.type = "file";
  input.accept = model.get("accept");
  label.append(model.get("description"), " ", input);
  label.className = "from-file";
  el.append(label);
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    const fits = file.size <= model.get("largest");
    const content = fits ? decoded(await file.arrayBuffer()) : "";
    // A file that is chosen again, after a change, counts as new.
    model.set({ chosen: { name: file.name, size: file.size, content, count: (model.get("chosen").count ?? 0) + 1 } });
    model.save_changes();
  });
}

// Files of today are in UTF-8; older ones of Windows are not.
function decoded(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

export default { render };
