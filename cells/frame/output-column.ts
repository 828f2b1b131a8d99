import type { Notebook } from '@/cells/document/notebook';
import type { Kernel } from '@/cells/kernel/kernel';
import styles from './output-column.module.css';

/** Outputs without an editor, one under the other, as executions see them. Pictures are taken of `[data-output="<id>"]`. */
export function createOutputColumn(notebook: Notebook, kernel: Kernel): HTMLElement {
  const column = document.createElement('article');
  column.className = styles.column ?? '';
  for (const cell of notebook.cells) {
    const place = document.createElement('section');
    place.className = styles.output ?? '';
    place.dataset.output = String(cell.id);
    place.append(kernel.root(cell.id));
    column.append(place);
    kernel.setVisible(cell.id, true);
  }
  return column;
}
