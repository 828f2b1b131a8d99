import { type EditorState, Prec, StateEffect, StateField } from '@codemirror/state';
import {
  type EditorView,
  keymap,
  showTooltip,
  type Tooltip,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view';
import type { CellKind } from '@/cells/document/notebook';
import { type Call, writeParameter } from '@/cells/writing/library-docs';
import { callAround, parameterAt } from './call-around';
import { codeAt } from './code-at';
import { type HelpSources, resolveShape } from './resolve-shape';
import { callsOf, type Shape } from './shapes';

/** How the call is made in whose parentheses one writes, with the parameter that is due. */
interface CallHelp {
  /** Where the parentheses open, in the text. */
  readonly at: number;
  readonly name: string;
  readonly calls: readonly Call[];
  readonly argument: number;
}

const setHelp = StateEffect.define<CallHelp | undefined>();

const shown = StateField.define<CallHelp | undefined>({
  create: () => undefined,
  update(help, transaction) {
    for (const effect of transaction.effects) if (effect.is(setHelp)) return effect.value;
    return help && transaction.docChanged ? { ...help, at: transaction.changes.mapPos(help.at) } : help;
  },
  provide: (field) => showTooltip.from(field, toTooltip),
});

function toTooltip(help: CallHelp | undefined): Tooltip | null {
  if (!help) return null;
  return { pos: help.at, above: true, create: () => ({ dom: draw(help) }) };
}

function draw({ name, calls, argument }: CallHelp): HTMLElement {
  const root = document.createElement('div');
  root.className = 'cm-help cm-call-help';
  root.setAttribute('role', 'status');
  const call =
    calls.find(({ parameters }) => parameterAt(parameters, argument) < parameters.length) ?? calls[0];
  if (!call) return root;
  const due = parameterAt(call.parameters, argument);
  const code = document.createElement('code');
  code.append(`${name}(`);
  for (const [i, parameter] of call.parameters.entries()) {
    const part = document.createElement(i === due ? 'b' : 'span');
    part.textContent = writeParameter(parameter);
    code.append(i > 0 ? ', ' : '', part);
  }
  code.append(')');
  root.append(code);
  const parameter = call.parameters[due];
  if (!parameter) return root;
  const line = document.createElement('p');
  line.textContent = [`${parameter.name}: ${parameter.type}`, parameter.doc].filter(Boolean).join(' · ');
  root.append(line);
  return root;
}

async function find(state: EditorState, kind: CellKind, sources: HelpSources): Promise<CallHelp | undefined> {
  const { main } = state.selection;
  const code = main.empty ? codeAt(state, main.head, kind) : undefined;
  const around = code && callAround(code);
  if (!code || !around) return undefined;
  const isNew = around.call.name === 'NewExpression';
  const callee = isNew ? (around.call.firstChild?.nextSibling ?? null) : around.call.firstChild;
  const list = around.call.getChild('ArgList');
  if (!callee || !list) return undefined;
  const shape: Shape | undefined = await resolveShape(code, callee, sources);
  const calls = shape ? callsOf(shape) : [];
  return calls.length === 0
    ? undefined
    : { at: code.placeOf(list).from, name: code.text(callee), calls, argument: around.argument };
}

/**
 * Shows how a call is made from its opening parenthesis on, until the cursor leaves it or Escape; `mod+shift+space` shows it again.
 */
export function callHelp(kind: CellKind, sources: HelpSources) {
  const plugin = ViewPlugin.fromClass(
    class {
      #asked = 0;
      update(update: ViewUpdate) {
        const typed = update.transactions.some(
          (one) => one.isUserEvent('input.type') || one.isUserEvent('input.complete'),
        );
        const isShown = update.state.field(shown) !== undefined;
        if (isShown && update.focusChanged && !update.view.hasFocus) this.ask(update.view);
        else if ((typed && opensCall(update)) || (isShown && (update.docChanged || update.selectionSet)))
          this.ask(update.view);
      }
      ask(view: EditorView) {
        this.#asked += 1;
        const asked = this.#asked;
        const { state } = view;
        const looking = view.hasFocus ? find(state, kind, sources) : Promise.resolve(undefined);
        void looking.then((help) => {
          // The text has moved on: its own question follows.
          if (asked !== this.#asked || view.state.doc !== state.doc) return;
          if (help || view.state.field(shown)) view.dispatch({ effects: setHelp.of(help) });
        });
      }
      destroy() {
        this.#asked += 1;
      }
    },
  );
  return [
    shown,
    plugin,
    Prec.high(
      keymap.of([
        {
          key: 'Mod-Shift-Space',
          run(view) {
            view.plugin(plugin)?.ask(view);
            return true;
          },
        },
        {
          key: 'Escape',
          run(view) {
            if (!view.state.field(shown)) return false;
            view.dispatch({ effects: setHelp.of(undefined) });
            return true;
          },
        },
      ]),
    ),
  ];
}

/** A parenthesis or a comma was typed. */
function opensCall(update: ViewUpdate): boolean {
  let found = false;
  update.changes.iterChanges((_a, _b, _c, _d, inserted) => {
    if (/[(,]/.test(inserted.toString())) found = true;
  });
  return found;
}
