import { blockOf } from '../../ir/address.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf, type Reader } from '../../resource/reader.ts';
import { nameOf, type Problem, type Resource } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { Admission, DoormanSpec } from './spec.ts';

/** Finds the doormen of an estate, each by the pod it guards. An admission without an address block is left out and reported. */
export function read(estate: Estate, problems: Problem[]): Opened<DoormanSpec> {
  const byPod = new Map<string, DoormanSpec>();
  for (const resource of estate.ofType('Doorman')) {
    const pod = readerOf(resource, problems).get('spec', 'pod').string();
    if (pod !== undefined) byPod.set(`${resource.namespace ?? 'default'}/${pod}`, specOf(resource, problems));
  }
  return {
    // `pod/NAMESPACE/NAME/PORT`: a doorman does not care for which port he was asked.
    at: (address) => byPod.get(address.split('/').slice(1, 3).join('/')),
  };
}

function specOf(resource: Resource, problems: Problem[]): DoormanSpec {
  const root = readerOf(resource, problems);
  const at = root.get('spec').at;
  return {
    doorman: nameOf(resource),
    admits: root.get('spec', 'admits').each().flatMap((reader) => admission(reader, problems)),
    ...(at === undefined ? {} : { at }),
  };
}

function admission(reader: Reader, problems: Problem[]): readonly Admission[] {
  const from = reader.get('from').string();
  const port = reader.get('port').number();
  const at = reader.at;
  if (from !== undefined && blockOf(from) !== undefined) return [{ from, ...(port === undefined ? {} : { port }), ...(at === undefined ? {} : { at }) }];
  problems.push({
    name: 'wrong-type',
    severity: 'error',
    message: `${from ?? 'nothing'} is no address block: the doorman never lets anybody in by this line`,
    resource: reader.resource,
    ...(at === undefined ? {} : { at }),
  });
  return [];
}
