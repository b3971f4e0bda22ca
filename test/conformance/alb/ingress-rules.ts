import { annotationUnits, classParamsAdmission, ingressAdmission } from './admission-units.ts';
import type { Area } from './areas.ts';
import { actionUnits, authUnits, backendUnits } from './backend-units.ts';
import { classUnits, groupUnits, redirectUnits, statusUnits } from './group-units.ts';
import { ruleUnits } from './rule-units.ts';

/** Areas of upstream's unit tests: classes, groups, backends, rules, authentication and admission of Ingresses. */
export const ingressRules: Readonly<Record<string, Area>> = {
  'ingress.rules': ruleUnits,
  'ingress.backend': backendUnits,
  'ingress.group': groupUnits,
  'ingress.class': classUnits,
  'ingress.actions': actionUnits,
  'ingress.auth': authUnits,
  'ingress.stack': redirectUnits,
  'ingress.status': statusUnits,
  'admission.ingress': ingressAdmission,
  'admission.ingressclassparams': classParamsAdmission,
  annotations: annotationUnits,
};
