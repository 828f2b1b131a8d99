import { useEffect, useRef, useState } from 'react';
import type { ChangedFile } from '@/cells/bridge/notebook-files';
import { fileNameRule, isNewFileName } from '@/cells/document/file-lock';
import { errorMessage } from '@/components/api';
import { formatCount } from '@/components/ui/format';
import { toast } from '@/components/ui/toast';
import type { NotebookSession } from '../notebook-session';
import { sendFile } from './send-file';

/** A file on its way, or why it did not come. */
export interface Sending {
  readonly name: string;
  readonly fraction: number;
  readonly problem?: string;
}

/** Adds, replaces, renames and removes files of the open notebook; each can be taken back. Sends end with the panel. */
export function useFiles(notebookId: string, session: NotebookSession) {
  const [sendings, setSendings] = useState<readonly Sending[]>([]);
  const sends = useRef(new Map<string, AbortController>());
  useEffect(() => {
    const running = sends.current;
    return () => {
      for (const send of running.values()) send.abort();
    };
  }, []);

  const change = (changes: readonly ChangedFile[], said: string, back: readonly ChangedFile[]) => {
    session.order('files', { changes: [...changes] });
    toast.done(said, () => session.order('files', { changes: [...back] }));
  };
  const tell = (sending: Sending) =>
    setSendings((before) => [...before.filter(({ name }) => name !== sending.name), sending]);
  const forget = (name: string) => {
    sends.current.get(name)?.abort();
    sends.current.delete(name);
    setSendings((before) => before.filter((each) => each.name !== name));
  };

  /** Undefined where it did not come. */
  const send = async (file: Blob, name: string): Promise<ChangedFile | undefined> => {
    sends.current.get(name)?.abort();
    const mine = new AbortController();
    sends.current.set(name, mine);
    tell({ name, fraction: 0 });
    try {
      if (!isNewFileName(name) && !session.get().files.has(name))
        throw new Error(`${name} is no name that a file here can have. ${fileNameRule}`);
      const kept = await sendFile(file, {
        ...{ notebookId, name, signal: mine.signal },
        onProgress: (fraction) => !mine.signal.aborted && tell({ name, fraction }),
      });
      forget(name);
      return { name, file: kept };
    } catch (error) {
      if (!mine.signal.aborted) tell({ name, fraction: 0, problem: errorMessage(error) });
      return undefined;
    }
  };

  return {
    sendings,
    forget,
    /** Those whose names are there already take their places. `as`: the name of the one file. */
    async add(files: readonly File[], as?: string) {
      const sent: ChangedFile[] = [];
      for (const file of files) {
        const changed = await send(file, as ?? file.name.normalize());
        if (changed) sent.push(changed);
      }
      // One that is what it was says nothing.
      const listed = session.get().files;
      const changes = sent.filter(({ name, file }) => listed.get(name)?.hash !== file?.hash);
      const [first] = changes;
      if (!first) {
        const [same] = sent;
        if (same) toast.done(`${same.name} is what it was: nothing changed.`);
        return;
      }
      const replaced = changes.filter(({ name }) => listed.has(name)).length;
      const did = replaced === changes.length ? 'replaced' : replaced > 0 ? 'added or replaced' : 'added';
      const what = changes.length === 1 ? first.name : formatCount(changes.length, 'file');
      change(
        changes,
        `${what} ${did}.`,
        changes.map(({ name }) => ({ name, file: listed.get(name) })),
      );
    },
    rename(from: string, name: string) {
      const file = session.get().files.get(from);
      if (!file || from === name) return;
      change([{ name, from, file }], `${from} is now ${name}, also where cells name it.`, [
        { name: from, from: name, file },
      ]);
    },
    remove(name: string) {
      const file = session.get().files.get(name);
      if (file) change([{ name }], `${name} removed.`, [{ name, file }]);
    },
  };
}

export type Files = ReturnType<typeof useFiles>;
