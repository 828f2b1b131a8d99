import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { type HiddenLayer, hiddenLayer, networkOptions } from '@/cells/ml/learner-options';
import { Button, IconButton } from '@/components/ui/button';
import { CommittedNumber } from '@/components/ui/committed-input';
import { Select } from '@/components/ui/field';
import { formatNumber } from '@/components/ui/format';
import type { OptionWords } from '../training/option-words';
import styles from './editor.module.css';
import { ListField } from './list-fields';

type Layers = readonly (number | HiddenLayer)[];

const { layers: usual } = networkOptions.parse({});
const { layers: layersOption, activation: activationOption } = networkOptions.shape;
const activations = activationOption.unwrap().options;
const mostLayers = 10;
const newUnits = 32;

/** The hidden layers of a network in their order, each with its units and what it does otherwise than the rest. */
export function LayerFields({
  words,
  value,
  values,
  onChange,
}: {
  words: OptionWords;
  value: unknown;
  /** All options of the network: what holds for layers that say nothing of their own. */
  values: Readonly<Record<string, unknown>>;
  onChange(value: Layers | undefined): void;
}) {
  const [fault, setFault] = useState<string>();
  const given = layersOption.safeParse(value);
  const layers = (given.success ? given.data : usual).map(toLayer);
  const set = (next: readonly HiddenLayer[]) => {
    const wrong = next.findIndex((layer) => !hiddenLayer.safeParse(layer).success);
    if (wrong >= 0) {
      setFault(`Layer ${wrong + 1}: 1 to 4${thin}096 units, dropout from 0 to 0.9, L2 from 0 to 10.`);
      return;
    }
    setFault(undefined);
    onChange(next.map(toShort));
  };
  const change = (place: number, part: Partial<HiddenLayer>) =>
    set(layers.map((layer, i) => (i === place ? { ...layer, ...part } : layer)));
  const swap = (place: number, other: number) =>
    set(layers.map((layer, i) => layers[i === place ? other : i === other ? place : i] ?? layer));
  const common = networkOptions.safeParse({ ...values, layers: usual });
  const { activation, dropout, l2 } = common.success ? common.data : networkOptions.parse({});
  return (
    <ListField words={words}>
      {layers.map((layer, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a layer is its place
        <li key={i} className={styles.layer}>
          <span className={styles.place}>{i + 1}</span>
          <CommittedNumber
            aria-label={`Units of layer ${i + 1}`}
            value={layer.units}
            onCommit={(units) => change(i, { units: units ?? newUnits })}
          />
          <Select
            aria-label={`Activation of layer ${i + 1}`}
            value={layer.activation ?? ''}
            options={[
              { value: '', label: activation },
              ...activations
                .filter((name) => name !== activation)
                .map((name) => ({ value: name, label: name })),
            ]}
            onChange={(name) => change(i, { activation: activations.find((known) => known === name) })}
          />
          <CommittedNumber
            aria-label={`Dropout of layer ${i + 1}`}
            value={layer.dropout}
            placeholder={`dropout ${dropout}`}
            onCommit={(own) => change(i, { dropout: own })}
          />
          <CommittedNumber
            aria-label={`L2 of layer ${i + 1}`}
            value={layer.l2}
            placeholder={`L2 ${l2}`}
            onCommit={(own) => change(i, { l2: own })}
          />
          <span className={styles.layerActs}>
            <IconButton
              icon={ArrowUp}
              label={`Move layer ${i + 1} up`}
              disabled={i === 0}
              onClick={() => swap(i, i - 1)}
            />
            <IconButton
              icon={ArrowDown}
              label={`Move layer ${i + 1} down`}
              disabled={i === layers.length - 1}
              onClick={() => swap(i, i + 1)}
            />
            <IconButton
              icon={X}
              label={`Remove layer ${i + 1}`}
              onClick={() => set(layers.filter((_, other) => other !== i))}
            />
          </span>
          <span className={styles.about}>{sayWeights(layers, i)}</span>
        </li>
      ))}
      {fault && (
        <li role="alert" className={styles.fault}>
          {fault}
        </li>
      )}
      <li className={styles.layerActs}>
        <Button
          icon={Plus}
          disabled={layers.length >= mostLayers}
          onClick={() => set([...layers, { units: layers.at(-1)?.units ?? newUnits }])}
        >
          Add a layer
        </Button>
        {value !== undefined && (
          <Button
            variant="quiet"
            onClick={() => {
              setFault(undefined);
              onChange(undefined);
            }}
          >
            As usual: {usual.map((layer) => toLayer(layer).units).join(', ')}
          </Button>
        )}
      </li>
    </ListField>
  );
}

const thin = '\u202f';
const toLayer = (layer: Layers[number]): HiddenLayer =>
  typeof layer === 'number' ? { units: layer } : layer;

/** Nothing but its units: a number, as one would type it. */
function toShort(layer: HiddenLayer): number | HiddenLayer {
  const own = Object.entries(layer).filter(([, value]) => value !== undefined);
  return own.length === 1 ? layer.units : (Object.fromEntries(own) as HiddenLayer); // the same entries, but those that are undefined
}

/** Weights and biases. How many numbers the inputs become is known when training begins. */
function sayWeights(layers: readonly HiddenLayer[], place: number): string {
  const units = layers[place]?.units ?? 0;
  const before = layers[place - 1]?.units;
  return before === undefined
    ? `${formatNumber(units)} × (inputs + 1) weights`
    : `${formatNumber(units * (before + 1))} weights`;
}
