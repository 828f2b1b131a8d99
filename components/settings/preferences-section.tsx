import { Keyboard } from 'lucide-react';
import { runModeWords, themeWords } from '@/components/shell/preference-words';
import {
  changePreferences,
  codeSizes,
  type Preferences,
  runModes,
  textSizes,
  themes,
  usePreferences,
  usual,
} from '@/components/shell/preferences';
import { Button } from '@/components/ui/button';
import { Checkbox, Field, Select } from '@/components/ui/field';
import { Section } from '@/components/ui/page-header';
import { openKeys } from './keys/keys-dialog';
import styles from './settings-page.module.css';

/** What a person wants for themselves: it holds at once, in open notebooks too. */
export function PreferencesSection() {
  const { theme, codeSize, textSize, vim, runMode, keys } = usePreferences();
  const changed = Object.keys(keys).length;
  return (
    <>
      <Section title="For you">
        <p className={styles.note}>Kept in this browser. It holds at once, in open notebooks too.</p>
        <div className={styles.choices}>
          <Field label="Theme">
            <Choice name="theme" value={theme} among={themes} say={(one) => themeWords[one]} />
          </Field>
          <Field
            label="When cells of new notebooks run"
            hint="A notebook’s own menu and a cell’s say otherwise."
          >
            <Choice name="runMode" value={runMode} among={runModes} say={(one) => runModeWords[one]} />
          </Field>
          <Field label="Size of text in notebooks">
            <Choice name="textSize" value={textSize} among={textSizes} say={saySize('textSize')} />
          </Field>
          <Field label="Size of code in notebooks">
            <Choice name="codeSize" value={codeSize} among={codeSizes} say={saySize('codeSize')} />
          </Field>
        </div>
        <div className={styles.sample} aria-hidden>
          <p style={{ fontSize: textSize }}>How many bikes at nine o’clock?</p>
          <code style={{ fontSize: codeSize }}>SELECT hour, avg(count) FROM rides GROUP BY hour</code>
        </div>
        <Checkbox
          label="Vim keys in the text of cells"
          checked={vim}
          onChange={(on) => changePreferences({ vim: on })}
        />
      </Section>
      <Section title="Keys of notebooks">
        <p className={styles.note}>
          {changed === 0
            ? 'All as usual.'
            : `${changed === 1 ? 'One act has' : `${changed} acts have`} keys of your own.`}
        </p>
        <Button icon={Keyboard} className={styles.toKeys} onClick={openKeys}>
          See and change keys
        </Button>
      </Section>
    </>
  );
}

const saySize = (name: 'textSize' | 'codeSize') => (size: number) =>
  `${size} px${size === usual[name] ? ', as usual' : ''}`;

interface ChoiceProps<N extends keyof Preferences> {
  readonly name: N;
  readonly value: Preferences[N];
  readonly among: readonly Preferences[N][];
  say(one: Preferences[N]): string;
}

/** `rest`: what a field gives its input. */
const Choice = <N extends 'theme' | 'runMode' | 'textSize' | 'codeSize'>({
  name,
  value,
  among,
  say,
  ...rest
}: ChoiceProps<N>) => (
  <Select
    {...rest}
    value={String(value)}
    onChange={(text) => {
      const chosen = among.find((one) => String(one) === text);
      if (chosen !== undefined) changePreferences({ [name]: chosen });
    }}
    options={among.map((one) => ({ value: String(one), label: say(one) }))}
  />
);
