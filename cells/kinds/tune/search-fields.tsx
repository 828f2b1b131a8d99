import { X } from 'lucide-react';
import { z } from 'zod';
import { learnersAbout, type SearchableLearner } from '@/cells/ml/learners-about';
import { baseOptions } from '@/cells/ml/transfer/base-options';
import { usualSteps } from '@/cells/ml/tuning/grid-sampler';
import { usualSearch } from '@/cells/ml/tuning/usual-search';
import { IconButton } from '@/components/ui/button';
import { CommittedInput, CommittedNumber } from '@/components/ui/committed-input';
import { Select } from '@/components/ui/field';
import { optionGroups } from '../training/option-words';
import styles from './editor.module.css';

type Searched = Readonly<Record<string, unknown>>;

/** The options of one learner that are searched, each with its range or its choices. */
export function SearchFields({
  learner,
  searched,
  isGrid,
  onChange,
}: {
  learner: SearchableLearner;
  searched: Searched;
  /** Ranges say how many values of theirs are tried. */
  isGrid: boolean;
  onChange(searched: Searched): void;
}) {
  const words = Object.assign({}, ...optionGroups[learner].map(({ options }) => options));
  const set = (name: string, value: unknown) =>
    onChange(
      Object.fromEntries(
        Object.entries({ ...searched, [name]: value }).filter(([, one]) => one !== undefined),
      ),
    );
  const known = optionsOf(learner);
  const others = searchableOptions(learner).filter(({ name }) => !(name in searched));
  return (
    <fieldset data-wide className={styles.search}>
      <legend>{learnersAbout[learner].label}</legend>
      {Object.keys(searched).length === 0 && (
        <p className={styles.about}>
          As it is, in one trial. {others.length > 0 && 'Add an option to search it.'}
        </p>
      )}
      <ul>
        {Object.entries(searched).map(([name, value]) => (
          <li key={name}>
            <span className={styles.option} title={words[name]?.help}>
              {words[name]?.label ?? name}
            </span>
            <Domain
              label={words[name]?.label ?? name}
              value={value}
              isList={known[name]?.type === 'array'}
              isGrid={isGrid}
              onChange={(next) => set(name, next)}
            />
            <IconButton
              icon={X}
              label={`Do not search ${words[name]?.label ?? name}`}
              onClick={() => set(name, undefined)}
            />
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <Select
          className={styles.add}
          aria-label={`Search another option of ${learnersAbout[learner].label}`}
          value=""
          options={[
            { value: '', label: 'Search another option …' },
            ...others.map(({ name }) => ({ value: name, label: words[name]?.label ?? name })),
          ]}
          onChange={(name) => {
            const option = others.find((one) => one.name === name);
            if (option) set(name, usualSearch[learner][name] ?? option.first);
          }}
        />
      )}
    </fieldset>
  );
}

/** A range with its scale, or a list of choices. */
function Domain({
  label,
  value,
  isList,
  isGrid,
  onChange,
}: {
  label: string;
  value: unknown;
  /** Each choice is a list of numbers. */
  isList: boolean;
  isGrid: boolean;
  onChange(value: unknown): void;
}) {
  const domain: Searched = typeof value === 'object' && value !== null ? { ...value } : {};
  if (Array.isArray(domain.oneOf))
    return (
      <CommittedInput
        aria-label={`Choices of ${label}`}
        className={styles.choices}
        value={domain.oneOf.map(sayChoice).join(', ')}
        onCommit={(text) => {
          const oneOf = readChoices(text, isList);
          if (oneOf.length > 0) onChange({ oneOf });
        }}
      />
    );
  const number = (key: 'from' | 'to' | 'steps') => (
    <CommittedNumber
      aria-label={`${label} ${key}`}
      value={typeof domain[key] === 'number' ? domain[key] : undefined}
      placeholder={key === 'steps' ? `${usualSteps} values` : undefined}
      onCommit={(next) => (next !== undefined || key === 'steps') && onChange({ ...domain, [key]: next })}
    />
  );
  return (
    <span className={styles.range} data-grid={isGrid || undefined}>
      {number('from')}
      <span aria-hidden>to</span>
      {number('to')}
      <Select
        aria-label={`Scale of ${label}`}
        value={domain.scale === 'log' ? 'log' : 'linear'}
        options={[
          { value: 'linear', label: 'evenly' },
          { value: 'log', label: 'by factors' },
        ]}
        onChange={(scale) => onChange({ ...domain, scale: scale === 'log' ? 'log' : undefined })}
      />
      {isGrid && number('steps')}
    </span>
  );
}

/** A list of layers is written as one word: 64-32. */
const sayChoice = (value: unknown) => (Array.isArray(value) ? value.join('-') : String(value));

/** Choices as they are written in one field, with commas between. */
export function readChoices(text: string, isList: boolean): unknown[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      if (isList) return part.split('-').map(Number);
      if (part === 'true' || part === 'false') return part === 'true';
      return Number.isFinite(Number(part)) ? Number(part) : part;
    });
}

interface JsonOption {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
}

function optionsOf(learner: SearchableLearner): Readonly<Record<string, JsonOption>> {
  const { properties = {} } = z.toJSONSchema(learnersAbout[learner].options, { io: 'input' });
  return properties as Readonly<Record<string, JsonOption>>; // JSON Schema's own shape
}

/** Numbers and words of a learner, with a first range around what they usually are. */
function searchableOptions(learner: SearchableLearner): readonly { name: string; first: unknown }[] {
  return Object.entries(optionsOf(learner)).flatMap<{
    name: string;
    first: unknown;
  }>(([name, option]) => {
    // A search has no base.
    if (name in baseOptions) return [];
    if (option.enum) return [{ name, first: { oneOf: option.enum } }];
    if (usualSearch[learner][name]) return [{ name, first: usualSearch[learner][name] }];
    if (option.type !== 'number' && option.type !== 'integer') return [];
    const usual = typeof option.default === 'number' ? option.default : 1;
    const low = Math.max(option.minimum ?? 0, usual === 0 ? 0 : usual / 4);
    const high = Math.min(option.maximum ?? Number.POSITIVE_INFINITY, usual === 0 ? 1 : usual * 4);
    const round = (value: number) => (option.type === 'integer' ? Math.round(value) : value);
    return low < high ? [{ name, first: { from: round(low), to: round(high) } }] : [];
  });
}
