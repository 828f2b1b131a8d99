/** Tests of a stream of errors, as labels come: does the model begin to err more? */
export { type Adwin, type AdwinOptions, createAdwin } from './adwin';
export { createDdm, type DdmOptions } from './ddm';
export { type ErrorRateEvent, type ErrorRateTest, type ErrorState, watchErrors } from './error-rate-test';
export { createPageHinkley, type PageHinkleyOptions } from './page-hinkley';
