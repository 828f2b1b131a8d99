import { useEffect, useRef, useState } from 'react';
import { pictureOf } from './format-cell';
import styles from './table-view.module.css';

/** A picture in its row; what it is, where the bytes are none that the browser draws. */
export function PictureCell({ bytes: read, text }: { bytes: unknown; text: string | null | undefined }) {
  const [url, setUrl] = useState<string>();
  const bytes = useSame(read);
  useEffect(() => {
    const type = pictureOf(bytes);
    if (!type) return setUrl(undefined);
    // Arrow's bytes are views of a table that this thread owns.
    const made = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes]);
  if (!url) return text ?? <span className={styles.missing}>null</span>;
  return (
    // biome-ignore lint/performance/noImgElement: a Blob of this tab, inside the frame
    <img
      className={styles.picture}
      src={url}
      alt={text ?? ''}
      title={text ?? undefined}
      onError={() => setUrl(undefined)}
    />
  );
}

/** A column gives another view of the same bytes each time that it is asked: the first one stands for all, so that a picture loads once. */
function useSame(bytes: unknown): unknown {
  const kept = useRef(bytes);
  const before = kept.current;
  const isSame =
    bytes instanceof Uint8Array &&
    before instanceof Uint8Array &&
    bytes.buffer === before.buffer &&
    bytes.byteOffset === before.byteOffset &&
    bytes.length === before.length;
  if (!isSame) kept.current = bytes;
  return kept.current;
}
