import { Minus, Plus, RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ApiOutput } from '@/components/api';
import { formatCount } from '@/components/ui/format';
import styles from './compare.module.css';

type Schema = ApiOutput['datasets']['diff']['schema'];

/** Columns that came, went or changed their type. */
export function ComparedSchema({ schema, shared }: { schema: Schema; shared: number }) {
  const { added, removed, retyped, reordered } = schema;
  const isSame = added.length + removed.length + retyped.length === 0;
  return (
    <>
      {isSame ? (
        <p>
          The same {formatCount(shared, 'column')}, of the same types
          {reordered ? ', in another order' : ''}.
        </p>
      ) : (
        <ul className={styles.schema}>
          {added.map(({ name, type }) => (
            <Line key={name} glyph={<Plus size={14} aria-hidden />} name={name} what="added">
              <code>{type}</code>
            </Line>
          ))}
          {removed.map(({ name, type }) => (
            <Line key={name} glyph={<Minus size={14} aria-hidden />} name={name} what="removed">
              <code>{type}</code>
            </Line>
          ))}
          {retyped.map(({ name, typeBefore, typeAfter }) => (
            <Line key={name} glyph={<RefreshCw size={14} aria-hidden />} name={name} what="of another type">
              <code>{typeBefore}</code> → <code>{typeAfter}</code>
            </Line>
          ))}
        </ul>
      )}
      {!isSame && (
        <p className={styles.quiet}>
          {formatCount(shared, 'column')} in both
          {reordered ? ', in another order' : ''}.
        </p>
      )}
    </>
  );
}

const Line = ({
  glyph,
  name,
  what,
  children,
}: {
  glyph: ReactNode;
  name: string;
  what: string;
  children: ReactNode;
}) => (
  <li>
    {glyph}
    <strong>{name}</strong>
    <span className={styles.quiet}>{what}</span>
    <span>{children}</span>
  </li>
);
