import { describe, expect, it } from 'vitest';
import { preferencesInFrame, sizesOfType, usualPreferences } from '@/cells/bridge/preferences';
import { preferenceEntries } from './preference-entries';
import { codeSizes, parsePreferences, textSizes, usual } from './preferences';

const kept = (of: Record<string, string>) =>
  parsePreferences({ getItem: (place) => of[place.replace('cellar.', '')] ?? null });

describe('preferences', () => {
  it('are the usual ones where nothing is kept, or nothing that one could take', () => {
    expect(kept({})).toEqual(usual);
    expect(
      kept({ theme: 'purple', codeSize: '900', textSize: '{', vim: '"yes"', runMode: '2', keys: '[[1]]' }),
    ).toEqual({ ...usual, keys: {} });
  });

  it('are read as they were kept; of keys what is one', () => {
    expect(
      kept({
        theme: 'dark',
        codeSize: '15',
        vim: 'true',
        keys: '{"Run":["mod+e"],"Stop":[],"Cut":[7],"Copy":"c"}',
      }),
    ).toEqual({ ...usual, theme: 'dark', codeSize: 15, vim: true, keys: { Run: ['mod+e'], Stop: [] } });
  });

  it('are such as a frame takes, in every size that can be chosen', () => {
    expect({ ...usualPreferences, ...preferencesInFrame.parse({ ...usual }) }).toEqual(usualPreferences);
    for (const codeSize of codeSizes) preferencesInFrame.parse({ ...usual, codeSize });
    for (const textSize of textSizes) preferencesInFrame.parse({ ...usual, textSize });
    expect(codeSizes).toContain(sizesOfType.code.usual);
    expect(textSizes).toContain(sizesOfType.text.usual);
  });

  it('are offered by the palette as what they would become', () => {
    const labels = preferenceEntries({ ...usual, codeSize: 22, vim: true }).map(({ label }) => label);
    expect(labels).toContain('Theme: dark');
    expect(labels).not.toContain('Theme: as the system');
    expect(labels).toContain('Text larger: 18 px');
    expect(labels).toContain('Code smaller: 20 px');
    expect(labels).toContain('Code at its usual size');
    expect(labels.filter((label) => label.startsWith('Code larger'))).toEqual([]);
    expect(labels).toContain('Turn Vim keys off');
    expect(labels).toContain('Cells of new notebooks run when asked');
  });
});
