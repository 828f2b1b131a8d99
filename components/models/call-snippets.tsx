import { CopyButton } from '@/components/ui/copy-button';
import { Tabs } from '@/components/ui/tabs';
import styles from './try-box.module.css';

export interface Call {
  readonly url: string;
  readonly body: unknown;
}

/** The same call as programs make it. */
export function CallSnippets({ call }: { call: Call }) {
  const snippets = [
    { value: 'curl', label: 'curl', text: curl(call) },
    { value: 'javascript', label: 'JavaScript', text: javascript(call) },
    { value: 'python', label: 'Python', text: python(call) },
  ];
  return (
    <Tabs
      label="The call in a language"
      tabs={snippets.map(({ value, label, text }) => ({
        value,
        label,
        content: (
          <div className={styles.snippet}>
            <pre>
              <code>{text}</code>
            </pre>
            <CopyButton text={text} label={`Copy ${label}`} />
          </div>
        ),
      }))}
    />
  );
}

export const curl = ({ url, body }: Call): string =>
  `curl ${url} \\\n  -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`;

export const javascript = ({ url, body }: Call): string =>
  `const response = await fetch(${JSON.stringify(url)}, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(${JSON.stringify(body, null, 2).replaceAll('\n', '\n  ')}),
});
const { predictions } = await response.json();`;

export const python = ({ url, body }: Call): string =>
  `import json, urllib.request

body = ${toPython(body)}
request = urllib.request.Request(
    ${JSON.stringify(url)},
    data=json.dumps(body).encode(),
    headers={"Content-Type": "application/json"},
)
predictions = json.load(urllib.request.urlopen(request))["predictions"]`;

/** A JSON value as Python writes it. Strings are the same in both. */
function toPython(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(toPython).join(', ')}]`;
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, part]) => `${JSON.stringify(key)}: ${toPython(part)}`)
      .join(', ')}}`;
  return JSON.stringify(value);
}
