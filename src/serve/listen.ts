import { createServer, type Server, type Socket } from 'node:net';
import type { Program } from '../ir/program.ts';
import type { Register } from './register.ts';
import type { Alteration, Listening } from './site.ts';
import { homeOf, placeKey, turnsAway, type Place } from './stations.ts';

/** The listeners of one rehearsal. All are on loopback. */
export interface Listeners {
  /** Where a place listens, once it does. Rejects with a sentence if it cannot. */
  at(place: Place): Promise<Listening>;
  /** Starts these and ends all others; the count of each. A listener whose place stays keeps its address and port. */
  only(places: readonly Place[]): Promise<{ readonly started: number; readonly stopped: number; readonly kept: number }>;
  readonly places: () => readonly Place[];
  close(): Promise<void>;
}

interface Listener {
  readonly place: Place;
  readonly listening: Promise<Listening>;
  server: Server | undefined;
  /** How the program turned every connection away when it started, if it did. */
  readonly away: ReturnType<typeof turnsAway>;
}

/** Options that settle where and whether places listen. */
export interface Listenable {
  readonly register: Register;
  readonly program: () => Program;
  /** A fixed port for this place; undefined: any free one. */
  readonly portFor: (place: Place) => number | undefined;
  readonly altered: (place: Place) => Alteration | undefined;
  readonly accept: (place: Place, socket: Socket) => void;
}

/** No listeners yet. */
export function listenersOf(site: Listenable): Listeners {
  const listeners = new Map<string, Listener>();
  const sockets = new Set<Socket>();
  const accept = (place: Place) => (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
    site.accept(place, socket);
  };
  const start = (place: Place): Listener => {
    const altered = site.altered(place);
    const away = turnsAway(site.program(), place.hop);
    const address = site.register.listener(homeOf(place));
    const server = away !== undefined || altered?.refuse === true ? undefined : createServer({ allowHalfOpen: true, noDelay: true }, accept(place));
    const listening = server === undefined ? nowhere(address, away) : altered?.port === undefined ? open(server, address, site.portFor(place)) : elsewhere(server, address, altered.port);
    const listener: Listener = { place, listening, server, away };
    listeners.set(placeKey(place), listener);
    listening.catch(() => listeners.delete(placeKey(place)));
    return listener;
  };
  const stop = (listener: Listener): void => {
    listener.server?.close();
    listeners.delete(placeKey(listener.place));
  };
  return {
    at: async (place) => (listeners.get(placeKey(place)) ?? start(place)).listening,
    only: async (places) => {
      const wanted = new Map(places.map((place) => [placeKey(place), place]));
      const program = site.program();
      const gone = [...listeners.values()].filter(({ place, away }) => !wanted.has(placeKey(place)) || away !== turnsAway(program, place.hop));
      gone.forEach(stop);
      const fresh = [...wanted].filter(([key]) => !listeners.has(key)).map(([, place]) => start(place));
      await Promise.all(fresh.map(({ listening }) => listening));
      return { started: fresh.length, stopped: gone.length, kept: listeners.size - fresh.length };
    },
    places: () => [...listeners.values()].map(({ place }) => place),
    close: async () => {
      const servers = [...listeners.values()].flatMap(({ server }) => (server === undefined ? [] : [server]));
      await Promise.allSettled([...listeners.values()].map(({ listening }) => listening));
      const closed = servers.map((server) => new Promise<void>((resume) => server.close(() => resume())));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}

/** How stations can be told apart here: by address where the system answers on all of 127.0.0.0/8, as Linux does. */
export async function addressingHere(): Promise<Register['addressing']> {
  const server = createServer();
  const own = await open(server, '127.239.255.254', undefined).then(() => true, () => false);
  await new Promise<void>((resume) => server.close(() => resume()));
  return own ? 'own' : 'shared';
}

function open(server: Server, address: string, port: number | undefined): Promise<Listening> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new Error(sentence(error, address, port))));
    server.listen({ host: address, port: port ?? 0, backlog: 1024 }, () => {
      const bound = server.address();
      resolve({ address, port: typeof bound === 'object' && bound !== null ? bound.port : 0 });
    });
  });
}

function sentence({ code, message }: NodeJS.ErrnoException, address: string, port: number | undefined): string {
  if (code === 'EADDRINUSE') return `port ${port ?? 0} on ${address} is in use by another program: give another --port-base, or none for free ports`;
  if (code === 'EACCES') return `port ${port ?? 0} is reserved for root: give a --port-base of 1024 or more`;
  if (code === 'EADDRNOTAVAIL') return `this machine does not answer on ${address}`;
  return `nothing can listen on ${address}: ${message}`;
}

/** A port of that address which nobody listens on: it was free a moment ago. */
async function nowhere(address: string, away?: 'refused' | 'unresolved'): Promise<Listening> {
  const server = createServer();
  const free = await open(server, address, undefined);
  await new Promise((resume) => server.close(resume));
  return away === 'unresolved' ? { ...free, unresolved: true } : free;
}

/** Listens on one port and tells another. */
async function elsewhere(server: Server, address: string, port: number): Promise<Listening> {
  const told = await nowhere(address);
  await open(server, address, port);
  return told;
}
