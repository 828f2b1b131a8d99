/** What a cell shows. The element lives as long as the cell; its content as long as a run's. */
export class CellDisplay {
  #root: HTMLElement | undefined;
  #shown = 0;

  get root(): HTMLElement {
    if (!this.#root) {
      this.#root = document.createElement('div');
      this.#root.className = 'cell-output';
    }
    return this.#root;
  }

  /** Shows one more thing. A cell that shows things for ever keeps the first and the last of them. */
  add(node: Node): void {
    this.#shown += 1;
    if (this.#shown > maxShown) this.root.children[maxShown / 2]?.remove();
    if (this.#shown === maxShown + 1) {
      const gap = document.createElement('div');
      gap.className = 'cell-output-gap';
      this.root.insertBefore(gap, this.root.children[maxShown / 2] ?? null);
    }
    if (this.#shown > maxShown) {
      const gap = this.root.querySelector(':scope > .cell-output-gap');
      if (gap) gap.textContent = `… ${this.#shown - maxShown} more, dropped …`;
    }
    this.root.append(node);
  }

  clear(): void {
    this.#shown = 0;
    this.#root?.replaceChildren();
  }

  /** True for a node that can be put in as it is: it stands nowhere, or here. */
  accepts(value: unknown): value is Element | Text {
    return (
      typeof Node !== 'undefined' &&
      (value instanceof Element || value instanceof Text) &&
      value !== value.constructor.prototype &&
      (!value.parentNode || this.root.contains(value))
    );
  }
}

const maxShown = 1000;
