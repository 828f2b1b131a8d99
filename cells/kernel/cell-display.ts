/** What a cell shows. The element lives as long as the cell; its content as long as a run's. */
export class CellDisplay {
  #root: HTMLElement | undefined;
  #first = 0;
  /** What is shown after the first ones; a cell that shows things for ever loses the oldest of these. */
  #last: ChildNode[] = [];
  #gap: HTMLElement | undefined;
  #dropped = 0;

  readonly #isImported: boolean;

  /** `isImported`: of another notebook's cell, which nobody looks at: what it shows may be shown elsewhere. */
  constructor(isImported = false) {
    this.#isImported = isImported;
  }

  get root(): HTMLElement {
    if (!this.#root) {
      this.#root = document.createElement('div');
      this.#root.className = 'cell-output';
      if (this.#isImported) this.#root.dataset.imported = '';
    }
    return this.#root;
  }

  /** Shows one more thing. Of very many the first and the last stay, and how many were dropped. */
  add(node: Node): void {
    const { root } = this;
    const before = root.lastChild;
    root.append(node);
    if (this.#first < kept) {
      this.#first += 1;
      return;
    }
    // A fragment dissolves: what it brought is all that now stands behind.
    for (let added = before?.nextSibling; added; added = added.nextSibling) this.#last.push(added);
    while (this.#last.length > kept) this.#drop(this.#last.shift());
  }

  clear(): void {
    if (this.#first === 0) return;
    this.#first = 0;
    this.#last = [];
    this.#gap = undefined;
    this.#dropped = 0;
    this.#root?.replaceChildren();
  }

  /** True for a node that can be put in as it is: it stands nowhere, or here. */
  accepts(value: unknown): value is Element | Text {
    return (
      typeof Node !== 'undefined' &&
      (value instanceof Element || value instanceof Text) &&
      value !== value.constructor.prototype &&
      (!value.parentNode || this.root.contains(value) || isLent(value.parentNode))
    );
  }

  #drop(node: ChildNode | undefined): void {
    if (!node) return;
    if (!this.#gap) {
      this.#gap = document.createElement('div');
      this.#gap.className = 'cell-output-gap';
      node.before(this.#gap);
    }
    node.remove();
    this.#dropped += 1;
    this.#gap.textContent = `… ${this.#dropped} more, dropped …`;
  }
}

/** Whether it is the place of an imported cell that stands nowhere itself. */
const isLent = (place: ParentNode): boolean =>
  place instanceof HTMLElement && place.dataset.imported !== undefined && !place.parentNode;

const kept = 500;
