import { Plus } from 'lucide-react';
import { useState } from 'react';
import {
  denseLayer,
  type HiddenLayer,
  type HiddenLayers,
  hiddenLayers,
  isDense,
  mostLayers,
  specialLayer,
} from '@/cells/ml/layer-options';
import { networkOptions } from '@/cells/ml/learner-options';
import { Button } from '@/components/ui/button';
import type { OptionWords } from '../training/option-words';
import styles from './editor.module.css';
import { ListField } from './list-fields';
import { fieldsOf, LayerRow, newUnits, sayLayerRanges } from './row-fields';

const { layers: usual } = networkOptions.parse({});

/** The hidden layers of a network in their order, each with what it is and what it does otherwise than the rest. They move by buttons and by the grip. */
export function LayerFields({
  words,
  value,
  values,
  seesPictures,
  onChange,
}: {
  words: OptionWords;
  value: unknown;
  /** All options of the network: what holds for layers that say nothing of their own. */
  values: Readonly<Record<string, unknown>>;
  /** Its rows are pictures: layers may work on maps. */
  seesPictures: boolean;
  onChange(value: HiddenLayers | undefined): void;
}) {
  const [fault, setFault] = useState<string>();
  const [dragged, setDragged] = useState<number>();
  const given = hiddenLayers.safeParse(value);
  const layers = (given.success ? given.data : usual).map(toLayer);
  const set = (next: readonly HiddenLayer[]) => {
    const wrong = next.findIndex(
      (layer) => !(isDense(layer) ? denseLayer : specialLayer).safeParse(layer).success,
    );
    if (wrong >= 0) {
      setFault(`Layer ${wrong + 1}: ${sayLayerRanges(next[wrong])}.`);
      return;
    }
    const all = hiddenLayers.safeParse(next.map(toShort));
    setFault(all.error && `${all.error.issues[0]?.message}.`);
    if (all.success) onChange(next.map(toShort));
  };
  const move = (from: number, to: number) => {
    const rest = layers.filter((_, i) => i !== from);
    const moved = layers[from];
    if (moved && from !== to) set([...rest.slice(0, to), moved, ...rest.slice(to)]);
  };
  const common = networkOptions.safeParse({ ...values, layers: usual });
  return (
    <ListField words={words}>
      {Array.from(layers.keys(), (i) => (
        <LayerRow
          key={i}
          place={i}
          layers={layers}
          common={common.success ? common.data : networkOptions.parse({})}
          seesPictures={seesPictures}
          isDragged={dragged === i}
          onChange={(next) => set(layers.map((one, other) => (other === i ? next : one)))}
          onMove={(to) => move(i, to)}
          onRemove={() => set(layers.filter((_, other) => other !== i))}
          onDrag={setDragged}
          onDropped={() => {
            if (dragged !== undefined) move(dragged, i);
            setDragged(undefined);
          }}
        />
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
          onClick={() => set([...layers, { units: layers.findLast(isDense)?.units ?? newUnits }])}
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
            As usual: {usual.map((layer) => fieldsOf(toLayer(layer)).units).join(', ')}
          </Button>
        )}
      </li>
    </ListField>
  );
}

const toLayer = (layer: HiddenLayers[number]): HiddenLayer =>
  typeof layer === 'number' ? { units: layer } : layer;

/** Nothing but its units: a number, as one would type it. */
function toShort(layer: HiddenLayer): HiddenLayers[number] {
  const own = Object.entries(layer).filter(([, value]) => value !== undefined);
  if (isDense(layer) && own.length === 1) return layer.units;
  return Object.fromEntries(own) as HiddenLayer; // the same entries, but those that are undefined
}
