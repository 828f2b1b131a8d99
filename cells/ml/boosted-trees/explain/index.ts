/**
 * What each input of boosted trees does: SHAP values and interactions of rows, partial dependence of an input. Pure arithmetic on
 * an `Ensemble`; knows no file and no training.
 */
export { createExplainer } from './create-explainer';
