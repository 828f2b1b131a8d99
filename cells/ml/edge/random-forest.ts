import { randomForest } from '../trees';
import { openWith } from './open-folder';

export const openFolder = openWith((files, context) => randomForest.restore(files, context));
