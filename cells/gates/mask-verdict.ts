import { maskPart, type PersonalColumns } from '@/cells/personal';
import type { Verdict } from './judge-rule';

/** A verdict as it may be shown: slices and groups that it names are masked where they are of a personal column. */
export function maskVerdict(verdict: Verdict, personal: PersonalColumns): Verdict {
  const { finding, words, todo } = verdict;
  if (finding.kind === 'slice' && finding.name !== null) {
    const { name } = finding;
    const shown = maskPart(name, personal);
    if (shown === name) return verdict;
    const mask = (text: string) => text.replaceAll(name, shown);
    return {
      ...{ ...verdict, words: mask(words), finding: { ...finding, name: shown } },
      ...(todo !== undefined && { todo: mask(todo) }),
    };
  }
  if (finding.kind === 'fairness') {
    const shown = finding.groups.map((name) => maskPart(name, personal));
    if (shown.every((name, i) => name === finding.groups[i])) return verdict;
    const named = finding.groups.join(' and ');
    return {
      ...verdict,
      words: words.replace(named, () => `Two groups by ${shown[0]},`),
      finding: { ...finding, groups: ['the one', 'the other'] },
    };
  }
  return verdict;
}
