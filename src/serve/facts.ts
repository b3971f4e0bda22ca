import type { Field } from '../ir/field.ts';
import type { Point, PointValue } from '../engine/point.ts';

/**
 * What a connection's two addresses stand for in the path: who dials, and what was dialled. On loopback an address is
 * only a number; the register says whose it is.
 */
export type Facts = Readonly<Partial<Record<Field, PointValue>>>;

/** Belongs to the address a connection comes from. */
const ofSource = ['src.pod', 'src.cluster', 'src.groups', 'src.address', 'src.port', 'zone', 'node'] as const satisfies readonly Field[];
/** Belongs to the address it goes to. */
const ofDestination = ['dst.port', 'dst.address'] as const satisfies readonly Field[];

/** The facts that travel with the address a dialler dials from, as its own rules have set them. */
export function sourceFacts(point: Point): Facts {
  return picked(point, ofSource);
}

/** The facts that travel with the address it dials. */
export function destinationFacts(point: Point): Facts {
  return picked(point, ofDestination);
}

function picked(point: Point, fields: readonly Field[]): Facts {
  const facts: Partial<Record<Field, PointValue>> = {};
  for (const field of fields) {
    const value = point.cells.get(field);
    if (value !== null && value !== undefined) facts[field] = value;
  }
  return facts;
}

/** One text for equal facts. */
export function factsKey(facts: Facts): string {
  return JSON.stringify(facts);
}
