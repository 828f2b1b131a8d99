import * as links from '../services/links';
import { read, router, write } from './trpc';

export const linksRouter = router({
  list: read(links.listLinks),
  imports: read(links.listSharedImports),
  create: write(links.createLink),
  revoke: write(links.revokeLink),
  restore: write(links.restoreLink),
});
