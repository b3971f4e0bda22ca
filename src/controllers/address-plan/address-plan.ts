import type { Controller } from '../controller.ts';
import { blockProblems } from './blocks.ts';
import { routeProblems } from './routes.ts';
import { ruleProblems } from './rules.ts';
import { targetProblems } from './targets.ts';

/**
 * What AWS would refuse in the plan of a network, and what leads nowhere in it: blocks, numbers of ports and rules, routes, targets.
 * It makes nothing. What a controller made is not looked at: that one says itself what is wrong with it.
 */
export const addressPlan: Controller = {
  name: 'address plan',
  reads: [],
  make: (estate, problems) => {
    problems.push(...blockProblems(estate), ...ruleProblems(estate), ...routeProblems(estate), ...targetProblems(estate));
    return [];
  },
};
