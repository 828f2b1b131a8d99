import { ArrowDown, ArrowUp, GripVertical, X } from 'lucide-react';
import { activation, type HiddenLayer, isDense, sayRanges, specialLayer } from '@/cells/ml/layer-options';
import type { NetworkOptions } from '@/cells/ml/learner-options';
import { IconButton } from '@/components/ui/button';
import { CommittedNumber } from '@/components/ui/committed-input';
import { Select } from '@/components/ui/field';
import { formatNumber } from '@/components/ui/format';
import styles from './editor.module.css';

export const newUnits = 32;

type LayerKind = 'dense' | Exclude<HiddenLayer, { units: number }>['kind'];
const kindOf = (layer: HiddenLayer): LayerKind => (isDense(layer) ? 'dense' : layer.kind);

const kinds: Readonly<Record<LayerKind, { readonly label: string; readonly ofPictures?: true }>> = {
  dense: { label: 'dense' },
  'batch-normalisation': { label: 'batch normalisation' },
  convolution: { label: 'convolution', ofPictures: true },
  pooling: { label: 'pooling', ofPictures: true },
  'global-pooling': { label: 'global pooling', ofPictures: true },
};

/** Fields of whatever kind, those that it does not have undefined. */
export const fieldsOf = (layer: HiddenLayer) => layer as Partial<Record<FieldName, number | string>>; // its values are these
type FieldName = 'units' | 'filters' | 'window' | 'stride' | 'of' | 'activation' | 'dropout' | 'l2';

/** What a layer becomes when its kind is changed. */
function newLayer(kind: LayerKind): HiddenLayer {
  if (kind === 'dense') return { units: newUnits };
  return specialLayer.parse(kind === 'convolution' ? { kind, filters: newUnits } : { kind });
}

/** What its numbers may be. */
export function sayLayerRanges(layer: HiddenLayer | undefined): string {
  if (!layer || isDense(layer)) return sayRanges(['units', 'dropout', 'l2']);
  if (layer.kind === 'convolution') return sayRanges(['filters', 'window', 'stride', 'l2']);
  return sayRanges(['pool']);
}

interface LayerRowProps {
  readonly place: number;
  readonly layers: readonly HiddenLayer[];
  /** What holds where the layer says nothing. */
  readonly common: Pick<NetworkOptions, 'activation' | 'dropout' | 'l2'>;
  readonly seesPictures: boolean;
  readonly isDragged: boolean;
  onChange(layer: HiddenLayer): void;
  onMove(to: number): void;
  onRemove(): void;
  onDrag(place: number | undefined): void;
  /** Another layer was dropped here. */
  onDropped(): void;
}

/** One layer: its kind, its numbers, what it costs. */
export function LayerRow(props: LayerRowProps) {
  const { place, layers, common, seesPictures, isDragged } = props;
  const layer = layers[place];
  if (!layer) return null;
  const name = `of layer ${place + 1}`;
  const kind = kindOf(layer);
  const fields = fieldsOf(layer);
  const set = (field: FieldName, value: unknown) =>
    props.onChange({ ...layer, [field]: value } as HiddenLayer); // judged by its schema before it is taken
  const number = (
    field: FieldName,
    words: string,
    { usual, placeholder }: { usual?: number; placeholder?: string },
  ) => (
    <CommittedNumber
      aria-label={`${words} ${name}`}
      title={words}
      value={typeof fields[field] === 'number' ? fields[field] : undefined}
      placeholder={placeholder}
      onCommit={(value) => set(field, value ?? usual)}
    />
  );
  return (
    <li
      className={styles.layer}
      data-dragged={isDragged || undefined}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes(layerDrag)) event.preventDefault();
      }}
      onDrop={(event) => {
        if (!event.dataTransfer.types.includes(layerDrag)) return;
        event.preventDefault();
        event.stopPropagation();
        props.onDropped();
      }}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the pointer's way of the buttons at the end of the row */}
      <span
        className={styles.grip}
        draggable
        title="Drag to move"
        onDragStart={(event) => {
          event.stopPropagation();
          event.dataTransfer.setData(layerDrag, String(place));
          event.dataTransfer.effectAllowed = 'move';
          const row = event.currentTarget.closest('li');
          if (row) event.dataTransfer.setDragImage(row, 8, 12);
          props.onDrag(place);
        }}
        onDragEnd={() => props.onDrag(undefined)}
      >
        <GripVertical size={14} aria-hidden />
      </span>
      <span className={styles.place}>{place + 1}</span>
      <Select
        className={styles.layerKind}
        aria-label={`Kind ${name}`}
        value={kind}
        options={Object.entries(kinds)
          .filter(([value, { ofPictures }]) => value === kind || seesPictures || !ofPictures)
          .map(([value, { label }]) => ({ value, label }))}
        onChange={(value) => props.onChange(newLayer(value as LayerKind))} // one of the options
      />
      {kind === 'dense' && number('units', 'Units', { usual: newUnits })}
      {kind === 'convolution' && number('filters', 'Filters', { usual: newUnits })}
      {kind === 'convolution' && (
        <>
          <span className={styles.place}>window</span>
          {number('window', 'Window', { usual: 3 })}
          <span className={styles.place}>stride</span>
          {number('stride', 'Stride', { usual: 1 })}
        </>
      )}
      {(kind === 'pooling' || kind === 'global-pooling') && (
        <Select
          aria-label={`What stands for the places ${name}`}
          value={String(fields.of)}
          options={['max', 'average'].map((value) => ({ value, label: value }))}
          onChange={(value) => set('of', value)}
        />
      )}
      {kind === 'pooling' && number('window', 'Window', { usual: 2 })}
      {(kind === 'dense' || kind === 'convolution') && (
        <Select
          aria-label={`Activation ${name}`}
          value={String(fields.activation ?? '')}
          options={[
            { value: '', label: common.activation },
            ...activation.options
              .filter((one) => one !== common.activation)
              .map((one) => ({ value: one, label: one })),
          ]}
          onChange={(value) => set('activation', value || undefined)}
        />
      )}
      {kind === 'dense' && number('dropout', 'Dropout', { placeholder: `dropout ${common.dropout}` })}
      {(kind === 'dense' || kind === 'convolution') && number('l2', 'L2', { placeholder: `L2 ${common.l2}` })}
      <span className={styles.layerActs}>
        <IconButton
          icon={ArrowUp}
          label={`Move layer ${place + 1} up`}
          disabled={place === 0}
          onClick={() => props.onMove(place - 1)}
        />
        <IconButton
          icon={ArrowDown}
          label={`Move layer ${place + 1} down`}
          disabled={place === layers.length - 1}
          onClick={() => props.onMove(place + 1)}
        />
        <IconButton icon={X} label={`Remove layer ${place + 1}`} onClick={props.onRemove} />
      </span>
      <span className={styles.about}>{sayWeights(layers, place)}</span>
    </li>
  );
}

/** The type under which a layer travels, so that nothing else is taken for one. */
const layerDrag = 'application/x-cellar-layer';

/** Weights and biases. How many numbers the inputs become, and how large maps are, is known when training begins. */
function sayWeights(layers: readonly HiddenLayer[], place: number): string {
  const layer = layers[place];
  const before = given(layers, place - 1);
  if (!layer) return '';
  if (isDense(layer))
    return before?.numbers === undefined
      ? `${formatNumber(layer.units)} × (inputs + 1) weights`
      : `${formatNumber(layer.units * (before.numbers + 1))} weights`;
  if (layer.kind === 'convolution') {
    const places = layer.window ** 2;
    return before?.maps === undefined
      ? `${formatNumber(layer.filters)} × (${places} × channels + 1) weights`
      : `${formatNumber(layer.filters * (places * before.maps + 1))} weights`;
  }
  if (layer.kind !== 'batch-normalisation') return 'no weights';
  const inputs = before?.maps ?? before?.numbers;
  return inputs === undefined ? '4 weights for each input' : `${formatNumber(4 * inputs)} weights`;
}

/** What the layer at a place gives, as far as the layers say it. */
function given(
  layers: readonly HiddenLayer[],
  place: number,
): { numbers?: number; maps?: number } | undefined {
  const layer = layers[place];
  if (!layer) return undefined;
  if (isDense(layer)) return { numbers: layer.units };
  if (layer.kind === 'convolution') return { maps: layer.filters };
  const before = given(layers, place - 1);
  return layer.kind === 'global-pooling' ? { numbers: before?.maps } : before;
}
