/** The types of `@observablehq/inputs`, which ships none: what completion and help say of it. */

interface InputOptions {
  /** Text or element before the input. */
  label?: string | Node;
  /** Whether it cannot be changed; for choices, which of them. */
  disabled?: boolean | unknown[];
  /** Width in pixels, or as CSS. */
  width?: number | string;
}

interface ValueOptions<T> extends InputOptions {
  /** The initial value. */
  value?: T;
}

interface TextOptions extends ValueOptions<string> {
  /** What an empty field says. */
  placeholder?: string;
  /** Texts to choose from. */
  datalist?: Iterable<string>;
  /** A regular expression that the text must match. */
  pattern?: string;
  /** Whether it may not be empty. */
  required?: boolean;
  /** Fewest characters. */
  minlength?: number;
  /** Most characters. */
  maxlength?: number;
  /** Whether the value changes on Enter or by a button only; a text is the button's label. */
  submit?: boolean | string;
  /** Whether the browser checks spelling. */
  spellcheck?: boolean;
}

interface RangeOptions extends ValueOptions<number> {
  /** Distance of two values. */
  step?: number;
  /** How the number is written. */
  format?: (value: number) => string;
  /** What the empty number field says. */
  placeholder?: string;
  /** From the number to the slider's place: Math.log for a logarithmic slider. */
  transform?: (value: number) => number;
  /** The inverse of `transform`. */
  invert?: (value: number) => number;
}

interface ChoiceOptions<T> extends ValueOptions<T> {
  /** The text of a choice. */
  format?: (value: unknown) => string | Node;
  /** The value of a choice. */
  valueof?: (value: unknown) => unknown;
  /** The order of the choices: true, "ascending", "descending" or a comparator. */
  sort?: boolean | 'ascending' | 'descending' | ((a: unknown, b: unknown) => number);
  /** Whether each choice is shown once. */
  unique?: boolean;
}

interface SelectOptions extends ChoiceOptions<unknown> {
  /** Whether several can be chosen; a number is how many rows are shown. */
  multiple?: boolean | number;
  /** Rows that are shown. */
  size?: number;
}

interface DateOptions extends ValueOptions<Date | string> {
  /** The earliest date. */
  min?: Date | string;
  /** The latest date. */
  max?: Date | string;
  /** Whether it may not be empty. */
  required?: boolean;
  /** Whether the value changes on Enter or by a button only. */
  submit?: boolean | string;
}

interface ButtonOptions extends ValueOptions<unknown> {
  /** From the last value to the next, at each click; without it clicks are counted. */
  reduce?: (value: unknown) => unknown;
  /** Whether a click is needed before anything else. */
  required?: boolean;
}

interface FileOptions extends InputOptions {
  /** Kinds of files: ".csv,.json". */
  accept?: string;
  /** Whether several can be chosen. */
  multiple?: boolean;
  /** Whether one must be chosen. */
  required?: boolean;
}

interface TableOptions extends InputOptions {
  /** Columns to show, in order. */
  columns?: string[];
  /** Rows selected at first. */
  value?: unknown;
  /** Rows shown at once. */
  rows?: number;
  /** The column to sort by. */
  sort?: string;
  /** Whether to sort from high to low. */
  reverse?: boolean;
  /** How values are written, by column. */
  format?: Record<string, (value: unknown, index: number, data: unknown[]) => unknown>;
  /** Alignment by column. */
  align?: Record<string, 'left' | 'right' | 'center'>;
  /** Heads of columns. */
  header?: Record<string, string | Node>;
  /** `fixed` sets widths at once, `auto` by content. */
  layout?: 'fixed' | 'auto';
  /** Whether one row, or several, can be selected. */
  multiple?: boolean;
  /** The greatest height in pixels. */
  maxHeight?: number;
  /** Whether rows must be selected. */
  required?: boolean;
}

interface SearchOptions extends ValueOptions<string> {
  /** What an empty field says. */
  placeholder?: string;
  /** Columns that are searched. */
  columns?: string[];
  /** From the query to the test of a row. */
  filter?: (query: string) => (row: unknown) => boolean;
  /** How the number of results is written. */
  format?: (count: number) => string;
  /** Texts to choose from. */
  datalist?: Iterable<string>;
}

interface FormOptions {
  /** From the inputs to the element that shows them. */
  template?: (inputs: unknown) => Element;
}

export interface InputsLibrary {
  /** A button; its value counts clicks. */
  button(
    content?: string | Node | Iterable<[string, (value: unknown) => unknown]>,
    options?: ButtonOptions,
  ): HTMLFormElement;
  /** A box to tick, true or false. */
  toggle(options?: ValueOptions<boolean> & { values?: [unknown, unknown] }): HTMLFormElement;
  /** Boxes to tick; the value is an array. */
  checkbox(data: Iterable<unknown>, options?: ChoiceOptions<unknown[]>): HTMLFormElement;
  /** One of several, all in sight. */
  radio(data: Iterable<unknown>, options?: ChoiceOptions<unknown>): HTMLFormElement;
  /** A number between two others, by slider or by field. */
  range(extent?: [min: number, max: number], options?: RangeOptions): HTMLFormElement;
  /** A number, by field. */
  number(extent?: [min: number, max: number], options?: RangeOptions): HTMLFormElement;
  /** One of a list that folds, or several. */
  select(data: Iterable<unknown>, options?: SelectOptions): HTMLFormElement;
  /** A line of text. */
  text(options?: TextOptions): HTMLFormElement;
  /** Several lines of text. */
  textarea(options?: TextOptions & { rows?: number; monospace?: boolean; resize?: boolean }): HTMLFormElement;
  /** An e-mail address. */
  email(options?: TextOptions): HTMLFormElement;
  /** A telephone number. */
  tel(options?: TextOptions): HTMLFormElement;
  /** A web address. */
  url(options?: TextOptions): HTMLFormElement;
  /** A text that is not shown. */
  password(options?: TextOptions): HTMLFormElement;
  /** A colour. */
  color(options?: ValueOptions<string>): HTMLFormElement;
  /** A day. */
  date(options?: DateOptions): HTMLFormElement;
  /** A day and a time. */
  datetime(options?: DateOptions): HTMLFormElement;
  /** A file of the person's own; the value has text(), csv(), json() and the like. */
  file(options?: FileOptions): HTMLFormElement;
  /** Finds rows by words; the value is the rows found. */
  search(data: Iterable<unknown>, options?: SearchOptions): HTMLFormElement;
  /** Rows as a table; the value is the rows selected. */
  table(data: Iterable<unknown>, options?: TableOptions): HTMLFormElement;
  /** Several inputs as one; the value is an array or an object of theirs. */
  form(inputs: Element[] | Record<string, Element>, options?: FormOptions): HTMLFormElement;
  /** A value without an element, for bind. */
  input<T>(value?: T): EventTarget & { value: T };
  /** Makes one input follow another, both ways. */
  bind<T extends Element>(target: T, source: EventTarget, invalidation?: Promise<unknown>): T;
  /** Removes listeners when the element leaves the page. */
  disposal(element: Element): Promise<void>;
}
