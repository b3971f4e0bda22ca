import { clusterAnswers } from './aws/clusters.ts';
import type { Answer } from './aws/described.ts';
import { endpointAnswers } from './aws/endpoints.ts';
import { instanceAnswers } from './aws/instances.ts';
import { loadBalancingAnswers } from './aws/load-balancing.ts';
import { nameAnswers } from './aws/names.ts';
import { transitAnswers } from './aws/transit.ts';
import { vpcAnswers } from './aws/vpc.ts';
import { webAclAnswers } from './aws/web-acl.ts';

/** By the key under which AWS lists them. Attributes that the provider does not have keep the provider's style of name. */
export const answers: Readonly<Record<string, Answer>> = { ...vpcAnswers, ...instanceAnswers, ...transitAnswers, ...endpointAnswers, ...loadBalancingAnswers, ...nameAnswers, ...webAclAnswers, ...clusterAnswers };
