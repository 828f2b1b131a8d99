import { useState } from 'react';
import {
  type Counterfactuals,
  findCounterfactuals,
  type Wanted,
} from '@/cells/ml/explaining/counterfactuals';
import type { JudgedModel } from '@/cells/ml/judging/judged-rows';
import type { Columns } from '@/cells/ml/model';
import { findColumn } from '@/cells/ml/read-table';
import { Button } from '@/components/ui/button';
import { CommittedNumber } from '@/components/ui/committed-input';
import { Checkbox, Field, Select } from '@/components/ui/field';
import { formatMetric, formatNumber } from '@/components/ui/format';
import { sayInput } from '../explanation/say-input';
import { usePersonalColumns } from '../personal-columns';
import styles from './judgement.module.css';

/** The nearest rows with another answer: few inputs changed, none of those that may not. */
export function WhatWouldChange({
  model,
  known,
  row,
  onTake,
}: {
  model: JudgedModel;
  known: Columns;
  row: Columns;
  onTake(row: Columns): void;
}) {
  const { signature } = model;
  const classes = signature.output.classes;
  const [label, setLabel] = useState(classes?.[1] ?? '');
  const [ends, setEnds] = useState<{ low?: number; high?: number }>({});
  const [fixed, setFixed] = useState<readonly string[]>([]);
  const [result, setResult] = useState<Counterfactuals & { readonly from: Columns }>();
  const [problem, setProblem] = useState<string>();
  const [isAsking, setAsking] = useState(false);
  const search = async () => {
    const wanted: Wanted = classes
      ? { is: 'class', label }
      : {
          is: 'range',
          low: ends.low ?? Number.NEGATIVE_INFINITY,
          high: ends.high ?? Number.POSITIVE_INFINITY,
        };
    setAsking(true);
    setProblem(undefined);
    setResult(undefined);
    try {
      const predict = (rows: Columns) => model.predict(rows);
      setResult({
        ...(await findCounterfactuals(predict, row, { signature, known, wanted, fixed })),
        from: row,
      });
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setAsking(false);
    }
  };
  const isUnsaid = !classes && ends.low === undefined && ends.high === undefined;
  return (
    <section>
      <h4 className={styles.part}>What would change the answer</h4>
      <div className={styles.choices}>
        {classes ? (
          <Field label="Wanted answer">
            <Select
              value={label}
              onChange={setLabel}
              options={classes.map((one) => ({ value: one, label: one }))}
            />
          </Field>
        ) : (
          <>
            <Field label={`${signature.output.name} from`}>
              <CommittedNumber value={ends.low} onCommit={(low) => setEnds({ ...ends, low })} />
            </Field>
            <Field label="to">
              <CommittedNumber value={ends.high} onCommit={(high) => setEnds({ ...ends, high })} />
            </Field>
          </>
        )}
        <Button onClick={search} busy={isAsking} disabled={isUnsaid}>
          Find changes
        </Button>
      </div>
      <fieldset className={styles.fixed}>
        <legend className={styles.hint}>May not change</legend>
        {signature.inputs.map(({ name }) => (
          <Checkbox
            key={name}
            label={name}
            checked={fixed.includes(name)}
            onChange={(isFixed) =>
              setFixed(isFixed ? [...fixed, name] : fixed.filter((other) => other !== name))
            }
          />
        ))}
      </fieldset>
      <div aria-live="polite">
        {problem && <p role="alert">{problem}</p>}
        {result && <Found result={result} onTake={onTake} />}
      </div>
    </section>
  );
}

function Found({
  result: { found, tried, isAlready, from },
  onTake,
}: {
  result: Counterfactuals & { readonly from: Columns };
  onTake(row: Columns): void;
}) {
  const personal = usePersonalColumns();
  const sayAt = (columns: Columns, name: string) => sayInput(findColumn(columns, name), 0, personal);
  if (isAlready) return <p>The row has that answer as it is.</p>;
  if (found.length === 0)
    return (
      <p>
        None found among {formatNumber(tried)} rows tried with values of the data. There may be one further
        away.
      </p>
    );
  return (
    <>
      <ul className={styles.definitions}>
        {found.map(({ changed, row, prediction }) => (
          <li key={changed.join()} className={styles.change}>
            <span>
              {changed.map((name, i) => (
                <span key={name}>
                  {i > 0 && ' and '}
                  {name} {sayAt(from, name)} → <strong>{sayAt(row, name)}</strong>
                </span>
              ))}{' '}
              <span className={styles.hint}>
                gives {typeof prediction === 'number' ? formatMetric(prediction) : prediction}
              </span>
            </span>
            <Button onClick={() => onTake(row)}>Take</Button>
          </li>
        ))}
      </ul>
      <p className={styles.note}>
        Fewest changes first, each as small as the data's values allow; {formatNumber(tried)} rows were tried.
        It says what the model would answer, not what would happen in the world.
      </p>
    </>
  );
}
