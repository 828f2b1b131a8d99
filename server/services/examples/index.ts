/** The bundled examples: a notebook, its data set and the grant between them, made with one call. Last in the order of services. */
export { listExamples } from './list-examples';
export { openExample } from './open-example';
