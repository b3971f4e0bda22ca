import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { casesFolder, notObservable } from '../cases.ts';
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
  skips: () => [...listedBeside(), ...notObservable().filter(({ suite }) => suite === 'alb-units').map((each) => each.case)],
  answer: (case_) => {
    const question = asked(case_);
    const unit = unitOf(question);
    return unit === undefined ? `no translation of ${question.area} ${question.unit}` : unit.answer(question);
  },
  expected: (case_, answer) => {
    const question = asked(case_);
    const expected = case_['expected'] ?? null;
    return unitOf(question)?.expected?.(expected, question, answer) ?? expected;
  },
};

/** The cases' own list of those that assert a mocked call. */
function listedBeside(): readonly string[] {
  const file = join(casesFolder(), 'alb-units/not-observable.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { readonly ids: readonly string[] }).ids : [];
}

function unitOf({ area, unit }: Asked): Unit | undefined {
  return areas[area]?.[unit];
}

function asked(case_: Case): Asked {
  return { area: String(case_['area']), unit: String(case_['unit']), input: (case_['input'] ?? {}) as Case, env: (case_['env'] ?? {}) as Record<string, Data> };
}
