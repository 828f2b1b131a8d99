import { restoreCustom } from '../custom';
import { openWith } from './open-folder';

export const openFolder = openWith((files, context) => restoreCustom(files, context));
