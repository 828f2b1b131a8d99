// @vitest-environment jsdom
import * as Inputs from '@observablehq/inputs';
import { describe, expect, it } from 'vitest';
import { createAddressValues } from './address-values';
import { setInput, textsOf } from './set-input';

/** jsdom does not let forms have a value of their own, as those of Inputs.range and Inputs.date have; `showing.spec.ts` sets them. */
const plain = (attributes: Readonly<Record<string, string>>) =>
  Object.assign(document.createElement('input'), attributes);

const set = (element: EventTarget, ...texts: string[]) => {
  const before = textsOf(element);
  const refused = setInput(element, texts);
  if (refused) expect(textsOf(element)).toEqual(before);
  return refused ?? textsOf(element);
};

describe('an input is set from texts', () => {
  it('that are numbers in its bounds and steps', () => {
    const hour = plain({ type: 'range', min: '0', max: '23', step: '1', value: '8' });
    expect(set(hour, '17')).toEqual(['17']);
    expect(hour.valueAsNumber).toBe(17);
    for (const wrong of ['99', '-1', '9.5', 'nine', '', 'alert(1)', 'Infinity'])
      expect(set(hour, wrong), wrong).toBe('takes a number from 0 to 23 in steps of 1');
  });

  it('that are choices as they are read', () => {
    const season = Inputs.select(['spring', 'fall'], { value: 'fall' });
    expect(set(season, 'spring')).toEqual(['spring']);
    expect(set(season, 'winter')).toBe('takes one of spring, fall');
    expect(set(season, 'spring', 'fall')).toBe('takes one of spring, fall');
    const days = Inputs.checkbox(['Mon', 'Tue', 'Wed'], { value: ['Mon'] });
    expect(set(days, 'Tue', 'Wed')).toEqual(['Tue', 'Wed']);
    expect((days as { value: unknown }).value).toEqual(['Tue', 'Wed']);
    expect(set(days, '')).toEqual([]);
    expect(set(days, 'Sun')).toBe('takes some of Mon, Tue, Wed');
    const years = Inputs.radio(
      new Map([
        ['first', 2011],
        ['second', 2012],
      ]),
      { value: 2011 },
    );
    expect(set(years, 'second')).toEqual(['second']);
    expect((years as { value: unknown }).value).toBe(2012);
  });

  it('that are days, texts, or yes and no', () => {
    const day = plain({ type: 'date', value: '2026-01-02' });
    expect(setInput(day, ['2026-03-14'])).toBeUndefined();
    expect(day.value).toBe('2026-03-14');
    expect(setInput(day, ['yesterday'])).toContain('takes a day');
    expect(set(plain({ type: 'checkbox' }), 'yes')).toEqual(['true']);
    expect(set(plain({ type: 'checkbox' }), 'maybe')).toBe('takes true or false');
    expect(set(plain({ type: 'text', value: 'a' }), '<img src=x onerror=alert(1)>')).toEqual([
      '<img src=x onerror=alert(1)>',
    ]);
  });

  it('unless it is a click, a file or a password', () => {
    expect(set(Inputs.button('Go'), '3')).toContain('nothing that an address can set');
    expect(set(Inputs.file(), 'x')).toContain('nothing that an address can set');
    expect(set(Inputs.password(), 'x')).toContain('nothing that an address can set');
  });
});

describe('values of the address', () => {
  it('are set once, told of where they do not fit, and read back', () => {
    const values = createAddressValues({ hour: ['9'], season: ['winter'], nothing: ['1'] });
    const hour = plain({ type: 'range', min: '0', max: '23', step: '1', value: '8' });
    let heard = 0;
    hour.addEventListener('input', () => {
      heard += 1;
    });
    values.inputIsNamed('hour', hour);
    expect(heard).toBe(1);
    values.inputIsNamed('season', Inputs.select(['spring', 'fall'], { value: 'fall' }));
    values.inputIsNamed('hour', plain({ type: 'range', min: '0', max: '23', step: '1', value: '3' }));
    values.complete();
    expect(values.read()).toEqual({ hour: ['3'], season: ['fall'] });
    expect(values.problems()).toEqual([
      'The address says season = winter, but season takes one of spring, fall.',
      'The address names nothing, but there is no such input here. There is hour, season.',
    ]);
  });
});
