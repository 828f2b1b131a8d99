import { Checkbox, Field, TextInput } from '@/components/ui/field';
import styles from './deployments.module.css';
import type { Routes } from './routes-in-words';

type Bounds = Routes['bounds'];

/** Bounds as they are typed: an empty field is no bound. */
export interface BoundsTexts {
  readonly isOn: boolean;
  readonly errorPercent: string;
  readonly latencyFactor: string;
  readonly percentile: string;
  readonly drift: string;
  readonly leastRequests: string;
  readonly windowMinutes: string;
}

export const toBoundsTexts = (bounds: Bounds): BoundsTexts => ({
  isOn: bounds !== null,
  errorPercent: bounds ? textOf(bounds.errorRate === null ? null : 100 * bounds.errorRate) : '2',
  latencyFactor: textOf(bounds?.latency?.factor ?? null),
  percentile: textOf(bounds?.latency?.percentile ?? 95),
  drift: textOf(bounds?.drift ?? null),
  leastRequests: textOf(bounds?.leastRequests ?? 50),
  windowMinutes: textOf(bounds?.windowMinutes ?? 60),
});

export function toBounds(texts: BoundsTexts): Bounds {
  if (!texts.isOn) return null;
  const factor = numberOf(texts.latencyFactor);
  const errorPercent = numberOf(texts.errorPercent);
  return {
    errorRate: errorPercent === null ? null : errorPercent / 100,
    latency: factor === null ? null : { factor, percentile: numberOf(texts.percentile) ?? 95 },
    drift: numberOf(texts.drift),
    leastRequests: numberOf(texts.leastRequests) ?? 50,
    windowMinutes: numberOf(texts.windowMinutes) ?? 60,
  };
}

export const numberOf = (text: string): number | null => (text.trim() === '' ? null : Number(text));
export const textOf = (value: number | null): string =>
  value === null ? '' : String(Number(value.toPrecision(6)));

/** When a canary is taken back by itself. */
export function BoundsFields({
  texts,
  onChange,
}: {
  texts: BoundsTexts;
  onChange(texts: BoundsTexts): void;
}) {
  const input = (name: Exclude<keyof BoundsTexts, 'isOn'>, label: string, hint?: string) => (
    <Field label={label} hint={hint}>
      <TextInput
        inputMode="decimal"
        value={texts[name]}
        placeholder="no bound"
        onChange={(event) => onChange({ ...texts, [name]: event.target.value })}
      />
    </Field>
  );
  return (
    <>
      <Checkbox
        label="Take it back by itself when it is worse than the stable version"
        checked={texts.isOn}
        onChange={(isOn) => onChange({ ...texts, isOn })}
      />
      {texts.isOn && (
        <div className={styles.pair}>
          {input('errorPercent', 'More failed requests, %')}
          {input('latencyFactor', 'Times the latency')}
          {input('percentile', 'At the percentile')}
          {input('drift', 'Drift of predictions', 'Jensen–Shannon, 0 to 0.83')}
          {input('leastRequests', 'From so many requests')}
          {input('windowMinutes', 'In the last minutes')}
        </div>
      )}
    </>
  );
}
