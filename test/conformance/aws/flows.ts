import { readInputs } from '../../../src/formats/inputs.ts';
import { interfacesHolding } from '../../../src/dialects/aws/network/interfaces.ts';
import type { Place } from '../../../src/dialects/aws/network/wire.ts';
import { pointCarrier } from '../../../src/engine/point.ts';
import { walk } from '../../../src/engine/walk.ts';
import type { Kind } from '../../../src/hops/kind.ts';
import { packetsAt } from '../../../src/path/packets.ts';
import { pathOf, type Path } from '../../../src/path/path.ts';
import type { Case, Data, Suite } from '../suite.ts';
import { projected } from './projected.ts';

interface Flow {
  readonly fromNode: string;
  readonly srcIp: string;
  readonly dstIp: string;
  readonly protocol: string;
  readonly srcPort: number | null;
  readonly dstPort: number | null;
}

/** One flow through what AWS describes of an estate: what becomes of its packets, and by which ways they go. */
export function awsFlows(using: readonly Kind<unknown>[]): Suite {
  const paths = new Map<string, Promise<Path>>();
  const pathAt = (file: string): Promise<Path> => {
    const known = paths.get(file) ?? readInputs([file]).then(({ resources }) => pathOf(resources, using));
    paths.set(file, known);
    return known;
  };
  return {
    name: 'aws',
    apart: true,
    answer: async ({ snapshot, flow }) => answered(await pathAt(String(snapshot)), flow as unknown as Flow),
    asserted: ({ expect }, answer) => picked(answer, Object.keys(assertedIn(expect))),
    expected: ({ expect }) => assertedIn(expect),
    area: ({ expect }) => (outcomeIn(expect) === 'delivered' ? 'delivered' : 'other outcomes'),
  };
}

function answered(path: Path, { fromNode, srcIp, dstIp, protocol, srcPort, dstPort }: Flow): Data {
  const packets = packetsAt(path, {
    from: placeOf(path, fromNode, srcIp),
    to: dstIp,
    protocol,
    ...(dstPort === null ? {} : { port: dstPort }),
    ...(srcPort === null ? {} : { sourcePort: srcPort }),
  });
  if (packets === undefined) return { outcome: `nothing is known of ${fromNode}` };
  return projected(path, walk(path.program, pointCarrier(), packets.entry, packets.point, { onward: true, carried: true }));
}

/** The internet, a subnet or a gateway by its id, else the interface that has the address. */
function placeOf({ estate }: Path, node: string, address: string): Place {
  const [sender] = interfacesHolding(estate, address);
  if (node === 'internet' || /^(subnet|vgw)-/.test(node) || sender === undefined) return { interface: node, address };
  return { interface: sender.key, address };
}

/** What a case says of the outcome, without where it comes from. */
function assertedIn(expect: Data | undefined): Case {
  const { origin: _origin, note: _note, ...asserted } = expect as Case;
  return asserted;
}

function outcomeIn(expect: Data | undefined): Data {
  return (expect as Case)['outcome'] ?? null;
}

function picked(answer: Data, keys: readonly string[]): Data {
  const given = answer as Case;
  return Object.fromEntries(keys.map((key) => [key, given[key] ?? null]));
}
