import { useState } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { Field, Select } from '@/components/ui/field';
import { Tabs } from '@/components/ui/tabs';
import { type Asked, type Call, callForms } from './call-forms';
import styles from './try-box.module.css';

/** The same call as programs make it, in the form that they know. */
export function CallSnippets({ asked, requiresKey = false }: { asked: Asked; requiresKey?: boolean }) {
  const [form, setForm] = useState<string>('cellar');
  const call: Call = {
    ...(callForms.find(({ value }) => value === form) ?? callForms[0]).toCall(asked),
    headers: {
      'Content-Type': 'application/json',
      ...(requiresKey && { Authorization: 'Bearer <API key>' }),
    },
  };
  const snippets = [
    { value: 'curl', label: 'curl', text: curl(call) },
    { value: 'javascript', label: 'JavaScript', text: javascript(call) },
    { value: 'python', label: 'Python', text: python(call) },
  ];
  return (
    <div className={styles.call}>
      <div className={styles.forms}>
        <Field label="Form of the request">
          <Select value={form} options={callForms} onChange={setForm} />
        </Field>
        <a href={`/api/models/${asked.reference}/openapi.json`} target="_blank" rel="noreferrer">
          OpenAPI description
        </a>
      </div>
      <Tabs
        label="The call in a language"
        tabs={snippets.map(({ value, label, text }) => ({
          value,
          label,
          content: (
            <div className={styles.snippet}>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long call scrolls by keyboard */}
              <pre tabIndex={0}>
                <code>{text}</code>
              </pre>
              <CopyButton text={text} label={`Copy ${label}`} />
            </div>
          ),
        }))}
      />
    </div>
  );
}

const curl = ({ url, headers = {}, body }: Call): string =>
  [
    `curl ${url}`,
    ...Object.entries(headers).map(([name, value]) => `-H '${name}: ${value}'`),
    `-d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`,
  ].join(' \\\n  ');

const javascript = ({ url, headers, body, answer }: Call): string =>
  `const response = await fetch(${JSON.stringify(url)}, {
  method: "POST",
  headers: ${JSON.stringify(headers)},
  body: JSON.stringify(${JSON.stringify(body, null, 2).replaceAll('\n', '\n  ')}),
});
const { ${answer} } = await response.json();`;

const python = ({ url, headers, body, answer }: Call): string =>
  `import json, urllib.request

body = ${toPython(body)}
request = urllib.request.Request(
    ${JSON.stringify(url)},
    data=json.dumps(body).encode(),
    headers=${toPython(headers)},
)
${answer} = json.load(urllib.request.urlopen(request))["${answer}"]`;

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
