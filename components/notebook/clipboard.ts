import { toast } from '@/components/ui/toast';
import type { Actions } from './actions';
import { printKey } from './key-names';
import type { ViewState } from './view-state';

/** Cells go to the clipboard as the text of a notebook, so that another notebook, or an editor of text, takes them. */
export interface Clipboard {
  copy(): void;
  cut(): void;
  /** Pastes what was copied here: a page may read the clipboard only when the person pastes by the browser's own key. */
  paste(): void;
  /** Answers what the browser tells of its clipboard, until the answer is called. */
  listen(): () => void;
}

interface ClipboardParts {
  readonly actions: Actions;
  readonly view: ViewState;
  /** Puts pictures of the clipboard into a cell; false when it holds none. */
  pastePictures(clipboard: DataTransfer | null, into: number | undefined): boolean;
}

export function createClipboard({ actions, view, pastePictures }: ClipboardParts): Clipboard {
  let copied: string | undefined;

  /** The cell that is acted on: none while the person writes, or has marked text to copy. */
  const place = ({ target }: ClipboardEvent) => {
    const { active, mode } = view.get();
    const isWriting =
      target instanceof Element &&
      target.closest('input, textarea, select, [contenteditable], [data-editor], [role=grid], [role=dialog]');
    const hasMarked = document.getSelection()?.isCollapsed === false;
    return isWriting || hasMarked || mode === 'edit' ? undefined : { active };
  };
  const take = (event: ClipboardEvent): number | undefined => {
    const active = place(event)?.active;
    if (active === undefined) return undefined;
    copied = actions.copy(active);
    event.clipboardData?.setData('text/plain', copied);
    event.preventDefault();
    return active;
  };
  const paste = (text: string) => {
    if (actions.paste(text, view.get().active) === 0)
      toast.failed('There are no cells on the clipboard: copy cells first, here or in another notebook.');
  };

  const onCut = (event: ClipboardEvent) => {
    const active = take(event);
    if (active !== undefined) actions.remove(active);
  };
  const onPaste = (event: ClipboardEvent) => {
    if (!place(event)) return;
    event.preventDefault();
    if (pastePictures(event.clipboardData, view.get().active)) return;
    paste(event.clipboardData?.getData('text/plain') ?? '');
  };
  return {
    copy: () => void document.execCommand('copy'),
    cut: () => void document.execCommand('cut'),
    paste() {
      if (copied !== undefined) paste(copied);
      else toast.failed(`To paste cells of another notebook, press ${printKey('mod+v')}.`);
    },
    listen() {
      document.addEventListener('copy', take);
      document.addEventListener('cut', onCut);
      document.addEventListener('paste', onPaste);
      return () => {
        document.removeEventListener('copy', take);
        document.removeEventListener('cut', onCut);
        document.removeEventListener('paste', onPaste);
      };
    },
  };
}
