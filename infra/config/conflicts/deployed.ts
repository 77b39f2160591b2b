import type { Config } from '../schema.ts';
import { type Problem, unless } from './problem.ts';

/** The limits of an image fit into the function. */
export const resources = ({ limits, memory, timeout }: Config): Problem[] => {
  // The function's own process may hold 500 MB beside it.
  const room = (memory - 500) * 1e6;
  const time = timeout * 1000;
  return [
    ...unless(limits.memory <= room, ['limits.memory', limits.memory, `at most memory - 500 MB: ${room}`]),
    ...unless(limits.milliseconds < time, ['limits.milliseconds', limits.milliseconds, `less than timeout: ${time}`]),
  ];
};

/** What only the regional door has. */
export const regional = ({ door, regional }: Config): Problem[] => [
  ...unless(!regional || door === 'regional', ['regional', regional, "door: 'regional' beside it"]),
  ...unless(!regional?.codeSigningConfigArn || regional.package === 'zip', [
    'regional.codeSigningConfigArn',
    regional?.codeSigningConfigArn,
    'it to be left out if package is image: Lambda checks no signatures of images',
  ]),
];

/** Web servers are asked by the regional door, never in a circle. */
export const httpOrigins = ({ door, httpOrigins, domain, timeout }: Config): Problem[] => {
  if (!httpOrigins) return [];
  const { hosts, milliseconds } = httpOrigins;
  const own = hosts.findIndex((host) => domain?.names.includes(host.replace('http://', '')));
  return [
    ...unless(door === 'regional', [
      'httpOrigins',
      httpOrigins,
      "door: 'regional' beside it: at the edge CloudFront itself asks the origin",
    ]),
    ...unless(own < 0, [`httpOrigins.hosts[${own}]`, hosts[own], 'a host that is not in domain.names']),
    ...unless(milliseconds < timeout * 1000, [
      'httpOrigins.milliseconds',
      milliseconds,
      `less than timeout: ${timeout * 1000}`,
    ]),
  ];
};

/** What a staging distribution of CloudFront excludes. */
export const staging = ({ staging, http3, door }: Config): Problem[] =>
  staging
    ? [
        ...unless(!http3, ['http3', http3, 'false with staging: CloudFront has no HTTP/3 with continuous deployment']),
        ...unless(door === 'edge', ['staging', staging, "door: 'edge' beside it"]),
        ...unless((staging.weight === undefined) !== (staging.header === undefined), [
          'staging',
          staging,
          'weight, or header',
        ]),
      ]
    : [];

/** Every origin, or some. */
export const cors = ({ cors }: Config): Problem[] =>
  unless(!cors.origins.includes('*') || cors.origins.length === 1, [
    'cors.origins',
    cors.origins,
    '* alone, or origins without it',
  ]);
