import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { printKey } from '@/components/notebook/key-names';
import {
  giveUsualKeys,
  type KeyChanges,
  keysOf,
  presetNames,
  presetOf,
  presets,
} from '@/components/notebook/keymap';
import { type Key, keys } from '@/components/notebook/keys';
import { changePreferences, preferences, usePreferences } from '@/components/shell/preferences';
import { Button } from '@/components/ui/button';
import { Field, Select } from '@/components/ui/field';
import { toast } from '@/components/ui/toast';
import styles from './key-list.module.css';
import { KeyRow } from './key-row';

/** Side by side, about as long. */
const columns: readonly (readonly Key['group'][])[] = [
  ['Run', 'Write', 'Move'],
  ['Cells', 'Document'],
];

/** All keys of a notebook, to be read; on request, to be changed. */
export function KeyList() {
  const [isChanging, setIsChanging] = useState(false);
  const { keys: changes } = usePreferences();
  return (
    <div>
      <div className={styles.head}>
        {isChanging && <PresetChoice changes={changes} />}
        <span className={styles.acts}>
          {Object.keys(changes).length > 0 && (
            <Button variant="quiet" icon={RotateCcw} onClick={() => become({}, 'All keys are as usual.')}>
              All as usual
            </Button>
          )}
          <Button aria-pressed={isChanging} onClick={() => setIsChanging(!isChanging)}>
            {isChanging ? 'Done' : 'Change keys'}
          </Button>
        </span>
      </div>
      <div className={styles.groups} data-changing={isChanging || undefined}>
        {columns.map((groups) => (
          <div key={groups.join()}>
            {groups.map((group) => (
              <section key={group} aria-label={group}>
                <h3>{group}</h3>
                {isChanging ? (
                  keys
                    .filter((act) => act.group === group)
                    .map((act) => (
                      <KeyRow
                        key={act.says}
                        act={act}
                        changes={changes}
                        onChange={become}
                        onUsual={() =>
                          become(giveUsualKeys(changes, act), `“${act.says}” has its usual keys.`)
                        }
                      />
                    ))
                ) : (
                  <ReadKeys acts={keys.filter((act) => act.group === group)} changes={changes} />
                )}
              </section>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

const ReadKeys = ({ acts, changes }: { acts: readonly Key[]; changes: KeyChanges }) => (
  <dl>
    {acts.map((act) => (
      <div key={act.says}>
        <dt>{act.says}</dt>
        <dd>
          {keysOf(act, changes).map((key) => (
            <kbd key={key}>{printKey(key)}</kbd>
          ))}
          {keysOf(act, changes).length === 0 && <span className={styles.none}>no key</span>}
        </dd>
      </div>
    ))}
  </dl>
);

const own = 'own';

function PresetChoice({ changes }: { changes: KeyChanges }) {
  const chosen = presetOf(changes) ?? own;
  return (
    <div className={styles.preset}>
      <Field label="Keys as in">
        <Select
          value={chosen}
          onChange={(value) => {
            const name = presetNames.find((one) => one === value);
            if (name) become(presets[name], `Keys are as in ${name}.`);
          }}
          options={[
            ...presetNames.map((name) => ({ value: name, label: name })),
            ...(chosen === own ? [{ value: own, label: 'Your own' }] : []),
          ]}
        />
      </Field>
    </div>
  );
}

/** Every change can be taken back. */
function become(next: KeyChanges, told: string): void {
  const before = preferences().keys;
  changePreferences({ keys: next });
  toast.done(told, () => changePreferences({ keys: before }));
}
