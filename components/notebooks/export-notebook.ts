import type { Themes } from '@/cells/document/convert/write-page';
import { parseNotebook } from '@/cells/document/parse';
import { saveFile } from '@/components/ui/save-file';
import type { NotebookSession } from './notebook-session';

export type ExportFormat = 'notebook' | 'page' | 'markdown' | 'jupyter' | 'pdf';

/** Gives the person the notebook as it stands, as a file; as PDF by the browser's own print dialog. */
export async function exportNotebook(
  notebookId: string,
  session: NotebookSession,
  format: ExportFormat,
): Promise<void> {
  const html = session.html();
  const notebook = parseNotebook(html);
  const name = fileNameOf(notebook.title);
  switch (format) {
    case 'notebook': {
      if (session.get().files.size > 0) {
        const { packNotebook } = await import('./files/carry-files');
        return saveFile(`${name}.zip`, await packNotebook(notebookId, name, notebook));
      }
      return saveFile(`${name}.html`, new Blob([html], { type: 'text/html' }));
    }
    case 'markdown': {
      const { writeMarkdown } = await import('@/cells/document/convert/write-markdown');
      return saveFile(`${name}.md`, new Blob([writeMarkdown(notebook)], { type: 'text/markdown' }));
    }
    case 'jupyter': {
      const { writeJupyter } = await import('@/cells/document/convert/write-jupyter');
      const { cells } = await session.freeze();
      return saveFile(
        `${name}.ipynb`,
        new Blob([writeJupyter(notebook, cells)], { type: 'application/x-ipynb+json' }),
      );
    }
    case 'page':
      return saveFile(`${name}-page.html`, new Blob([await pageOf(session)], { type: 'text/html' }));
    case 'pdf':
      return print(await pageOf(session));
  }
}

async function pageOf(session: NotebookSession): Promise<string> {
  const { writePage } = await import('@/cells/document/convert/write-page');
  const { cells, theme } = await session.freeze();
  return writePage(parseNotebook(session.html()), {
    outputs: cells,
    drawnIn: theme,
    themes: readThemes(),
    at: new Date(),
  });
}

/** The colours and fonts of this page's two themes. */
function readThemes(): Themes {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const find = (selector: string) =>
    rules.find(
      (rule): rule is CSSStyleRule =>
        rule instanceof CSSStyleRule &&
        rule.selectorText === selector &&
        rule.style.getPropertyValue('--paper') !== '',
    )?.style.cssText ?? '';
  return { light: find(':root'), dark: find(':root[data-theme="dark"]') };
}

/** In a frame that runs no script, whatever the outputs hold. */
function print(html: string): Promise<void> {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-same-origin allow-modals');
  frame.style.cssText = 'position: fixed; width: 800px; height: 600px; left: -10000px; border: 0';
  frame.srcdoc = html;
  return new Promise((resolve, reject) => {
    frame.addEventListener('load', () => {
      const target = frame.contentWindow;
      if (!target)
        return reject(new Error('This browser does not print frames. Download the page and print that.'));
      // The frame stays until the dialog is done with it; a browser that never says so keeps it until the page is left.
      target.addEventListener('afterprint', () => frame.remove());
      target.print();
      resolve();
    });
    document.body.append(frame);
  });
}

const fileNameOf = (title: string): string =>
  title
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase() || 'notebook';
