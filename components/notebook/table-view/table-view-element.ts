import { createElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { TableView, type TableViewProps } from './table-view';

/** Draws itself while it is in the document: moving it keeps nothing alive that nobody sees. */
class TableViewElement extends HTMLElement {
  props: TableViewProps | undefined;
  #root: Root | undefined;

  connectedCallback() {
    if (this.#root || !this.props) return;
    this.style.display = 'block';
    this.#root = createRoot(this);
    this.#root.render(createElement(TableView, this.props));
  }

  disconnectedCallback() {
    // A cell that moves takes its element out and puts it in again at once.
    queueMicrotask(() => {
      if (this.isConnected) return;
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
