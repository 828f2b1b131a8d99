/** The type under which a dragged cell's id travels. */
export const cellDrag = 'application/x-cellar-cell';

export interface DropPlace {
  /** The cell whose upper or lower edge is meant. */
  readonly shell: HTMLElement;
  readonly side: 'before' | 'after';
}

/** The edge of a cell nearest to a point: where something dropped there goes. */
export function dropPlaceAt(root: HTMLElement, y: number): DropPlace | undefined {
  let nearest: (DropPlace & { distance: number }) | undefined;
  for (const shell of root.querySelectorAll<HTMLElement>('[data-cell-id]')) {
    const { top, bottom } = shell.getBoundingClientRect();
    for (const [side, edge] of [
      ['before', top],
      ['after', bottom],
    ] as const) {
      const distance = Math.abs(edge - y);
      if (!nearest || distance < nearest.distance) nearest = { shell, side, distance };
    }
  }
  return nearest;
}

/** Shows where a drop would go; none takes the mark away. */
export function markDropPlace(
  root: HTMLElement,
  place: DropPlace | { readonly shell: HTMLElement; readonly side: 'into' } | undefined,
): void {
  for (const marked of root.querySelectorAll('[data-drop]')) marked.removeAttribute('data-drop');
  if (place) place.shell.dataset.drop = place.side;
}
