/** Something that is on or off, and who wants to know. */
export interface Switch {
  get(): boolean;
  set(on: boolean): void;
  subscribe(listener: () => void): () => void;
}

export function createSwitch(onChange: (on: boolean) => void): Switch {
  let isOn = false;
  const listeners = new Set<() => void>();
  return {
    get: () => isOn,
    set(on) {
      if (on === isOn) return;
      isOn = on;
      onChange(on);
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
