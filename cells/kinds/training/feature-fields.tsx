import { columnIcons } from '@/components/ui/column-icons';
import { columnTone, type NamedColumn } from '../kind-editor';
import styles from './training.module.css';

/** Which columns a model learns from: all others until some are named. */
export function Features({
  chosen,
  columns,
  onChange,
}: {
  chosen: unknown;
  columns: readonly NamedColumn[];
  onChange(features: readonly string[] | undefined): void;
}) {
  const all = columns.map(({ name }) => name);
  const isChosen = new Set(Array.isArray(chosen) ? chosen : all);
  const choose = (name: string, isWanted: boolean) => {
    const next = all.filter((one) => (one === name ? isWanted : isChosen.has(one)));
    if (next.length > 0) onChange(next.length === all.length ? undefined : next);
  };
  if (columns.length === 0)
    return <p className={styles.about}>Run the cell that gives the data to see its columns.</p>;
  return (
    <fieldset className={styles.features}>
      <legend className={styles.about}>
        <button type="button" onClick={() => onChange(undefined)}>
          All
        </button>
        {' · '}
        <button type="button" onClick={() => all[0] && onChange([all[0]])}>
          Only the first
        </button>
      </legend>
      {columns.map(({ name, type }) => {
        const Icon = columnIcons[columnTone(type)];
        return (
          <label key={name}>
            <input
              type="checkbox"
              checked={isChosen.has(name)}
              onChange={(event) => choose(name, event.target.checked)}
            />
            <Icon size={13} aria-hidden /> {name}
          </label>
        );
      })}
    </fieldset>
  );
}

export const describeFeatures = (chosen: unknown, all: number) =>
  Array.isArray(chosen) ? `${chosen.length}${all > 0 ? ` of ${all}` : ''}` : 'all other columns';

/** The features but one; undefined when none is left, which is all others. */
export function without(features: unknown, name: string): readonly unknown[] | undefined {
  if (!Array.isArray(features)) return undefined;
  const rest = features.filter((one) => one !== name);
  return rest.length > 0 ? rest : undefined;
}
