import type { Suite } from '../suite.ts';
import { ingressStack, withCertificates } from './ingress-stacks.ts';
import { serviceStack, withGroups } from './service-stacks.ts';

/** Whole stacks of the load balancer controller: everything that AWS would get for a Service or a group of Ingresses. */
export const albStacks: Suite = {
  name: 'alb',
  area: (case_) => String(case_['area']),
  answer: (case_) => (case_['area'] === 'service.stack' ? serviceStack(case_) : ingressStack(case_)),
  expected: (case_, answer) => (case_['area'] === 'service.stack' ? withGroups(case_, case_['expected'] ?? null, answer) : withCertificates(case_['expected'] ?? null, answer)),
};
