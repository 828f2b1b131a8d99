/** Who acts. Reads the role table; knows nothing of sessions or passwords. Imports no other service. */
export { actorOf, ensureBuiltInActors, localOwnerId, workerId } from './actors';
