/**
 * A name that begins with `_` stays in its cell: other cells neither read it nor clash with it. `_` alone is a name like any
 * other.
 */
export const isLocalName = (name: string): boolean => name.length > 1 && name.startsWith('_');
