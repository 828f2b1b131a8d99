import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import { importCompletions } from './import-completions';

const elsewhere = {
  notebooks: () => ['sales', 'styles'],
  namesIn: (notebook: string) => (notebook === 'sales' ? ['chart', 'data'] : []),
};

/** What completes at the bar, and the text that it takes the place of. */
function complete(text: string) {
  const pos = text.indexOf('|');
  const state = EditorState.create({ doc: text.replace('|', '') });
  const result = importCompletions(new CompletionContext(state, pos, true), elsewhere);
  return (
    result && [state.sliceDoc(result.from, result.to ?? pos), ...result.options.map(({ label }) => label)]
  );
}

test.each([
  ['import {|} from "notebook:sales"', ['', 'chart', 'data']],
  ['import {chart, da|} from "notebook:sales" with {year: "mine"}', ['da', 'chart', 'data']],
  ['import {a} from "npm:x"; import {a, |} with {x as y} from "notebook:sales"', ['', 'chart', 'data']],
  ['import {chart} from "notebook:|"', ['', 'sales', 'styles']],
  ['import {chart} from "notebook:sty|les"', ['styles', 'sales', 'styles']],
  ['import {|} from "notebook:unknown"', null],
  ['import {|} from "npm:d3"', null],
  ['const x = {|}; import {chart} from "notebook:sales"', null],
])('%s', (text, expected) => expect(complete(text)).toEqual(expected));
