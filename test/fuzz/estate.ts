import { isObject, type Json } from '../../src/resource/resource.ts';
import { filesUnder, textOf } from '../sources.ts';
import { changed } from './plan.ts';
import type { Generator } from './random.ts';

/** The files of a folder by their names from it. */
export type Estate = Readonly<Record<string, string>>;

/** Good networks, to be damaged: answers of AWS, plans of Terraform, and what belongs to them. */
export function goodEstates(): readonly Estate[] {
  const [central, flight] = ['examples/central-ingress', 'examples/flightpath'] as const;
  const cluster = under(`${central}/kubernetes`, 'kubernetes/');
  // Web ACLs have texts to look for, which makes seconds of each check.
  const described = Object.entries(under(`${central}/describe`)).filter(([name]) => !name.includes('web-acl'));
  const asFound = Object.entries(under(flight)).filter(([name]) => /^(?:estate|sallyport|.*\/(?:one-address|denies|unhealthy)\/)/.test(name));
  return [Object.fromEntries(asFound), { ...Object.fromEntries(described), ...cluster }, { ...Object.fromEntries(Object.entries(under(`${central}/plan`)).map(([name, text]) => [name, withoutWebAcl(text)])), ...cluster }, under('examples/central-patterns/firewall-insertion/base')];
}

function withoutWebAcl(text: string): string {
  if (!text.startsWith('{')) return text;
  const kept = (_: string, value: Json): Json => (Array.isArray(value) ? (value as readonly Json[]).filter((member) => !isObject(member) || member['type'] !== 'aws_wafv2_web_acl_association') : value);
  return JSON.stringify(JSON.parse(text, kept), null, 1);
}

function under(folder: string, into = ''): Estate {
  const named = filesUnder(folder).filter((file) => /\.(?:json|yaml)$/.test(file));
  return Object.fromEntries(named.map((file) => [into + file.slice(folder.length + 1), textOf(file).replaceAll('path: ../', 'path: ')]));
}

/** An estate of which some files are cut, gone, mixed up with another's, or hold other ids, addresses and types. */
export function hostileEstate(random: Generator, estates: readonly Estate[], strange: readonly string[]): Estate {
  const estate = random.pick(estates);
  const known = wordsIn(Object.values(estate));
  const names = Object.keys(estate);
  let files: Record<string, string> = { ...estate };
  for (let times = 1 + random.whole(5); times > 0; times--) {
    const name = random.pick(names);
    const text = files[name] ?? '';
    const what = random.whole(30);
    if (what === 0) delete files[name];
    else if (what === 1) files[name] = text.slice(0, random.whole(text.length + 1));
    else if (what === 2) files = { ...random.pick(estates), ...files };
    else files[name] = what < 16 ? mixedUp(random, text, known) : other(random, text, [...strange, ...blocks, ...known]);
  }
  return files;
}

/** Ids, addresses and ARNs that stand in the texts: what questions can be asked about, and what one can be taken for. */
export function wordsIn(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(/"((?:[a-z]+-[\w.-]+|arn:[^"]+|\d+\.\d+\.\d+\.\d+(?:\/\d+)?|aws_[\w.]+))"/g)].map(([, word = '']) => word)))];
}

/** One thing taken for another: circles, and what refers to itself or to things of another kind. */
function mixedUp(random: Generator, text: string, known: readonly string[]): string {
  const [from, to] = [random.pick(known.filter((word) => text.includes(`"${word}"`))), random.pick(known)];
  if (from === undefined) return text;
  const alike = known.filter((word) => word.slice(0, 4) === from.slice(0, 4));
  const put = random.once(3) ? to : random.pick(alike);
  const places = text.split(`"${from}"`);
  const at = random.whole(places.length);
  return places.reduce((done, piece, index) => `${done}"${random.once(3) || index === at ? put : from}"${piece}`);
}

function other(random: Generator, text: string, words: readonly string[]): string {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return text;
  }
  for (let times = 1 + random.whole(6); times > 0; times--) value = changed(random, value, words);
  return JSON.stringify(value, null, random.pick([0, 2]));
}

/** Blocks, addresses, ports and names as nobody should write them. */
const blocks: readonly string[] = ['10.0.0.0/8', '10.20.0.0/15', '10.20.0.1/16', '10.30.0.0/0', '10.30.1.20/32', '10.30.1.20', '010.0.0.0/8', '10.0.0.0/-1', '::/0', '::ffff:10.30.1.20', 'fd00::/8', '2001:db8::1', '0.0.0.0', '255.255.255.255/32', '-1', '0', '65536', '1e400', 'tcp', '6', 'ICMPv6', 'local', 'vpce-', 'eni-a=b', 'eni-a -> b', 'a/b/c', 'ü', 'vpc-🏰'];
