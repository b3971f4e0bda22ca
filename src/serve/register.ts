import { factsKey, type Facts } from './facts.ts';

/**
 * Gives out loopback addresses and knows whose they are. `own`: each listener and each identity has an address in
 * 127.0.0.0/8 (Linux answers on all of them). `shared`: everything is 127.0.0.1 and listeners differ by port; who dials
 * is then told by the port it dials from (links.ts).
 */
export interface Register {
  readonly addressing: 'own' | 'shared';
  /** The address of a listener; the same name gets the same address in every run, unless two names collide. */
  listener(name: string): string;
  /** The address that a dialler with these facts dials from; its listener's own one for the first facts it dials with. */
  source(name: string, facts: Facts): string;
  /** Whose address this is; undefined: nobody here dials from it. */
  facts(address: string): Facts | undefined;
}

/** A register without entries. */
export function registerOf(addressing: Register['addressing']): Register {
  const byName = new Map<string, string>();
  const used = new Set<string>();
  const identities = new Map<string, Facts>();
  const sources = new Map<string, string>();
  const address = (name: string): string => {
    const known = byName.get(name);
    if (known !== undefined) return known;
    let number = hash(name);
    while (used.has(loopback(number))) number++;
    const given = loopback(number);
    used.add(given);
    byName.set(name, given);
    return given;
  };
  if (addressing === 'shared') return { addressing, listener: () => localhost, source: () => localhost, facts: () => undefined };
  return {
    addressing,
    listener: address,
    source: (name, facts) => {
      const key = `${name}\n${factsKey(facts)}`;
      const known = sources.get(key);
      if (known !== undefined) return known;
      const own = address(name);
      const given = identities.has(own) ? address(key) : own;
      identities.set(given, facts);
      sources.set(key, given);
      return given;
    },
    facts: (from) => identities.get(from),
  };
}

export const localhost = '127.0.0.1';

/** FNV-1a, 32 bits: names must only spread, not resist anybody. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return value;
}

/** An address in 127.16.0.0 to 127.239.255.254: away from those that other programs like, never .0 or .255. */
function loopback(number: number): string {
  return `127.${16 + (Math.floor(number / 65_024) % 224)}.${Math.floor(number / 254) % 256}.${1 + (number % 254)}`;
}
