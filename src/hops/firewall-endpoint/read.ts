import { inspectionAt } from '../../dialects/aws/network/inspection.ts';
import { interfacesOf } from '../../dialects/aws/network/interfaces.ts';
import { wireAddress } from '../../dialects/aws/network/wire.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import type { FirewallEndpointSpec } from './spec.ts';

/** Answers for `firewall/INTERFACE/PORT`, and for replies `back-firewall/INTERFACE/PORT/END`. */
export function read(estate: Estate): Opened<FirewallEndpointSpec> {
  return {
    at: (address) => {
      const [, place = '', written = '', end] = address.split('/');
      const found = interfacesOf(estate).get(place);
      const inspection = found === undefined ? undefined : inspectionAt(estate, found);
      if (inspection === undefined) return undefined;
      const { key, title, resource, policy, default: does, rules } = inspection;
      const port = written === '*' ? '*' : Number(written);
      return {
        title,
        key,
        back: end !== undefined,
        default: does,
        rules,
        leaves: wireAddress(end === undefined ? { word: 'out', place, port } : { word: 'back-out', place, port, end }),
        origin: originOf(does === 'inspects' ? resource : (policy ?? resource), does === 'inspects' ? [] : ['firewall_policy'], title),
      };
    },
  };
}
