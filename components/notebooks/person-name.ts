/** The name by which others see a person in a notebook, as chosen in this browser. */
const place = 'cellar-person-name';

export function readPersonName(): string | undefined {
  try {
    return localStorage.getItem(place)?.trim().slice(0, 40) || undefined;
  } catch {
    return undefined; // a browser may refuse storage
  }
}

export function keepPersonName(name: string): void {
  try {
    localStorage.setItem(place, name);
  } catch {
    // It holds for this visit.
  }
}
