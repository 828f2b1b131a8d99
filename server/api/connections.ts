import * as connections from '../services/connections';
import { read, router, write } from './trpc';

export const connectionsRouter = router({
  list: read(connections.listConnections),
  create: write(connections.createConnection),
  update: write(connections.updateConnection),
  remove: write(connections.removeConnection),
  // Asks another server, with a password in what it sends: not by an address that is kept.
  test: write(connections.testConnection),
  listGranted: read(connections.listGrantedConnections),
  openQuery: write(connections.openQuery),
  grantedTables: read(connections.readGrantedTables),
  grantedColumns: read(connections.readGrantedColumns),
});
