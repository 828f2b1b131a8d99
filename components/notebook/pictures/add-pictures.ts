import { toast } from '@/components/ui/toast';
import type { NotebookParts } from '../notebook-context';
import { insertPicture, takesPictures } from './insert-picture';
import { inMegabytes, shrinkPicture } from './shrink-picture';

/** The picture files among what was dropped or pasted. */
export const picturesIn = (transfer: DataTransfer | null): File[] =>
  [...(transfer?.files ?? [])].filter(({ type }) => type.startsWith('image/'));

/** Puts pictures into the text of a cell, one after the other, each a step that can be undone. */
export async function addPictures(
  { store, actions }: Pick<NotebookParts, 'store' | 'actions'>,
  { id, at }: { id: number; at?: number },
  files: readonly File[],
): Promise<void> {
  let place = at;
  for (const file of files) {
    try {
      const picture = await shrinkPicture(file);
      const cell = store.cell(id);
      if (!cell || !takesPictures(cell.kind)) return;
      const { source, end } = insertPicture(cell.source, cell.kind, {
        ...{ name: file.name, url: picture.url, at: place },
      });
      store.apply({ type: 'change', id, change: { source } });
      const after = store.get();
      if (place !== undefined) place = end;
      const { was, width, height, bytes } = picture;
      const made = was ? `, from ${was.width} × ${was.height} made ${width} × ${height} pixels` : '';
      toast.done(`${file.name} is in the text${made}, ${inMegabytes(bytes)}`, () => {
        if (store.get() === after) actions.undo();
        else toast.failed('The text was changed since: undo step by step.');
      });
    } catch (error) {
      toast.failed(error instanceof Error ? error.message : String(error));
    }
  }
}

/** The text cell over which pictures are held; undefined where they would not go into one. */
export function textCellUnder(
  { store }: Pick<NotebookParts, 'store'>,
  event: DragEvent,
): { readonly id: number; readonly shell: HTMLElement } | undefined {
  const isPicture = [...(event.dataTransfer?.items ?? [])].some(
    ({ kind, type }) => kind === 'file' && type.startsWith('image/'),
  );
  const shell = isPicture && event.target instanceof Element && event.target.closest('[data-cell-id]');
  if (!(shell instanceof HTMLElement)) return undefined;
  const id = Number(shell.dataset.cellId);
  return takesPictures(store.cell(id)?.kind) ? { id, shell } : undefined;
}
