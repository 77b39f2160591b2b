import { type LookupAddress, lookup } from 'node:dns';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './addresses.ts';

/** Web servers that originals are read from: nothing else is asked, whatever a URL, a redirect or DNS says. */
export type WebOrigins = {
  /** The folder of URLs behind which host and path of an original stand, such as `/http/`. */
  path: string;
  /** Host names; `*.` stands for any subdomain, and `http://` in front allows http as well. */
  hosts: readonly string[];
  /** Milliseconds that an original may take, redirects and its last byte included. */
  milliseconds: number;
  /** How the world is reached, where tests have one of their own. */
  network?: Network;
};

/** An original of a web server: its URL, and the rules for it. */
export type WebOriginal = { url: string; origins: WebOrigins };

/** The ports of web servers, their addresses, and which of those may be asked. */
export type Network = {
  lookup: (host: string) => Promise<LookupAddress[]>;
  isPublic: (address: string) => boolean;
  portOf: (url: URL) => number;
};

/** Asks with a method and headers until the signal says stop. */
export type WebRequest = { method: 'GET' | 'HEAD'; headers: { [name: string]: string }; signal: AbortSignal };

/** Thrown where the rules, not the server, say no. */
export class Refused extends Error {
  override name = 'Refused';
}

const mostRedirects = 3;

const internet: Network = {
  lookup: (host) =>
    new Promise((resolve, reject) =>
      lookup(host, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses))),
    ),
  isPublic: isPublicAddress,
  portOf: ({ protocol }) => (protocol === 'http:' ? 80 : 443),
};

// Connections are kept while the process lives; never through a proxy, which would resolve names by itself.
const agents = {
  'http:': new http.Agent({ keepAlive: true }),
  'https:': new https.Agent({ keepAlive: true }),
};

/** The answer of a web server behind its redirects; its body must be read or destroyed. Throws Refused, or the connection's error. */
export const askWeb = async (
  url: URL,
  origins: WebOrigins,
  request: WebRequest,
  redirects = mostRedirects,
): Promise<IncomingMessage> => {
  const problem = problemOf(url, origins);
  if (problem) throw new Refused(problem);
  const response = await send(url, origins.network ?? internet, request);
  const { statusCode = 0, headers } = response;
  if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined) return response;
  response.destroy();
  if (redirects === 0) throw new Refused(`more than ${mostRedirects} redirects`);
  const target = URL.parse(headers.location, url);
  if (!target) throw new Refused('a redirect to what is no URL');
  return askWeb(target, origins, request, redirects - 1);
};

/** What the rules say against a URL. Addresses are no names of hosts, so none is in the list, however it is written. */
const problemOf = (
  { protocol, hostname, port, username, password }: URL,
  { hosts }: WebOrigins,
): string | undefined => {
  if (username || password || port) return 'a user or a port is not allowed';
  const rules = hosts.filter((rule) => matches(rule.replace(plain, ''), hostname));
  if (rules.length === 0) return `${hostname} is not allowed`;
  const isAllowed = protocol === 'https:' || (protocol === 'http:' && rules.some((rule) => plain.test(rule)));
  return isAllowed ? undefined : `${protocol} is not allowed for ${hostname}`;
};

const plain = /^http:\/\//;

const matches = (allowed: string, hostname: string) =>
  allowed.startsWith('*.') ? hostname.endsWith(allowed.slice(1)) : hostname === allowed;

/** The scheme of a host in a path, which names none: http where a rule for it says so. */
export const schemeOf = (hostname: string, { hosts }: WebOrigins): 'http' | 'https' =>
  hosts.some((rule) => plain.test(rule) && matches(rule.replace(plain, ''), hostname)) ? 'http' : 'https';

const send = (url: URL, network: Network, { method, headers, signal }: WebRequest) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    const { protocol, hostname, pathname, search } = url;
    const options = {
      ...{ hostname, port: network.portOf(url), path: pathname + search, method, headers, signal },
      lookup: lookupOf(network),
    };
    const outgoing =
      protocol === 'http:'
        ? http.request({ ...options, agent: agents['http:'] })
        : https.request({ ...options, agent: agents['https:'] });
    outgoing.on('error', reject);
    outgoing.on('response', resolve);
    outgoing.end();
  });

/** Resolves a name for one connection: the address that is looked at is the one that is connected to. */
const lookupOf =
  ({ lookup, isPublic }: Network): LookupFunction =>
  (host, { all, family }, done) => {
    lookup(host)
      .then((addresses) => {
        // One private address among others is no accident.
        const closed = addresses.find(({ address }) => !isPublic(address));
        if (closed) throw new Refused(`${host} is ${closed.address}, which is not public`);
        const fitting = addresses.filter((each) => !family || each.family === family);
        const [first = { address: '', family: 4 }] = fitting;
        if (!first.address) throw new Refused(`${host} has no address`);
        return { fitting, first };
      })
      .then(
        ({ fitting, first }) => (all ? done(null, fitting) : done(null, first.address, first.family)),
        (error) => done(error, ''),
      );
  };
