import { createElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { TableView, type TableViewProps } from './table-view';

/** Pixels around the screen within which tables are drawn. */
const margin = 900;

/** Draws itself while it is in the document, once it comes near the screen: nothing is kept alive that nobody sees. */
class TableViewElement extends HTMLElement {
  props: TableViewProps | undefined;
  #root: Root | undefined;
  #nearness: IntersectionObserver | undefined;

  connectedCallback() {
    if (this.#root || this.#nearness) return;
    this.style.display = 'block';
    this.#nearness = new IntersectionObserver((entries) => entries.at(-1)?.isIntersecting && this.draw(), {
      root: document,
      rootMargin: `${margin}px 0px`,
    });
    this.#nearness.observe(this);
  }

  draw() {
    this.#nearness?.disconnect();
    this.#nearness = undefined;
    if (this.#root || !this.props) return;
    this.#root = createRoot(this);
    this.#root.render(createElement(TableView, this.props));
  }

  take() {
    this.draw();
    if (this.props) this.#root?.render(createElement(TableView, { ...this.props, isTaken: true }));
  }

  disconnectedCallback() {
    // A cell that moves takes its element out and puts it in again at once.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#nearness?.disconnect();
      this.#nearness = undefined;
      this.#root?.unmount();
      this.#root = undefined;
      if (this.props) this.props.source.release(this.props.engine);
    });
  }
}

const tag = 'cellar-table-view';

/** `props` may need to know the element, as to where its state is kept. */
export function createTableViewElement(props: (element: HTMLElement) => TableViewProps): HTMLElement {
  if (!customElements.get(tag)) customElements.define(tag, TableViewElement);
  const element = document.createElement(tag) as TableViewElement; // defined above under this name
  element.props = props(element);
  return element;
}

/**
 * Has all tables in the document drawn, those that nobody has come near too: before outputs are taken as they stand. Resolves when they have
 * their values and summaries, or after so many milliseconds.
 */
export async function drawTables(patience: number): Promise<void> {
  for (const element of document.querySelectorAll(tag))
    if (element instanceof TableViewElement) element.take();
  const until = performance.now() + patience;
  const waits = `${tag}:empty, ${tag} [aria-busy=true]`;
  while (document.querySelector(waits) && performance.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 16));
}
