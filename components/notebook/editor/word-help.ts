import { forEachDiagnostic } from '@codemirror/lint';
import { StateEffect, StateField } from '@codemirror/state';
import { type EditorView, hoverTooltip, keymap, showTooltip, type Tooltip } from '@codemirror/view';
import type { CellKind } from '@/cells/document/notebook';
import { writeCall } from '@/cells/writing/library-docs';
import { isScript } from '../kinds-in-view';
import { callAround, optionsAt } from './call-around';
import { codeAt } from './code-at';
import type { Names } from './completions';
import { drawHelp, type Help } from './draw-help';
import { columnsOf } from './known-tables';
import { type HelpSources, resolveShape } from './resolve-shape';
import { describeValue, type Shape } from './shapes';
import { sqlHelp } from './sql-help';

interface WordHelp extends Help {
  readonly from: number;
  readonly to: number;
}

async function find(view: EditorView, pos: number, parts: WordHelpParts): Promise<WordHelp | undefined> {
  const { kind, sources, names } = parts;
  for (const side of [1, -1] as const) {
    const code = codeAt(view.state, pos, kind, side);
    if (!code) continue;
    const { node } = code;
    const place = code.placeOf(node);
    if (node.name === 'VariableName' || node.name === 'PropertyName') {
      const whole = node.name === 'PropertyName' ? node.parent : node;
      const shape = await resolveShape(code, whole, sources);
      const help = shape && helpOf(code.text(whole ?? node), shape);
      if (help) return { ...help, ...place };
    }
    if (node.name === 'VariableDefinition' || (node.name === 'PropertyDefinition' && isScript(kind))) {
      const known = node.name === 'VariableDefinition' ? await sources.valueOf(code.text(node)) : undefined;
      if (known) return { ...helpOf(code.text(node), { from: 'value', ...known }), ...place };
      const around = node.name === 'PropertyDefinition' ? callAround(code) : undefined;
      const called = around && (await resolveShape(code, around.call.firstChild, sources));
      const option =
        around && called && optionsAt(called, around).find(({ name }) => name === code.text(node));
      if (option) return { code: `${option.name}: ${option.type ?? 'function'}`, doc: option.doc, ...place };
    }
  }
  return kind === 'sql' ? sqlHelp(view.state, pos, names) : undefined;
}

function helpOf(text: string, shape: Shape): Help | undefined {
  switch (shape.from) {
    case 'docs': {
      const { calls, type, doc } = shape.member;
      const code = calls
        ? calls.map((call) => `${writeCall(text, call)}: ${call.returns}`).join('\n')
        : `${text}${type && !/^typeof/.test(type) ? `: ${type}` : ''}`;
      return { code, doc };
    }
    case 'value':
      return {
        code: `${text}: ${describeValue(shape.value)}`,
        doc: shape.origin,
        list: columnsOf(shape.value) ?? [],
      };
    case 'row':
      return { code: `${text}: a row`, list: shape.columns };
    case 'type':
      return undefined;
  }
}

export interface WordHelpParts {
  readonly kind: CellKind;
  readonly sources: HelpSources;
  readonly names: Names;
}

const setHelp = StateEffect.define<{ help: Help; pos: number } | undefined>();

/** Help that was asked for by key stays until the text or the cursor moves. */
const asked = StateField.define<Tooltip | null>({
  create: () => null,
  update(tooltip, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(setHelp)) continue;
      const { value } = effect;
      return value
        ? { pos: value.pos, above: true, create: () => ({ dom: spoken(drawHelp(value.help)) }) }
        : null;
    }
    return transaction.docChanged || transaction.selection ? null : tooltip;
  },
  provide: (field) => showTooltip.from(field),
});

function spoken(element: HTMLElement): HTMLElement {
  element.setAttribute('role', 'status');
  return element;
}

/** What a word is: by pointing at it, and by key where the cursor is. */
export const wordHelp = (parts: WordHelpParts) => [
  hoverTooltip(
    async (view, pos) => {
      const help = await find(view, pos, parts);
      return help
        ? { pos: help.from, end: help.to, above: true, create: () => ({ dom: drawHelp(help) }) }
        : null;
    },
    { hideOnChange: true },
  ),
  asked,
  keymap.of([
    {
      key: 'Escape',
      run(view) {
        if (!view.state.field(asked)) return false;
        view.dispatch({ effects: setHelp.of(undefined) });
        return true;
      },
    },
  ]),
];

/** Shows what the word at the cursor is, and what is wrong with it. */
export async function explainAtCursor(view: EditorView, parts: WordHelpParts): Promise<void> {
  const { state } = view;
  const pos = state.selection.main.head;
  const wrong: string[] = [];
  forEachDiagnostic(state, ({ message }, from, to) => {
    if (from <= pos && pos <= to) wrong.push(message);
  });
  const found = await find(view, pos, parts);
  if (view.state.doc !== state.doc) return;
  const doc = [...wrong, ...(found?.doc ? [found.doc] : [])].join(' ');
  const help: Help = found || doc ? { ...found, doc } : { doc: 'Nothing is known of what stands here.' };
  view.dispatch({ effects: setHelp.of({ help, pos: found?.from ?? pos }) });
}
