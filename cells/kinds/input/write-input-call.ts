import type { InputOptions } from './options';

/** The call of `Inputs` that a person would have typed for these options. */
export function writeInputCall(options: InputOptions): string {
  switch (options.control) {
    case 'range': {
      const { control, min, max, ...rest } = options;
      return call('range', `[${min}, ${max}]`, rest);
    }
    case 'number': {
      const { control, min, max, ...rest } = options;
      // `Inputs.number` takes its bounds only as a pair.
      const bounds =
        min === undefined && max === undefined ? '' : `[${min ?? -Infinity}, ${max ?? Infinity}]`;
      return call('number', bounds, rest);
    }
    case 'select':
    case 'radio':
    case 'checkbox': {
      const { control, choices, ...rest } = options;
      return call(control, Array.isArray(choices) ? JSON.stringify(choices) : choices.name, rest);
    }
    case 'button': {
      const { text, label } = options;
      return call('button', JSON.stringify(text), { label });
    }
    case 'text':
    case 'textarea':
    case 'toggle':
    case 'date': {
      const { control, ...rest } = options;
      return call(control, '', rest);
    }
  }
}

function call(name: string, first: string, options: Readonly<Record<string, unknown>>): string {
  const written = Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  const second = written.length > 0 ? `{${written.join(', ')}}` : '';
  return `Inputs.${name}(${[first, second].filter(Boolean).join(', ')})`;
}
