import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { DataTable } from '@/components/ui/data-table';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, Select, TextInput } from '@/components/ui/field';
import { Time } from '@/components/ui/time';
import gateStyles from './gates.module.css';
import styles from './models.module.css';
import { checkPath } from './use-gates';

type Move = ApiOutput['models']['read']['history'][number];

function describe({ kind, from, to }: Move): string {
  if (to === null) return `removed from v${from}`;
  if (from === null) return `set to v${to}`;
  return `${kind === 'roll-back' ? 'rolled back' : 'moved'} from v${from} to v${to}`;
}

/** Every move of every alias, newest first, and where one stood at a moment. */
export function AliasHistory({ model, history }: { model: string; history: readonly Move[] }) {
  return (
    <>
      {history.length > 0 && (
        <StoodAt model={model} aliases={[...new Set(history.map(({ alias }) => alias))]} />
      )}
      <DataTable
        caption="Moves of aliases"
        rows={history}
        rowKey={(move) => move.id}
        empty={
          <p className={styles.note}>
            No alias was set yet. The first version that is ready becomes the champion.
          </p>
        }
        columns={[
          { key: 'alias', title: 'Alias', cell: (move) => move.alias },
          { key: 'what', title: 'What', cell: describe },
          { key: 'why', title: 'Why', wideOnly: true, cell: (move) => move.reason || '—' },
          { key: 'grounds', title: 'Gates', cell: (move) => <Grounds model={model} move={move} /> },
          { key: 'by', title: 'By', wideOnly: true, cell: (move) => move.by ?? '—' },
          { key: 'when', title: 'When', align: 'right', cell: (move) => <Time value={move.at} /> },
        ]}
      />
    </>
  );
}

function Grounds({ model, move: { grounds } }: { model: string; move: Move }) {
  if (!grounds) return '—';
  if (grounds.kind === 'stood-before') return 'stood there before';
  const words = grounds.kind === 'passed' ? 'passed' : 'overruled';
  if (!grounds.checkId) return words;
  return (
    <Link
      href={checkPath(model, grounds.checkId)}
      title={grounds.kind === 'overruled' ? grounds.refusal : undefined}
    >
      {words}
    </Link>
  );
}

const localNow = () => {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

function StoodAt({ model, aliases }: { model: string; aliases: readonly string[] }) {
  const [alias, setAlias] = useState(aliases.includes('champion') ? 'champion' : (aliases[0] ?? 'champion'));
  /** A minute as its field writes it; undefined for now. */
  const [at, setAt] = useState<string>();
  /** Its end, so that what moved in it counts. Asked again later, now is later too. */
  const endOfMinute = () => new Date(new Date(at ?? localNow()).getTime() + 59_999);
  const isDate = !Number.isNaN(endOfMinute().getTime());
  const stood = useQuery({
    queryKey: ['models', 'aliasAt', model, alias, at],
    queryFn: () => api.models.aliasAt.query({ model, alias, at: endOfMinute() }),
    enabled: isDate,
  });
  return (
    <div className={gateStyles.ask}>
      <Field label="Which alias">
        <Select
          value={alias}
          onChange={setAlias}
          options={aliases.map((value) => ({ value, label: value }))}
        />
      </Field>
      <Field label="stood where at">
        <TextInput
          type="datetime-local"
          value={at ?? localNow()}
          onChange={(event) => setAt(event.target.value)}
        />
      </Field>
      <p role="status">
        {stood.data &&
          (stood.data.version === null ? (
            <>Nowhere: there was no {alias} then.</>
          ) : (
            <>
              At <Link href={`/models/${model}/${stood.data.version}`}>version {stood.data.version}</Link>
              {stood.data.move && (
                <>
                  , since <Time value={stood.data.move.since} /> by {stood.data.move.by ?? 'somebody'}
                </>
              )}
              {stood.data.until && (
                <>
                  , until <Time value={stood.data.until} />
                </>
              )}
              .
            </>
          ))}
      </p>
      {stood.isError && <ErrorNotice message={errorMessage(stood.error)} />}
    </div>
  );
}
