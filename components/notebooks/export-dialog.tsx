import { Braces, FileArchive, FileCode2, FileText, Globe, type LucideIcon, Printer } from 'lucide-react';
import { useState } from 'react';
import { errorMessage } from '@/components/api';
import { Dialog } from '@/components/ui/dialog';
import { toast } from '@/components/ui/toast';
import styles from './export-dialog.module.css';
import { type ExportFormat, exportNotebook } from './export-notebook';
import type { NotebookSession } from './notebook-session';

const formats: readonly { format: ExportFormat; icon: LucideIcon; label: string; detail: string }[] = [
  {
    format: 'notebook',
    icon: FileCode2,
    label: 'Notebook (.html)',
    detail: 'All cells, no outputs. Opens here and in Observable’s Notebook Kit.',
  },
  {
    format: 'page',
    icon: Globe,
    label: 'Page with outputs (.html)',
    detail: 'To read anywhere, without Cellar or a network. Code is folded; charts do not answer.',
  },
  {
    format: 'pdf',
    icon: Printer,
    label: 'PDF',
    detail: 'The same page in your browser’s print dialog: choose “Save as PDF”.',
  },
  {
    format: 'markdown',
    icon: FileText,
    label: 'Markdown (.md)',
    detail: 'Prose, and a fence for each cell, no outputs. Imports as the same notebook.',
  },
  {
    format: 'jupyter',
    icon: Braces,
    label: 'Jupyter (.ipynb)',
    detail: 'With outputs as they stand. Jupyter runs Python cells only; imports as the same notebook.',
  },
];

const withFiles: (typeof formats)[number] = {
  format: 'notebook',
  icon: FileArchive,
  label: 'Notebook with its files (.zip)',
  detail:
    'The .html and its files side by side, as Observable’s Notebook Kit reads them. Imports as the same notebook.',
};

export function ExportDialog(props: { notebookId: string; session: NotebookSession; onClose(): void }) {
  const { notebookId, session, onClose } = props;
  const [making, setMaking] = useState<ExportFormat>();
  const make = async (format: ExportFormat) => {
    setMaking(format);
    try {
      await exportNotebook(notebookId, session, format);
      onClose();
    } catch (error) {
      setMaking(undefined);
      toast.failed(errorMessage(error));
    }
  };
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title="Download as …">
      <ul className={styles.formats}>
        {(session.get().files.size > 0 ? [withFiles, ...formats.slice(1)] : formats).map(
          ({ format, icon: Icon, label, detail }) => (
            <li key={format}>
              <button
                type="button"
                className={styles.format}
                disabled={making !== undefined}
                onClick={() => void make(format)}
              >
                <Icon size={16} aria-hidden />
                <span>
                  <span className={styles.label}>{making === format ? `${label}: being made …` : label}</span>
                  <span className={styles.detail}>{detail}</span>
                </span>
              </button>
            </li>
          ),
        )}
      </ul>
    </Dialog>
  );
}
