/** Whether a cell is looked at. */
export class Visibility {
  #isSeen = false;
  #waiting: (() => void)[] = [];

  get isSeen(): boolean {
    return this.#isSeen;
  }

  set(isSeen: boolean): void {
    this.#isSeen = isSeen;
    if (isSeen) for (const tell of this.#waiting.splice(0)) tell();
  }

  /** Calls once when it is known to be looked at; at once when it is. */
  whenSeen(listener: () => void): void {
    if (this.#isSeen) listener();
    else this.#waiting.push(listener);
  }
}
