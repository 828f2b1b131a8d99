import { readWords, type Stretch } from './comment-words';
import styles from './comments.module.css';

/** A comment as it was written, with the names that it calls. */
export function CommentText({ text, mentions }: { text: string; mentions: readonly string[] }) {
  return (
    <p className={styles.text}>
      {readWords(text, mentions).map((stretch, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: stretches have no identity but their place
        <Words key={place} stretch={stretch} />
      ))}
    </p>
  );
}

function Words({ stretch: { kind, text } }: { stretch: Stretch }) {
  switch (kind) {
    case 'text':
      return text;
    case 'strong':
      return <strong>{text}</strong>;
    case 'emphasis':
      return <em>{text}</em>;
    case 'code':
      return <code>{text}</code>;
    case 'mention':
      return <span className={styles.mention}>{text}</span>;
    case 'link':
      return (
        <a href={text} target="_blank" rel="noopener noreferrer nofollow">
          {text}
        </a>
      );
  }
}
