/** What kind of values a column holds, for its icon, its alignment and its filter. */
export type Measure = 'number' | 'text' | 'date' | 'boolean' | 'list' | 'struct' | 'picture' | 'other';
