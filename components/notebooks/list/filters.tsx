import { Search } from 'lucide-react';
import type { ApiOutput } from '@/components/api';
import { Select, TextInput } from '@/components/ui/field';
import styles from './list.module.css';
import type { Choice } from './use-choice';

export type NotebookLabels = ApiOutput['notebooks']['labels'];

const kinds = [
  { value: '', label: 'Every kind' },
  { value: 'own', label: 'Made here' },
  { value: 'example', label: 'Examples' },
  { value: 'monitoring', label: 'Monitoring' },
] as const;

/** What is looked for, and by what the list is narrowed; a filter that has nothing to choose from is left out. */
export function Filters(props: {
  choice: Choice;
  text: string;
  labels?: NotebookLabels;
  onText(text: string): void;
  onChoose(change: Partial<Choice>): void;
}) {
  const { choice, text, labels, onText, onChoose } = props;
  const [tag = ''] = choice.tags;
  const tags = labels?.tags ?? [];
  const people = labels?.people ?? [];
  return (
    <search className={styles.filters}>
      <span className={styles.search}>
        <Search size={15} aria-hidden />
        <TextInput
          type="search"
          placeholder="Find in titles, text and code"
          aria-label="Find in titles, text and code"
          value={text}
          onChange={(event) => onText(event.target.value)}
        />
      </span>
      {tags.length > 0 && (
        <Select
          aria-label="Tag"
          value={tag}
          onChange={(value) => onChoose({ tags: value ? [value] : [] })}
          options={[
            { value: '', label: 'Every tag' },
            ...tags.map((one) => ({ value: one.tag, label: `${one.tag} (${one.notebooks})` })),
          ]}
        />
      )}
      {people.length > 1 && (
        <Select
          aria-label="Made by"
          value={choice.by}
          onChange={(by) => onChoose({ by })}
          options={[
            { value: '', label: 'Everybody' },
            ...people.map(({ id, name, notebooks }) => ({ value: id, label: `${name} (${notebooks})` })),
          ]}
        />
      )}
      <Select
        aria-label="Kind"
        value={choice.kind}
        onChange={(value) => onChoose({ kind: kinds.find((kind) => kind.value === value)?.value ?? '' })}
        options={kinds}
      />
      <Select
        aria-label="Order"
        value={choice.sort}
        onChange={(value) => onChoose({ sort: value === 'title' ? 'title' : 'changed' })}
        options={[
          { value: 'changed', label: 'Changed last' },
          { value: 'title', label: 'By title' },
        ]}
      />
    </search>
  );
}
