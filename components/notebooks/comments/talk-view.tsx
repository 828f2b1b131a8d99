import { Check, Pencil, RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import { CommentText } from './comment-text';
import styles from './comments.module.css';
import { Composer } from './composer';
import type { Comment, Comments, Talk } from './use-comments';

/** One talk: at which cell, what was said, and where to answer. */
export function TalkView(props: {
  talk: Talk;
  comments: Comments;
  people: readonly string[];
  /** The cell in words; undefined where it is gone. */
  cell?: string;
  onGo(): void;
}) {
  const { talk, comments, people, cell, onGo } = props;
  const [isAnswering, setAnswering] = useState(false);
  const isResolved = talk.resolvedAt !== null;
  return (
    <li className={styles.talk} data-resolved={isResolved || undefined}>
      <header className={styles.talkHead}>
        {cell === undefined ? (
          <span className={styles.gone} title={talk.quote}>
            on a deleted cell{talk.quote && `: ${talk.quote.split('\n')[0]}`}
          </span>
        ) : (
          <button type="button" className={styles.place} onClick={onGo}>
            {cell}
          </button>
        )}
        <IconButton
          label={isResolved ? 'Open it again' : 'Resolve'}
          icon={isResolved ? RotateCcw : Check}
          onClick={() => void comments.resolve(talk.id, !isResolved)}
        />
      </header>
      <ol className={styles.said}>
        {talk.comments.map((comment) => (
          <Said key={comment.id} comment={comment} comments={comments} people={people} />
        ))}
      </ol>
      {talk.resolvedBy && <p className={styles.resolved}>Resolved by {talk.resolvedBy}</p>}
      {isAnswering ? (
        <Composer
          label="Answer"
          send="Answer"
          people={people}
          takesFocus
          onCancel={() => setAnswering(false)}
          onSend={async (text) => {
            const isTaken = await comments.add({ threadId: talk.id, cellId: talk.cellId }, text);
            if (isTaken) setAnswering(false);
            return isTaken;
          }}
        />
      ) : (
        <Button variant="quiet" onClick={() => setAnswering(true)}>
          Answer
        </Button>
      )}
    </li>
  );
}

function Said(props: { comment: Comment; comments: Comments; people: readonly string[] }) {
  const { comment, comments, people } = props;
  const { id, text, author, mentions, createdAt, editedAt, isOwn, isUnread } = comment;
  const [isEditing, setEditing] = useState(false);
  return (
    <li className={styles.comment} data-unread={isUnread || undefined}>
      <div className={styles.by}>
        {isUnread && <span className={styles.unread} role="img" aria-label="Not read yet" />}
        <strong>{author}</strong> <Time value={createdAt} />
        {editedAt && ' · changed'}
        {isOwn && !isEditing && (
          <span className={styles.own}>
            <IconButton label="Change this comment" icon={Pencil} onClick={() => setEditing(true)} />
            <IconButton label="Delete this comment" icon={Trash2} onClick={() => void comments.remove(id)} />
          </span>
        )}
      </div>
      {isEditing ? (
        <Composer
          label="Change the comment"
          send="Save"
          text={text}
          people={people}
          takesFocus
          onCancel={() => setEditing(false)}
          onSend={async (next) => {
            const isTaken = await comments.edit(id, next);
            if (isTaken) setEditing(false);
            return isTaken;
          }}
        />
      ) : (
        <CommentText text={text} mentions={mentions} />
      )}
    </li>
  );
}
