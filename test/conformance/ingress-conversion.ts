import { loadAll } from 'js-yaml';
import { convertedIngresses } from '../../src/controllers/istio-ingress/convert.ts';
import { noAge } from '../../src/facts/istio-ingress.ts';
import { estateOf } from '../../src/resource/estate.ts';
import { resourcesOf } from './estate.ts';
import type { Data, Suite } from './suite.ts';

type Body = { readonly [key: string]: Data };

/** Ingresses in; the Gateways and VirtualServices that istiod makes of them, none being asked for its class. */
export const ingressConversion: Suite = {
  name: 'istio/ingress-conversion',
  answer: async ({ in: yaml }) => {
    const { estate } = estateOf(await resourcesOf([], String(yaml)));
    const made = convertedIngresses(estate, estate.ofType('Ingress'), { domain: 'mydomain', selector: { istio: 'ingressgateway' } }, []);
    return sorted(made.map(({ body }) => withoutAge(body as Body)));
  },
  expected: ({ out }) => sorted(loadAll(String(out)).filter((each) => each !== null && each !== undefined) as Body[]),
};

/** istiod writes no age where there is none. */
function withoutAge({ metadata, ...rest }: Body): Body {
  const { creationTimestamp, ...others } = metadata as Body;
  return { ...rest, metadata: creationTimestamp === noAge ? others : { ...others, creationTimestamp: creationTimestamp! } };
}

/** In which order a dump lists objects says nothing. */
function sorted(objects: readonly Body[]): readonly Body[] {
  const key = ({ kind, metadata }: Body): string => `${String(kind)} ${String((metadata as Body)['name'])}`;
  return objects.map((object) => plain(object) as Body).toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

function plain(value: Data): Data {
  if (Array.isArray(value)) return (value as readonly Data[]).map(plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, plain(member as Data)]));
}
