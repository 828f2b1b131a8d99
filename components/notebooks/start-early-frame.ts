/**
 * The frame of a notebook takes as long to start as the program of the page around it, and needs nothing of that: both begin at once.
 * The page's HTML asks for this file (app/(workspace)/notebooks/[id]); who opens the notebook takes the frame over.
 */
import { canMoveFrames, dropEarlyFrame, isTooLate, leaveEarlyFrame } from './early-frame';
import { createFrameAssets, type FrameManifest } from './frame-assets';
import { loadFrame } from './load-frame';
import { readDocument } from './read-document';

/** What it needs of the manifest, put into this file when it is built. */
declare const frameManifest: FrameManifest;

/** Milliseconds after which nobody will come for it: the notebook is gone, or the person went elsewhere. */
const patience = 15_000;

const [, notebookId] = /^\/notebooks\/([\w-]+)\/?$/.exec(location.pathname) ?? [];
if (notebookId !== undefined && canMoveFrames() && !isTooLate()) start(notebookId);

function start(notebookId: string): void {
  const host = document.createElement('div');
  host.ariaHidden = 'true';
  host.inert = true;
  // As large as what it becomes a part of, and not seen.
  host.style.cssText = 'position: fixed; inset: 0; z-index: -1; visibility: hidden';
  document.body.append(host);
  const written = readDocument(notebookId);
  written.catch(() => {}); // who opens the notebook asks again, and says so
  const isSafe = new URLSearchParams(location.search).has('safe');
  const assets = createFrameAssets('/frame/', frameManifest);
  const loading = loadFrame({
    ...{ container: host, assets },
    theme: document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light',
    // Its texts stand in it as they are.
    html: isSafe ? '' : written.then((bytes) => new TextDecoder().decode(bytes)),
  });
  const frame = { notebookId, assets, loading, document: written };
  leaveEarlyFrame(frame);
  setTimeout(() => dropEarlyFrame(frame), patience);
}
