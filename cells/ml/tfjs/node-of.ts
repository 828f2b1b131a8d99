/** The node that an input of a graph names: `^name` is an order without a value, `name:1` the second value of a node. */
export const nodeOf = (input: string): string => input.replace(/^\^/, '').replace(/:\d+$/, '');
