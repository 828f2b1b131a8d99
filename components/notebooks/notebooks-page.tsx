'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { FilePlus2, FileUp, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { notebookFiles } from '@/cells/document/convert/read-file';
import { api, errorMessage } from '@/components/api';
import { DropZone } from '@/components/datasets/drop-zone';
import { createNotebook } from '@/components/shell/new-notebook';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { Page, PageHeader } from '@/components/ui/page-header';
import { toast } from '@/components/ui/toast';
import { Filters } from './list/filters';
import { pathTo } from './list/folders-in';
import { Listing } from './list/listing';
import { SearchResults } from './list/search-results';
import { Trash } from './list/trash';
import { addressOf, useChoice } from './list/use-choice';
import { useFiling } from './list/use-filing';
import { useImport } from './use-import';

/** All notebooks: by folder, narrowed by tag, person or kind, searched in title, text and code; and the trash. */
export function NotebooksPage() {
  const [choice, choose] = useChoice();
  const { folder, isTrash } = choice;
  const [text, setText] = useState(choice.text);
  const router = useRouter();
  const client = useQueryClient();
  const filing = useFiling();
  const labels = useQuery({
    queryKey: ['notebooks', 'labels'],
    queryFn: () => api.notebooks.labels.query({}),
  });

  // Typing is quick, the address follows when it pauses; going back brings the text back.
  useEffect(() => setText(choice.text), [choice.text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is changed by what is typed alone
  useEffect(() => {
    if (text === choice.text) return;
    const timer = setTimeout(() => choose({ text }), 400);
    return () => clearTimeout(timer);
  }, [text]);

  const create = useMutation({
    async mutationFn() {
      const { id } = await createNotebook();
      // What is made in a folder stays there.
      if (folder) await api.notebooks.move.mutate({ moves: [{ id, folder }] });
      return id;
    },
    onSuccess(id) {
      void client.invalidateQueries({ queryKey: ['notebooks'] });
      router.push(`/notebooks/${id}`);
    },
    onError: (error) => toast.failed(errorMessage(error)),
  });
  const { importFiles, importing, report } = useImport();
  const picker = useRef<HTMLInputElement>(null);
  const path = pathTo(folder);
  const isSearching = text.trim() !== '' && !isTrash;
  return (
    <DropZone
      sign="Drop to import"
      packsModels={false}
      onFile={(file, others) => void importFiles([file, ...others])}
    >
      <Page>
        <PageHeader
          title={isTrash ? 'Trash' : (path.at(-1)?.name ?? 'Notebooks')}
          crumbs={
            isTrash
              ? [{ label: 'Notebooks', href: '/notebooks' }]
              : path.length > 0
                ? [
                    { label: 'Notebooks', href: '/notebooks' },
                    ...path
                      .slice(0, -1)
                      .map((above) => ({ label: above.name, href: addressOf({ folder: above.path }) })),
                  ]
                : []
          }
          actions={
            !isTrash && (
              <>
                <ButtonLink variant="quiet" icon={Trash2} href={addressOf({ isTrash: true })}>
                  Trash
                </ButtonLink>
                <Button icon={FileUp} busy={importing !== undefined} onClick={() => picker.current?.click()}>
                  {importing === undefined ? 'Import' : `Reading ${importing}`}
                </Button>
                <input
                  ref={picker}
                  type="file"
                  hidden
                  multiple
                  aria-label="Notebooks to import"
                  accept={[...notebookFiles, '.zip'].join()}
                  onChange={(event) => {
                    void importFiles([...(event.target.files ?? [])]);
                    event.target.value = '';
                  }}
                />
                <Button
                  variant="primary"
                  icon={FilePlus2}
                  busy={create.isPending}
                  onClick={() => create.mutate()}
                >
                  New notebook
                </Button>
              </>
            )
          }
        />
        {isTrash ? (
          <Trash filing={filing} />
        ) : (
          <>
            <Filters choice={choice} text={text} labels={labels.data} onText={setText} onChoose={choose} />
            {isSearching ? (
              <SearchResults text={text} />
            ) : (
              <Listing choice={choice} labels={labels.data} filing={filing} />
            )}
          </>
        )}
        {report}
      </Page>
    </DropZone>
  );
}
