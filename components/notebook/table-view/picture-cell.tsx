import { useEffect, useState } from 'react';
import { pictureOf } from './format-cell';
import styles from './table-view.module.css';

/** A picture in its row; what it is, where the bytes are none that the browser draws. */
export function PictureCell({ bytes, text }: { bytes: unknown; text: string | null | undefined }) {
  const [url, setUrl] = useState<string>();
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
