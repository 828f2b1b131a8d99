type Select = (data: unknown, options?: Readonly<Record<string, unknown>>) => HTMLElement;

/** A list longer than this is searched. */
const mostSeen = 20;

/** `Inputs.select` whose long lists have a field to find a value in; what does not match is out of sight, not out of the choice. */
export const searchableSelect =
  (select: Select): Select =>
  (data, options) => {
    const form = select(data, options);
    const list = form.querySelector('select');
    if (!list || list.options.length <= mostSeen) return form;
    const search = document.createElement('input');
    search.type = 'search';
    search.className = 'select-search';
    search.placeholder = `Find among ${list.options.length.toLocaleString('en-US')}`;
    search.setAttribute('aria-label', search.placeholder);
    const matching = () => [...list.options].filter((option) => !option.hidden);
    search.addEventListener('input', (event) => {
      event.stopPropagation();
      const wanted = search.value.trim().toLowerCase();
      for (const option of list.options) option.hidden = !option.text.toLowerCase().includes(wanted);
    });
    search.addEventListener('change', (event) => event.stopPropagation());
    search.addEventListener('keydown', (event) => {
      if (event.key === 'ArrowDown') list.focus();
      if (event.key !== 'Enter') return;
      event.preventDefault();
      const [first] = matching();
      if (!first) return;
      first.selected = true;
      list.dispatchEvent(new Event('input', { bubbles: true }));
    });
    list.before(search);
    return form;
  };
