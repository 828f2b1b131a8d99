/** Models that were made elsewhere: looked at, tried on a row, and registered with what they answered. Their files are never trusted. */
export { importModel, inspectFiles, tryFiles } from './import-model';
export { keepFolder } from './keep-folder';
export { registerLogged } from './register-logged';
