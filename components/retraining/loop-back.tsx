import Link from 'next/link';
import styles from './loop-back.module.css';
import { TurnBadge } from './turn-badge';
import { type Retraining, turnPath } from './use-retraining';

/** The way back in the picture of the loop: what starts it, and its last turns, the newest at the left. */
export function LoopBack({ model, retraining }: { model: string; retraining?: Retraining }) {
  if (!retraining) return <>retraining</>;
  const { rule, turns } = retraining;
  return (
    <span className={styles.back}>
      <span>{rule.enabled ? `retrained ${sayCauses(rule)}` : 'retrained by hand'}</span>
      {turns.slice(0, 3).map((turn) => (
        <Link
          key={turn.id}
          href={turnPath(model, turn.number)}
          className={styles.turn}
          title={turn.causeWords}
        >
          turn {turn.number} <TurnBadge state={turn.state} />
        </Link>
      ))}
    </span>
  );
}

/** In few words: the picture has one line for it. */
const sayCauses = ({ when }: Retraining['rule']) =>
  [
    when.schedule && 'by the clock',
    when.alerts && 'on alerts',
    when.labels !== null && 'on labels',
    when.newData && 'on new data',
  ]
    .filter(Boolean)
    .join(', ');
