import { escapeXml } from '../../edge/image/formats/xml.ts';
import type { Pair } from './compare.ts';
import type { Answer } from './requests.ts';
import { configOf, type ParameterUse, requestsOf, type Service } from './summary.ts';

/** The report as one HTML page that holds its images: what each service is asked, what gets lost, old and new side by side. */
export const reportPage = (services: Service[], pairs: Pair[]): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Moving to edge-images</title>
<style>
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
  body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem }
  table { border-collapse: collapse; width: 100% }
  th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #8884; vertical-align: top; overflow-wrap: anywhere }
  .lost { color: #c22 } .approximated { color: #a60 }
  figure { margin: 0 0 2rem } figcaption { overflow-wrap: anywhere; font-size: .85rem }
  .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem } img { max-width: 100% }
</style>
<h1>Moving to edge-images</h1>
<h2>Configuration</h2>
<pre>${escapeXml(configOf(services))}</pre>
${services.map(serviceSection).join('\n')}
${pairs.length > 0 ? `<h2>Old and new</h2>\n${pairs.map(pairFigure).join('\n')}` : ''}
</html>
`;

const serviceSection = ({ host, dialect, urls, parameters }: Service) => `
<h2>${escapeXml(host)}: ${dialect === 'native' ? 'our own parameters' : dialect}</h2>
<p>${urls.length} URLs, ${requestsOf(urls)} requests.</p>
<table>
<tr><th>Parameter<th>Requests<th>Here<th><th>For example</tr>
${parameters.map(parameterRow).join('\n')}
</table>`;

const parameterRow = ({ name, count, status, note = '', example }: ParameterUse) =>
  `<tr><td><code>${escapeXml(name)}</code><td>${count}<td class="${status}">${status}<td>${escapeXml(note)}<td>${escapeXml(example)}</tr>`;

const pairFigure = ({ url, before, now }: Pair) => `
<figure>
<figcaption>${escapeXml(url)}${now.reason ? ` (${escapeXml(now.reason)})` : ''}</figcaption>
<div class="pair"><div>${picture('Before', before)}</div><div>${
  now.answer ? picture('Now', now.answer) : `<p class="lost">Now: ${now.status}. Is the original in the folder?</p>`
}</div></div>
</figure>`;

const picture = (title: string, { type, bytes, body }: Answer) =>
  `<p>${title}: ${escapeXml(type)}, ${(bytes / 1000).toFixed(1)} kB</p>
<img alt="${title}" src="data:${escapeXml(type)};base64,${body?.toString('base64') ?? ''}">`;
