import { notFound } from 'next/navigation';

/** An address that no page has: the workspace's own "not found" stands within the rail. */
export default function Nowhere() {
  notFound();
}
