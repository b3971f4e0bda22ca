import { hostileEstate, type Estate } from './estate.ts';
import { hostilePlan } from './plan.ts';
import type { Generator } from './random.ts';
import { hostileConfiguration } from './terraform.ts';

/** One piece of hostile input: a text as it might stand in a file, bytes that are no text, or the files of a folder. */
export type Hostile = { readonly text: string } | { readonly bytes: Buffer } | { readonly files: Estate };

/** Good input, to be damaged. */
export interface Examples {
  readonly texts: readonly string[];
  readonly estates: readonly Estate[];
  readonly configurations: readonly Estate[];
}

/** Makes input of every sort from good examples: bytes, damaged files, files with strange values, strange objects, networks that fit nowhere, Terraform that does not parse. */
export function hostileInput(random: Generator, { texts: examples, estates, configurations }: Examples): Hostile {
  switch (random.whole(9)) {
    case 0:
      return { bytes: Buffer.from(Array.from({ length: random.whole(400) }, () => random.whole(256))) };
    case 1:
      return { text: damaged(random, chosen(random, examples)) };
    case 2:
      return { text: estranged(random, chosen(random, examples)) };
    case 3:
      return { text: Array.from({ length: 1 + random.whole(8) }, () => JSON.stringify(object(random))).join('\n---\n') };
    case 4:
      return { text: random.once(3) ? damaged(random, hostilePlan(random, strange)) : hostilePlan(random, strange) };
    case 5:
    case 6:
      return { files: hostileEstate(random, estates, strange) };
    case 7:
      return { files: hostileConfiguration(random, configurations, strange) };
    default:
      return { text: damaged(random, estranged(random, chosen(random, examples))) };
  }
}

/** A request as anybody may paste it. */
export function hostileUrl(random: Generator): string {
  const host = random.once(3) ? random.pick(strange) : random.pick(['xnat.example.com', 'xnat.example.org', 'a.b', '[::1]', '10.0.0.1']);
  return `${random.pick(['https', 'http', 'tcp', 'ftp', 'HTTPS', ''])}://${host}${random.pick(['', ':443', ':80', ':0', ':99999', ':x'])}/${random.pick(strange)}`;
}

/** A header line, a source or a command line as anybody may paste it. */
export function hostileWords(random: Generator): string {
  const words = ['curl', '-X', '-H', '-d', '--url', 'https://a.b/', "'", '"', '\\', 'Host: ', 'pod:', 'sa:xnat/', '10.0.0.0/', ': '];
  return Array.from({ length: 1 + random.whole(8) }, () => random.pick(random.once(2) ? words : strange)).join(random.pick(['', ' ']));
}

function chosen(random: Generator, examples: readonly string[]): string {
  return Array.from({ length: 1 + random.whole(4) }, () => random.pick(examples)).join('\n---\n');
}

/** Cuts, doubles, swaps and overwrites stretches of the text. */
function damaged(random: Generator, text: string): string {
  let result = text;
  for (let times = 1 + random.whole(4); times > 0; times--) {
    const [from, length] = [random.whole(result.length + 1), random.whole(40)];
    const stretch = result.slice(from, from + length);
    const put = random.pick(['', stretch + stretch, random.pick(strange), [...stretch].toReversed().join('')]);
    result = result.slice(0, from) + put + result.slice(from + length);
  }
  return result;
}

/** Replaces values behind `key: ` and in lists, and keeps the shape. */
function estranged(random: Generator, text: string): string {
  const lines = text.split('\n');
  for (let times = 1 + random.whole(6); times > 0; times--) {
    const at = random.whole(lines.length);
    lines[at] = (lines[at] ?? '').replace(/^(\s*(?:- )?(?:[\w./-]+: )?)\S.*$/, (_, head: string) => head + JSON.stringify(random.pick(strange)));
    if (random.once(8)) lines.splice(at, 1);
    if (random.once(8)) lines.splice(at, 0, lines[random.whole(lines.length)] ?? '');
  }
  return lines.join('\n');
}

const kinds = ['Service', 'Pod', 'Deployment', 'StatefulSet', 'Ingress', 'AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication', 'DestinationRule', 'VirtualService', 'Gateway', 'ConfigMap', 'Secret', 'Namespace', 'EndpointSlice', 'HorizontalPodAutoscaler'] as const;
const groups = ['v1', 'apps/v1', 'networking.k8s.io/v1', 'security.istio.io/v1', 'networking.istio.io/v1', 'extensions/v1beta1', 'discovery.k8s.io/v1', 'autoscaling/v2'] as const;
const keys = ['spec', 'metadata', 'selector', 'matchLabels', 'ports', 'port', 'number', 'name', 'rules', 'from', 'to', 'when', 'key', 'values', 'source', 'operation', 'paths', 'methods', 'hosts', 'host', 'http', 'route', 'destination', 'subset', 'subsets', 'mtls', 'mode', 'portLevelMtls', 'template', 'containers', 'trafficPolicy', 'tls', 'annotations', 'labels', 'backend', 'service', 'action', 'ipBlocks', 'targetPort', 'replicas', 'data', 'mesh', 'jwtRules', 'issuer', '__proto__', 'constructor', '80'] as const;

/** Values that programs stumble over. */
const strange: readonly string[] = ['', ' ', '*', '**', '*.', '{*}', '{**}/a', '\u0000', '\u001b[31mred', '\u202e', '../../etc/passwd', '__proto__', 'constructor', 'a'.repeat(3000), '0.0.0.0/0', '::/0', '10.0.0.0/33', '999.1.1.1', '-1', '65536', '1e9', 'STRICT', 'DISABLE', 'true', '(((((((((a*)*)*)*)*)*)*)*)*', '[', '\\', '%00', '%2e%2e/', '<script>', '\ud800', 'ns/name/extra', 'a,b', '&a *a', 'cluster.local/ns/*/sa/*'];

function object(random: Generator): unknown {
  return { apiVersion: random.pick(groups), kind: random.pick(kinds), metadata: { name: random.once(4) ? random.pick(strange) : random.pick(['xnat', 'web', 'default']), namespace: random.pick(['xnat', 'istio-system', 'default']), labels: value(random, 2) }, spec: value(random, 5), data: value(random, 2) };
}

function value(random: Generator, depth: number): unknown {
  const sort = random.whole(depth === 0 ? 4 : 8);
  if (sort === 0) return random.pick(strange);
  if (sort === 1) return random.whole(70_000) - 10;
  if (sort === 2) return random.pick([null, true, false, 0.5]);
  if (sort === 3) return random.pick(['xnat', 'web', 'GET', '/a/*', 'GREATER']);
  if (sort === 4) return Array.from({ length: random.whole(4) }, () => value(random, depth - 1));
  return Object.fromEntries(Array.from({ length: random.whole(6) }, () => [random.pick(keys), value(random, depth - 1)]));
}
