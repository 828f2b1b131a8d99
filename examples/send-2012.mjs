// Sends the hours of 2012 to a served model, and then what really happened:
//   node examples/send-2012.mjs <model> [hours]          (CELLAR_URL, default http://localhost:3000)
import { readFile } from 'node:fs/promises';

const [model, limit = 'all'] = process.argv.slice(2);
if (!model) {
  console.error('Say which model: node examples/send-2012.mjs bike-demand');
  process.exit(1);
}
const server = process.env.CELLAR_URL ?? 'http://localhost:3000';
const batch = 200;

const text = await readFile(new URL('./data/bike-sharing-hour.csv', import.meta.url), 'utf8');
const [header, ...lines] = text.trim().split(/\r?\n/);
const names = header.split(',');
const hours = lines
  .map((line) =>
    Object.fromEntries(
      line.split(',').map((value, i) => [names[i], names[i] === 'dteday' ? value : Number(value)]),
    ),
  )
  .filter((row) => row.yr === 1)
  .slice(0, limit === 'all' ? undefined : Number(limit));

const inputs = [
  'season',
  'mnth',
  'hr',
  'holiday',
  'weekday',
  'workingday',
  'weathersit',
  'temp',
  'atemp',
  'hum',
  'windspeed',
];
let squares = 0;
for (let start = 0; start < hours.length; start += batch) {
  const part = hours.slice(start, start + batch);
  const rows = part.map((hour) => Object.fromEntries(inputs.map((name) => [name, hour[name]])));
  const { predictions } = await post('predict', { rows });
  await post('labels', { labels: predictions.map(({ id }, i) => ({ id, label: part[i].cnt })) });
  squares += predictions.reduce((sum, { prediction }, i) => sum + (prediction - part[i].cnt) ** 2, 0);
}
console.log(
  `Sent ${hours.length} hours of 2012 to ${model} and their labels. RMSE ${Math.sqrt(squares / hours.length).toFixed(1)} rides an hour.`,
);

async function post(what, body) {
  const response = await fetch(`${server}/api/models/${encodeURIComponent(model)}/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch((cause) =>
    fail(`No server answers at ${server}: start it with npm start, or set CELLAR_URL. (${cause.message})`),
  );
  const answer = await response.json();
  if (!response.ok) fail(`${what} was refused: ${answer.error?.message ?? response.status}`);
  return answer;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
