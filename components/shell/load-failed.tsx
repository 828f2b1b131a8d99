import { errorMessage, isNotFound } from '@/components/api';
import { ButtonLink } from '@/components/ui/button-link';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';

/** Why a page has nothing to show: what is not there leads back to its list; all else can be tried again. */
export function LoadFailed({
  error,
  onRetry,
  list,
}: {
  error: unknown;
  onRetry(): void;
  list: { readonly label: string; readonly href: string };
}) {
  if (!isNotFound(error)) return <ErrorNotice message={errorMessage(error)} onRetry={onRetry} />;
  return (
    <EmptyState
      title={errorMessage(error)}
      action={<ButtonLink href={list.href}>Show all {list.label}</ButtonLink>}
    >
      It may have been deleted, or the link is incomplete.
    </EmptyState>
  );
}
