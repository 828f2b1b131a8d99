import { tuneOptions } from '@/cells/ml/tuning/tune-options';
import { ownOf } from '../training/option-values';
import type { TuneCellOptions } from './options';

/** The call of `ml.tune` that a person would have typed for these options; what is so by itself is left out, but not the method. */
export function writeTuneCall({ data, ...options }: TuneCellOptions): string {
  const { target, split, search, method, trials, ...rest } = options;
  const own = ownOf(rest, tuneOptions.parse({ target, search }));
  const lines = Object.entries({ target, split, method, trials, ...own }).map(
    ([name, value]) => `  ${name}: ${JSON.stringify(value)},`,
  );
  return `ml.tune(${data}, {\n${lines.join('\n')}\n  search: {\n${writeSearch(search)}  },\n})`;
}

/** An option a line. */
function writeSearch(search: TuneCellOptions['search']): string {
  return Object.entries(search)
    .map(([learner, options]) => {
      const lines = Object.entries(options ?? {}).map(
        ([name, searched]) => `      ${name}: ${JSON.stringify(searched)},\n`,
      );
      return `    ${JSON.stringify(learner)}: {${lines.length > 0 ? `\n${lines.join('')}    ` : ''}},\n`;
    })
    .join('');
}
