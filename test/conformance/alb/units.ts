import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { casesFolder } from '../cases.ts';
import type { Case, Data, Suite } from '../suite.ts';
import type { Area, Asked, Unit } from './areas.ts';
import { ingressBalancer } from './ingress-balancer.ts';
import { ingressRules } from './ingress-rules.ts';
import { network } from './network.ts';
import { services } from './services.ts';

const areas = [ingressRules, ingressBalancer, services, network].flatMap(Object.entries).reduce<Record<string, Area>>((all, [name, area]) => ({ ...all, [name]: { ...all[name], ...(area as Area) } }), {});

/** The load balancer controller's unit tests: what a part of its model is made of, annotation by annotation. */
export const albUnits: Suite = {
  name: 'alb-units',
  area: (case_) => String(case_['area']),
  skips: () => (JSON.parse(readFileSync(join(casesFolder(), 'alb-units/not-observable.json'), 'utf8')) as { readonly ids: readonly string[] }).ids,
  answer: (case_) => {
    const question = asked(case_);
    const unit = unitOf(question);
    return unit === undefined ? `no translation of ${question.area} ${question.unit}` : unit.answer(question);
  },
  expected: (case_) => {
    const question = asked(case_);
    const expected = case_['expected'] ?? null;
    return unitOf(question)?.expected?.(expected, question) ?? expected;
  },
};

function unitOf({ area, unit }: Asked): Unit | undefined {
  return areas[area]?.[unit];
}

function asked(case_: Case): Asked {
  return { area: String(case_['area']), unit: String(case_['unit']), input: (case_['input'] ?? {}) as Case, env: (case_['env'] ?? {}) as Record<string, Data> };
}
