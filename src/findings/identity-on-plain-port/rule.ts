import { meshOf } from '../../dialects/istio/mesh/mesh.ts';
import { composePeerAuthentication, modeAt, peerAuthenticationsFor, type Decider } from '../../dialects/istio/policies/peer-authentication.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import { policiesOf, actionOf, isTcp, rulesOf, selectedBy, type PolicyRule, type ServedPort } from '../policies.ts';
import type { Finding, Rule } from '../rule.ts';

/** A rule asks who the client is on a port where no client can prove it. */
export const rule: Rule = {
  name: 'identity-on-plain-port',
  severity: 'error',
  aliases: ['KIA0105'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  if (!estate.ofType('PeerAuthentication').some(disables)) return;
  for (const policy of policiesOf(estate)) {
    const rules = judges(policy) ? rulesOf(policy).filter(({ identity }) => identity !== undefined) : [];
    if (rules.length === 0) continue;
    const workloads = selectedBy(estate, policy).map(({ pod, ports }) => ({ pod, plain: plainPorts(estate, pod, ports) }));
    for (const each of rules) {
      const met = workloads.find(({ plain }) => plain.some((port) => about(each, port)));
      if (met !== undefined) yield found(policy, each, met.pod, met.plain.filter((port) => about(each, port)));
    }
  }
}

/** A quick look at the whole estate: without any DISABLE no port is plain. */
function disables(policy: Resource): boolean {
  const spec = readerOf(policy).get('spec');
  const ports = spec.get('portLevelMtls');
  return spec.get('mtls', 'mode').string() === 'DISABLE' || ports.keys().some((key) => ports.get(key, 'mode').string() === 'DISABLE');
}

/** AUDIT lets everything through, and CUSTOM asks somebody else. */
function judges(policy: Resource): boolean {
  return actionOf(policy) === 'ALLOW' || actionOf(policy) === 'DENY';
}

interface PlainPort extends ServedPort {
  readonly decider: Decider;
}

function plainPorts(estate: Estate, pod: Pod, ports: readonly ServedPort[]): readonly PlainPort[] {
  const { rootNamespace } = meshOf(estate);
  const composed = composePeerAuthentication(rootNamespace, peerAuthenticationsFor(estate, pod, rootNamespace));
  return ports.flatMap((port) => {
    const { mode, decider } = modeAt(composed, port.number);
    return mode === 'DISABLE' && decider !== undefined ? [{ ...port, decider }] : [];
  });
}

/** A rule that falls away on a TCP port anyway is another finding's. */
function about({ ports, http }: PolicyRule, port: ServedPort): boolean {
  return (ports.length === 0 || ports.includes(port.number)) && !(http !== undefined && isTcp(port));
}

function found(policy: Resource, { identity }: PolicyRule, pod: Pod, plain: readonly PlainPort[]): Finding {
  const numbers = listed(plain.map(({ number }) => number));
  const allows = actionOf(policy) === 'ALLOW';
  return findingAt(rule, { resource: policy, path: identity ?? [] }, {
    message: allows ? `the clients that this rule is for are denied on port ${numbers} of ${pod.name}` : `the clients that this rule is against get through on port ${numbers} of ${pod.name}`,
    label: `nobody has an identity on port ${numbers}: this never matches there`,
    because: plain.map(({ number, decider }) => because(nameOf(decider.resource), `lets port ${number} take plaintext only, and an identity comes with mTLS`, decider)),
    proposals: [
      {
        title: `let port ${numbers} take mTLS too: clients of the mesh then prove who they are`,
        edits: [...new Map(plain.map(({ decider }) => [JSON.stringify([nameOf(decider.resource), decider.path]), decider])).values()].map((decider) => ({ edit: 'set', of: decider.resource, path: decider.path, to: 'PERMISSIVE' })),
        certainty: 'proposed',
      },
    ],
  });
}
