/**
 * The attribute of a cell's element in which the file keeps what a reader set: the value of an input, the brush of a chart. A cell
 * without it begins anew each time.
 */
export const keptAttribute = 'data-value';
