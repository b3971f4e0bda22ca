import { routingServices } from '../../dialects/istio/routes/virtual-services.ts';
import { record, words } from '../../dialects/kubernetes/fields.ts';
import { generatedName } from '../../facts/gateway-api.ts';
import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import { isWritten } from '../gateway-parts.ts';
import type { Finding, Rule } from '../rule.ts';

/** A VirtualService names a Gateway that istiod makes of a Gateway of the Gateway API, whose name is not promised. */
export const rule: Rule = {
  name: 'internal-gateway-named',
  severity: 'warning',
  aliases: ['IST0165'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const virtualService of routingServices(estate).filter(isWritten)) {
    for (const [index, name] of words(record(virtualService.body['spec'])['gateways']).entries()) {
      if (!name.includes(generatedName)) continue;
      yield findingAt(rule, { resource: virtualService, path: ['spec', 'gateways', index] }, {
        message: `the routes of ${nameOf(virtualService)} hang on a name that istiod makes up and may change`,
        label: 'made of a Gateway of the Gateway API',
        because: [because(nameOf(virtualService), 'is bound to an object that no file holds; HTTPRoutes bind to the Gateway that somebody wrote')],
      });
    }
  }
}
