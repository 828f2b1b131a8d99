import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { gatesSchema, type Rule } from '@/cells/gates/rules';
import { sayRule } from '@/cells/gates/say-rule';
import { api, errorMessage } from '@/components/api';
import { Button, IconButton } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, TextInput } from '@/components/ui/field';
import { Menu } from '@/components/ui/menu';
import styles from './gates.module.css';
import { RuleFields } from './rule-fields';
import { firstRule, ruleKinds } from './rule-kinds';
import type { ModelGates } from './use-gates';

interface Draft {
  readonly key: number;
  readonly rule: Rule;
}

/** Rules as sentences with fields. What is saved is a new edition; checks of the former one no longer count. */
export function GatesDialog({
  model,
  task,
  gates,
  onClose,
}: {
  model: string;
  task: string;
  gates: ModelGates;
  onClose(): void;
}) {
  const [drafts, setDrafts] = useState<readonly Draft[]>(() =>
    gates.rules.map((rule, key) => ({ key, rule })),
  );
  const [aliases, setAliases] = useState(gates.edition === 0 ? 'champion' : gates.aliases.join(', '));
  const client = useQueryClient();
  const rules = drafts.map(({ rule }) => rule);
  const parsed = gatesSchema.safeParse({ format: 1, rules });
  const save = useMutation({
    mutationFn: () =>
      api.models.setGates.mutate({
        model,
        expected: gates.edition,
        aliases: aliases.split(/[\s,]+/).filter(Boolean),
        gates: { format: 1, rules },
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['models'] });
      onClose();
    },
  });
  const add = (kind: Rule['kind']) =>
    setDrafts([
      ...drafts,
      { key: Math.max(-1, ...drafts.map(({ key }) => key)) + 1, rule: firstRule(kind, task) },
    ]);
  const change = (key: number, rule: Rule) =>
    setDrafts(drafts.map((draft) => (draft.key === key ? { key, rule } : draft)));
  const nameOf = (id: string) => gates.approvers.find((person) => person.id === id)?.name ?? id;
  const faultOf = (index: number) =>
    parsed.error?.issues.find(({ path }) => path[0] === 'rules' && path[1] === index)?.message;
  return (
    <Dialog
      open
      width={680}
      onOpenChange={(open) => !open && !save.isPending && onClose()}
      title={`Gates of ${model}`}
      description="A protected alias moves only to a version that passes all of them. Owners may overrule, with a reason that is kept."
      footer={
        <>
          <Button onClick={onClose} disabled={save.isPending}>
            Cancel
          </Button>
          <Button
            variant="primary"
            busy={save.isPending}
            disabled={!parsed.success}
            onClick={() => save.mutate()}
          >
            Save gates
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <Field label="Protected aliases" hint="With commas between. Leave empty to protect none.">
          <TextInput value={aliases} onChange={(event) => setAliases(event.target.value)} />
        </Field>
        {drafts.map(({ key, rule }, index) => (
          <fieldset key={key} className={styles.editing} aria-label={`Gate ${index + 1}`}>
            <div className={styles.fields}>
              <RuleFields
                rule={rule}
                task={task}
                people={gates.approvers}
                onChange={(next) => change(key, next)}
              />
            </div>
            <IconButton
              label={`Remove gate ${index + 1}`}
              icon={Trash2}
              onClick={() => setDrafts(drafts.filter((draft) => draft.key !== key))}
            />
            <p className={styles.said}>{faultOf(index) ?? `${sayRule(rule, nameOf)}.`}</p>
          </fieldset>
        ))}
        <div>
          <Menu
            align="start"
            trigger={<Button icon={Plus}>Add a gate</Button>}
            items={ruleKinds.map(({ kind, label }) => ({ label, onSelect: () => add(kind) }))}
          />
        </div>
      </div>
      {save.isError && <ErrorNotice message={errorMessage(save.error)} />}
    </Dialog>
  );
}
