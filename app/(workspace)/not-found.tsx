import { ButtonLink } from '@/components/ui/button-link';
import { EmptyState } from '@/components/ui/empty-state';
import { Page } from '@/components/ui/page-header';

export default function NotFound() {
  return (
    <Page>
      <EmptyState
        title="There is nothing at this address"
        action={<ButtonLink href="/">Go to the start page</ButtonLink>}
      >
        It may have been deleted, or the link is incomplete.
      </EmptyState>
    </Page>
  );
}
