export { default } from 'lodash-es';
