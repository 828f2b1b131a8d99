import styles from './try-box.module.css';

/** A picture to ask a model about: a file of this machine, as the `data:` URL that requests take. */
export function PictureInput({ value, onChange, ...given }: { value: string; onChange(text: string): void }) {
  const read = (file: File | undefined) => {
    if (!file) return;
    const reader = new FileReader();
    // The result of readAsDataURL is text.
    reader.onload = () => onChange(String(reader.result));
    reader.readAsDataURL(file);
  };
  return (
    <span className={styles.picture}>
      {/^data:image\/(png|jpeg);/.test(value) && (
        // biome-ignore lint/performance/noImgElement: the bytes are here, there is nothing to optimize
        <img src={value} alt="Shall be asked about" />
      )}
      <input
        {...given}
        type="file"
        accept="image/png,image/jpeg"
        onChange={(event) => read(event.target.files?.[0])}
      />
    </span>
  );
}
