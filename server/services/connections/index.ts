/**
 * Databases elsewhere that notebooks are let read: where they are, their sealed passwords, and queries to them. Imports the notebooks
 * service (grants); what talks to a database runs in a thread of its own.
 */
export { readGrantedColumns, readGrantedTables, testConnection } from './ask-connection';
export { createConnection, removeConnection, updateConnection } from './edit-connections';
export { openQuery, takeQuery } from './open-query';
export { queryingOf } from './querying-thread';
export { listConnections, listGrantedConnections } from './read-connections';
