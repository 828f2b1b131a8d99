import { textOptions } from '@/cells/ml/text/text-options';
import { CommittedNumber } from '@/components/ui/committed-input';
import { Field, Select } from '@/components/ui/field';
import { FormGrid, MoreFields } from '@/components/ui/form-grid';
import { columnTone, type NamedColumn } from '../kind-editor';
import { isRecord, type Options, orMissing, withoutMissing } from './option-values';
import styles from './training.module.css';

/** Which columns are read as texts, and how. Nothing where no column holds text. */
export function TextFields({
  text,
  columns,
  onChange,
}: {
  text: unknown;
  /** The features. */
  columns: readonly NamedColumn[];
  onChange(text: Options | undefined): void;
}) {
  const texts = columns.filter(({ type }) => columnTone(type) === 'text').map(({ name }) => name);
  const own = isRecord(text) ? text : {};
  if (texts.length === 0 && Object.keys(own).length === 0) return null;
  const named = Array.isArray(own.columns) ? own.columns.map(String) : undefined;
  const set = (change: Options) => onChange(orMissing(withoutMissing({ ...own, ...change })));
  const [shortest = 1, longest = 1] = Array.isArray(own.ngrams) ? own.ngrams.map(Number) : [];
  return (
    <MoreFields label={`Texts: ${describeTexts(named)}`}>
      <FormGrid>
        <Field label="Columns" hint="Found: three words or more on average, and many different ones.">
          <Select
            value={named === undefined ? 'found' : named.length === 0 ? 'none' : 'named'}
            options={[
              { value: 'found', label: 'found' },
              { value: 'none', label: 'none' },
              { value: 'named', label: 'chosen here' },
            ]}
            onChange={(next) =>
              set({ columns: next === 'found' ? undefined : next === 'none' ? [] : texts.slice(0, 1) })
            }
          />
        </Field>
        {named !== undefined && named.length > 0 && (
          <fieldset data-wide className={styles.features}>
            <legend className={styles.about}>Read as text</legend>
            {texts.map((name) => (
              <label key={name}>
                <input
                  type="checkbox"
                  checked={named.includes(name)}
                  onChange={(event) =>
                    set({
                      columns: texts.filter((one) =>
                        one === name ? event.target.checked : named.includes(one),
                      ),
                    })
                  }
                />
                {name}
              </label>
            ))}
          </fieldset>
        )}
        <Field label="Read as" hint="Pieces of words forgive spelling.">
          <Select
            value={own.analyzer === 'characters' ? 'characters' : 'words'}
            options={[
              { value: 'words', label: 'words' },
              { value: 'characters', label: 'pieces of words' },
            ]}
            onChange={(next) =>
              set(
                next === 'characters'
                  ? { analyzer: 'characters', ngrams: [3, 5] }
                  : { analyzer: undefined, ngrams: undefined },
              )
            }
          />
        </Field>
        <Field label="Shortest run" hint="Words, or characters, that are counted together.">
          <CommittedNumber
            value={shortest}
            onCommit={(next) => isCount(next) && set({ ngrams: [next, Math.max(next, longest)] })}
          />
        </Field>
        <Field label="Longest run">
          <CommittedNumber
            value={longest}
            onCommit={(next) => isCount(next) && set({ ngrams: [Math.min(shortest, next), next] })}
          />
        </Field>
        <Field label="Numbers" hint="That each text becomes. More tell more words apart, and are slower.">
          <CommittedNumber
            value={typeof own.buckets === 'number' ? own.buckets : undefined}
            placeholder={String(textOptions.shape.buckets.parse(undefined))}
            onCommit={(buckets) => set({ buckets })}
          />
        </Field>
        <Field label="Weighting" hint="tf-idf: what stands in many rows counts less.">
          <Select
            value={own.weighting === 'tf' ? 'tf' : 'tf-idf'}
            options={[
              { value: 'tf-idf', label: 'tf-idf' },
              { value: 'tf', label: 'tf' },
            ]}
            onChange={(next) => set({ weighting: next === 'tf' ? 'tf' : undefined })}
          />
        </Field>
      </FormGrid>
    </MoreFields>
  );
}

const isCount = (value: number | undefined): value is number =>
  value !== undefined && Number.isInteger(value) && value >= 1;

function describeTexts(named: readonly string[] | undefined): string {
  if (named === undefined) return 'found by themselves';
  return named.length === 0 ? 'none' : named.join(', ');
}
