"""Moves every control in a page once, and tells how long it takes until what stands below has changed."""

from playwright.sync_api import Page

WAIT = 6_000  # milliseconds after which a view counts as unchanged
SILENT = 500  # the same for controls that a button reads: an exercise waits until its answer is to be checked

# Every control of a lesson after Run All, in order; each is changed as its kind allows, and the words and the pictures
# of its cell are watched until they change.
OPERATE = """async ([cell, place, wait, silent]) => {
    const all = (node, what) => [...node.querySelectorAll(what)];
    const kinds = ['dropdown', 'select-multiple', 'text', 'textarea', 'checkbox', 'radio', 'button'];
    const output = cell.node.querySelector('.jp-OutputArea');
    if (!output) return null;  // prose
    const visible = all(output, kinds.map(kind => '.widget-' + kind).join()).filter(one => one.checkVisibility());
    const control = visible[place];
    if (!control) return null;
    const told = (one, ...names) => names.forEach(name => one.dispatchEvent(new Event(name, {bubbles: true})));
    const [field] = all(control, 'select, textarea, input:not(:checked)');
    const label = all(control, 'label').map(one => one.textContent)[0] || control.textContent;
    const change = () => {
        if (control.matches('.widget-button')) control.click();
        else if (field.matches('select[multiple]')) {
            const options = all(field, 'option'), every = options.every(one => one.selected);
            options.forEach((one, order) => { one.selected = !every || order === 0; });
            told(field, 'change', 'input');
        } else if (field.matches('select')) {
            field.selectedIndex = (field.selectedIndex + 1) % field.options.length;
            told(field, 'change', 'input');
        } else if (['checkbox', 'radio'].includes(field.type)) field.click();
        else {
            const words = 'Written by a test, in eight words or so.';
            field.value = field.type === 'number' ? Number(field.value) + 1 : words;
            told(field, 'input', 'change');
        }
    };
    const box = control.closest('.jp-OutputArea-child');
    const read = !control.matches('.widget-button') && box.querySelector('.widget-button') !== null;
    const shown = () => all(output, '.widget-html-content').map(one => one.innerHTML).join();
    const before = shown();
    const start = performance.now();
    const after = new Promise(done => {
        const look = () => {
            if (shown() === before) return;
            stop();
            requestAnimationFrame(() => done(performance.now()));
        };
        const watch = new MutationObserver(look);
        const timer = setTimeout(() => { stop(); done(null); }, read ? silent : wait);
        const stop = () => { watch.disconnect(); clearTimeout(timer); };
        watch.observe(output, {subtree: true, childList: true, characterData: true, attributes: true});
    });
    change();
    const end = await after;
    return {
        label, read, kind: control.className, picture: shown().includes('<img'),
        milliseconds: end === null ? null : end - start,
    };
}"""

DRAWN = """cell => cell.node.isConnected && (cell.model.type !== 'code' || (
    cell.outputArea.widgets.length === cell.model.outputs.length &&
    cell.outputArea.widgets.every(one => one.node.lastChild.hasChildNodes())))"""


def operate_all(page: Page, notebook: str) -> list[dict]:
    """Change every control of a lesson that has been run, from the first to the last.

    Parameters
    ----------
    page : Page
        JupyterLab or JupyterLite.
    notebook : str
        An expression for the panel of the notebook in the page.

    Returns
    -------
    list of dict
        Of each control: ``cell`` (int), ``label``, ``kind``, ``read`` (whether a button reads it), ``picture``
        (whether a picture stands below it) and ``milliseconds`` until what stands below changed, ``None`` if it did
        not.
    """
    found = []
    cells = page.evaluate(f"() => {notebook}.content.widgets.length")
    for cell in range(cells):
        # A notebook draws only what can be seen, and a moment after it is scrolled to.
        page.evaluate(f"cell => {notebook}.content.scrollToItem(cell, 'center')", cell)
        page.wait_for_function(f"cell => ({DRAWN})({notebook}.content.widgets[cell])", arg=cell)
        for place in range(100):
            one = page.evaluate(
                f"args => ({OPERATE})([{notebook}.content.widgets[args[0]], args[1], args[2]])",
                [cell, place, WAIT, SILENT],
            )
            if one is None:
                break
            found.append({"cell": cell, **one})
    return found
