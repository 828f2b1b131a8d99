import { network } from '../network';
import { openWith } from './open-folder';

export const openFolder = openWith((files, context) => network.restore(files, context));
