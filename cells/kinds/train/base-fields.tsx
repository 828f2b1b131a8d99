import type { BaseAbout } from '@/cells/ml/transfer/describe-base';
import { Field, Select } from '@/components/ui/field';
import type { NamedBase } from '../kind-editor';
import type { OptionWords } from '../training/option-words';
import styles from './editor.module.css';

/** What the form knows of the base of a network, and how it is chosen. */
export interface ChosenBase {
  /** The name of the value that it is. */
  readonly name: string | undefined;
  readonly bases: readonly NamedBase[];
  choose(name: string | undefined): void;
}

/** Which model a network learns on top of, and the layer where that is cut. */
export function BaseFields({
  base: { name, bases, choose },
  words,
  cut,
  onCut,
}: {
  base: ChosenBase;
  /** Of `cut`; undefined while no base is chosen. */
  words: OptionWords | undefined;
  cut: unknown;
  onCut(cut: string | undefined): void;
}) {
  const known = bases.find((one) => one.name === name);
  const names = [...new Set([...bases.map((one) => one.name), ...(name ? [name] : [])])];
  return (
    <>
      <Field
        label="Base"
        hint={
          bases.length > 0
            ? 'A TensorFlow.js model that another cell has read: it answers each picture, and the layers learn from its answers.'
            : 'Drop a TensorFlow.js model on the notebook (its folder, a zip, or model.json and its weights), run the query of it, and choose it here.'
        }
      >
        <Select
          value={name ?? ''}
          options={[{ value: '', label: 'none' }, ...names.map((one) => ({ value: one, label: one }))]}
          onChange={(next) => choose(next || undefined)}
        />
      </Field>
      {words && (
        <Field label={words.label} hint={words.help}>
          <Select
            value={typeof cut === 'string' ? cut : ''}
            options={cutsOf(known?.about, cut)}
            onChange={(next) => onCut(next || undefined)}
          />
        </Field>
      )}
      {known?.fault && (
        <p data-wide role="alert" className={styles.fault}>
          {known.fault}
        </p>
      )}
      {known?.about && (
        <p data-wide className={styles.about}>
          {sayBase(known.about)}
        </p>
      )}
    </>
  );
}

/** The layers with what they give, the last first: those are what a network learns from. */
function cutsOf(about: BaseAbout | undefined, cut: unknown) {
  const usual = about && (about.usualCut || undefined);
  const layers = about?.layers.toReversed() ?? [];
  const isKnown = layers.some(({ name }) => name === cut);
  return [
    { value: '', label: usual ? `by itself: ${usual}` : 'by itself' },
    ...(typeof cut === 'string' && cut !== '' && !isKnown ? [{ value: cut, label: cut }] : []),
    ...layers.map(({ name, type, shape }) => ({
      value: name,
      label: `${name} · ${shape ? shape.map((size) => size ?? 'any').join(' × ') : type}`,
    })),
  ];
}

const sayBase = ({ kind, size, channels, layers }: BaseAbout): string =>
  `${layers.length} ${kind === 'graph' ? 'operations of a graph, all of which stay as they are' : 'layers'}. ` +
  `It sees pictures of ${size === null ? 'any size' : `${size} × ${size} pixels`}, ${channels === 1 ? 'grey' : 'in colour'}.`;
