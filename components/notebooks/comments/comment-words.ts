/** A stretch of a comment as it is drawn. */
export interface Stretch {
  readonly kind: 'text' | 'strong' | 'emphasis' | 'code' | 'link' | 'mention';
  readonly text: string;
}

const marks =
  /`([^`\n]+)`|\*\*([^*\n]+)\*\*|(?<![\w*])\*([^*\n]+)\*(?![\w*])|(https?:\/\/[^\s<>"')\]]+[^\s<>"')\].,;:!?])/g;

/** Reads the little of Markdown that a comment may have, and the names that it calls. Everything else is text. */
export function readWords(comment: string, mentions: readonly string[]): Stretch[] {
  const stretches: Stretch[] = [];
  let at = 0;
  const plain = (to: number) => stretches.push(...markMentions(comment.slice(at, to), mentions));
  for (const match of comment.matchAll(marks)) {
    const [whole, code, strong, emphasis, link] = match;
    plain(match.index);
    at = match.index + whole.length;
    if (code !== undefined) stretches.push({ kind: 'code', text: code });
    else if (strong !== undefined) stretches.push({ kind: 'strong', text: strong });
    else if (emphasis !== undefined) stretches.push({ kind: 'emphasis', text: emphasis });
    else if (link !== undefined) stretches.push({ kind: 'link', text: link });
  }
  plain(comment.length);
  return stretches;
}

function markMentions(text: string, mentions: readonly string[]): Stretch[] {
  const lower = text.toLowerCase();
  const longest = [...mentions].sort((a, b) => b.length - a.length);
  const stretches: Stretch[] = [];
  let from = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const called = longest.find((name) => lower.startsWith(name.toLowerCase(), at + 1));
    if (!called) continue;
    if (at > from) stretches.push({ kind: 'text', text: text.slice(from, at) });
    from = at + 1 + called.length;
    stretches.push({ kind: 'mention', text: text.slice(at, from) });
    at = from - 1;
  }
  if (from < text.length) stretches.push({ kind: 'text', text: text.slice(from) });
  return stretches;
}
