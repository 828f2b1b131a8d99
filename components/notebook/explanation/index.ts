/** How explanations of a model's rows and inputs look in a notebook. Drawn inside the frame; knows nothing of the server. */
export { createDependenceView, createExplanationView, isDependence, isExplanation } from './create-views';
