import { covers } from '../../../src/controllers/load-balancer-controller/ingress/certificates.ts';
import { mutualFault } from '../../../src/controllers/load-balancer-controller/ingress/mutual-authentication.ts';
import type { Plan } from '../../../src/controllers/load-balancer-controller/plan.ts';
import type { Data } from '../suite.ts';
import { part, parts, string } from './answers.ts';
import type { Area, Asked } from './areas.ts';
import { asserted } from './asserted.ts';
import { listener, pieceOf, planned, says, specOf } from './ingress-estate.ts';

const certificate = 'AWS::ACM::Certificate';
const managed = { gates: { EnableCertificateManagement: true } } as const;
const group = ({ input }: Asked): Data => part(input['fields'])['ingGroup'] ?? {};
const sorted = (found: Data): Data => parts(found).toSorted((a, b) => (string(a['key']) < string(b['key']) ? -1 : 1));

/** What the listeners of the ports 80 and 443 have, the one first that the expectation lists first. */
function byPort(see: (plan: Plan, port: number) => Data): (plan: Plan) => Data {
  return (plan) => [80, 443].map((port) => ({ port, ...part(see(plan, port)) }));
}

const inOrder = (expected: { readonly [key: string]: Data }): Data => parts(expected['want']).toSorted((a, b) => Number(a['port']) - Number(b['port']));

export const ingressListeners: Readonly<Record<string, Area>> = {
  'ingress.listener': {
    buildListenerAttributes: asserted({ plan: (asked) => planned(group(asked)), pick: (plan) => sorted(specOf(plan, listener, ['listenerAttributes'])), want: (expected) => sorted(expected['wantValue'] ?? []) }),
    computeIngressListenPortConfigByPort_MutualAuthentication: asserted({
      plan: (asked) => planned(group(asked)),
      pick: byPort((plan, port) => ({ mutualAuth: { mode: specOf(plan, listener, ['mutualAuthentication', 'mode'], String(port)) } })),
      want: inOrder,
    }),
    computeIngressListenPortConfigByPort_Certificates: asserted({
      // Where the test hands in a certificate of the model, the Ingress asks for one: for a host, without which none is made.
      plan: (asked) => (asked.input['modelCert'] === null ? planned(group(asked)) : planned({ ...part(group(asked)), members: parts(part(group(asked))['members']).map(hosted) }, managed)),
      pick: (plan, { input }) => byPort((made, port) => ({ certificates: certificatesOf(made, port, input['modelCert']) }))(plan),
      want: inOrder,
    }),
    validateMutualAuthenticationConfig: {
      answer: ({ input }) => {
        const { port, mode, trustStoreARN, ignoreClientCert, advertiseCANames } = input;
        const fault = mutualFault({
          port: Number(port), mode: string(mode), trustStore: string(trustStoreARN),
          ...(typeof ignoreClientCert === 'boolean' ? { ignoreExpiry: ignoreClientCert } : {}),
          ...(typeof advertiseCANames === 'string' ? { advertise: advertiseCANames } : {}),
        });
        return { expectedErrorMessage: fault?.says ?? null };
      },
      expected: (expected, _asked, answer) => {
        const [wanted, found] = [part(expected)['expectedErrorMessage'] ?? null, part(answer)['expectedErrorMessage'] ?? null];
        return { expectedErrorMessage: typeof wanted === 'string' && typeof found === 'string' && found.includes(wanted) ? found : wanted };
      },
    },
  },
  'ingress.certificates': {
    buildACMCertificates: {
      answer: (asked) => {
        const { defaultCAArn } = part(asked.input['fields']);
        const plan = planned(group(asked), { ...managed, ...(typeof defaultCAArn === 'string' ? { flags: { defaultPcaArn: defaultCAArn } } : {}), aws: {} });
        const spec = part(specOf(plan, certificate, []));
        const error = says(plan);
        return { wantErr: error !== null, wantCertSpec: spec, wantNilCert: error === null && pieceOf(plan, certificate) === undefined };
      },
    },
  },
  certificates: { acmCertDiscovery_domainMatchesHost: { answer: ({ input }) => ({ want: covers(string(part(input['args'])['domainName']), string(part(input['args'])['tlsHost'])) }) } },
};

function hosted(member: Data): Data {
  const ing = part(part(member)['ing']);
  return { ...part(member), ing: { ...ing, spec: { rules: [{ host: 'example.com' }], ...part(ing['spec']) } } };
}

/** ARNs in order; the certificate that is asked for has the ARN that the test gives it. */
function certificatesOf(plan: Plan, port: number, modelCert: Data | undefined): Data {
  const listed = specOf(plan, listener, ['certificates'], String(port));
  return listed === null ? null : parts(listed).map(({ certificateARN }) => (typeof certificateARN === 'string' ? certificateARN : (part(part(modelCert)['status'])['certificateARN'] ?? null)));
}
