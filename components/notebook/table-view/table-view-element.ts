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
      if (this.props) this.props.engine.release(this.props.table);
    });
  }
}

const tag = 'cellar-table-view';

export function createTableViewElement(props: TableViewProps): HTMLElement {
  if (!customElements.get(tag)) customElements.define(tag, TableViewElement);
  const element = document.createElement(tag) as TableViewElement; // defined above under this name
  element.props = props;
  return element;
}
