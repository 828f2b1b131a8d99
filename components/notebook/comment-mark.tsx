import { MessageSquare } from 'lucide-react';
import { useCallback, useSyncExternalStore } from 'react';
import styles from './cell.module.css';
import { useNotebook } from './notebook-context';

/** How many talks are open at a cell, quietly; the page shows them. */
export function CommentMark({ id }: { id: number }) {
  const { comments } = useNotebook().services;
  const count = useSyncExternalStore(
    comments.subscribe,
    useCallback(() => comments.count(id), [comments, id]),
  );
  if (count === 0) return null;
  const words = count === 1 ? 'One comment' : `${count} comments`;
  return (
    <button
      type="button"
      className={styles.comments}
      aria-label={`${words} on this cell`}
      title={words}
      onClick={() => comments.ask(id)}
    >
      <MessageSquare size={13} aria-hidden /> {count}
    </button>
  );
}
