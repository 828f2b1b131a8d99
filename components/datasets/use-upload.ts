import { useCallback, useEffect, useRef, useState } from 'react';
import { errorMessage } from '@/components/api';
import { type UploadedVersion, uploadFile } from './upload-file';

export type UploadState =
  | { readonly phase: 'idle' }
  /** `fraction` of the pictures in a zip has been read. */
  | { readonly phase: 'reading'; readonly fileName: string; readonly fraction: number }
  /** `fraction` of the bytes has been sent; at 1 the server reads the file. */
  | { readonly phase: 'sending'; readonly fileName: string; readonly fraction: number }
  | { readonly phase: 'failed'; readonly fileName: string; readonly message: string };

/** One upload at a time, which can be cancelled and ends when its place on the page goes. */
export function useUpload() {
  const [state, setState] = useState<UploadState>({ phase: 'idle' });
  const controller = useRef<AbortController>(undefined);

  const cancel = useCallback(() => {
    controller.current?.abort();
    setState({ phase: 'idle' });
  }, []);
  useEffect(() => () => controller.current?.abort(), []);

  /** Undefined when it failed or was cancelled; the state says which. */
  const upload = useCallback(
    async (
      file: File,
      name?: string,
      notebookId?: string,
      part?: string,
    ): Promise<UploadedVersion | undefined> => {
      controller.current?.abort();
      const mine = new AbortController();
      controller.current = mine;
      setState({ phase: 'sending', fileName: file.name, fraction: 0 });
      try {
        const uploaded = await uploadFile(file, {
          name,
          notebookId,
          part,
          signal: mine.signal,
          onRead: (fraction) => {
            if (!mine.signal.aborted) setState({ phase: 'reading', fileName: file.name, fraction });
          },
          onProgress: (fraction) => {
            if (!mine.signal.aborted) setState({ phase: 'sending', fileName: file.name, fraction });
          },
        });
        if (mine.signal.aborted) return undefined;
        setState({ phase: 'idle' });
        return uploaded;
      } catch (error) {
        if (!mine.signal.aborted)
          setState({ phase: 'failed', fileName: file.name, message: errorMessage(error) });
        return undefined;
      }
    },
    [],
  );

  return { state, upload, cancel };
}
