import type { HopId, Verdict } from '../ir/program.ts';
import type { Step } from '../engine/step.ts';
import type { Facts } from './facts.ts';

/**
 * What both ends of one loopback connection know of each other besides its bytes. Loopback has no network between the
 * ends: the kernel completes every connection to a listener. A station that lets a connection in says so here; to its
 * dialler the connection stands only then, as if the station's network had answered. Nothing about verdicts is read
 * here by anyone but the request log.
 */
export interface Link {
  /** The dialler's facts, where addresses are shared. */
  facts: Facts | undefined;
  admitted: boolean;
  onAdmitted: (() => void) | undefined;
  /** What the far stations decided about the last request, nearest first. For the log. */
  decisions: readonly Decision[];
  /** Of a station that hands bytes on: the link behind it, whose stations decide. */
  beyond: Link | undefined;
}

/** What one station did with one request, for the log. */
export interface Decision {
  readonly hop: HopId;
  readonly verdict: Verdict | { readonly kind: 'passed' };
  readonly steps: readonly Step[];
  /** Conditions that nobody here can decide, and that were taken as not met. */
  readonly assumed: readonly string[];
}

export interface Links {
  /** The link of a connection, by the address and port it is dialled from and the ones it goes to. Both ends ask. */
  of(ends: Ends): Link;
  /** The station's end is gone; the dialler, which may not have looked yet, still finds it for a while. */
  left(ends: Ends): void;
}

export interface Ends {
  readonly from: string;
  readonly fromPort: number;
  readonly to: string;
  readonly toPort: number;
}

/** Milliseconds for which a link outlives its connection. */
const kept = 1000;

/** No links yet. */
export function linksOf(): Links {
  const links = new Map<string, Link>();
  const key = ({ from, fromPort, to, toPort }: Ends): string => `${from}:${fromPort}>${to}:${toPort}`;
  return {
    of: (ends) => {
      const name = key(ends);
      const known = links.get(name);
      if (known !== undefined) return known;
      const link: Link = { facts: undefined, admitted: false, onAdmitted: undefined, decisions: [], beyond: undefined };
      links.set(name, link);
      return link;
    },
    left: (ends) => {
      const link = links.get(key(ends));
      setTimeout(() => {
        if (links.get(key(ends)) === link) links.delete(key(ends));
      }, kept).unref();
    },
  };
}

/** What all stations behind a link have decided about its last request, nearest first. */
export function decisionsOf(link: Link | undefined): readonly Decision[] {
  return link === undefined ? [] : [...link.decisions, ...decisionsOf(link.beyond)];
}

/** Another request goes out on the link; whoever only hands bytes on has decided already. */
export function anew(link: Link | undefined): void {
  if (link?.beyond !== undefined) anew(link.beyond);
  else if (link !== undefined) link.decisions = [];
}

/** The station lets the connection in. */
export function admit(link: Link): void {
  if (link.admitted) return;
  link.admitted = true;
  link.onAdmitted?.();
}
