import { covers } from '../../../src/controllers/load-balancer-controller/ingress/certificates.ts';
import { mutualFault } from '../../../src/controllers/load-balancer-controller/ingress/mutual-authentication.ts';
import type { Plan } from '../../../src/controllers/load-balancer-controller/plan.ts';
import type { Data } from '../suite.ts';
import { part, parts, string } from './answers.ts';
import type { Area, Asked, Unit } from './areas.ts';
import { asserted, type Asking } from './asserted.ts';
import { listener, pieceOf, planned, says, specOf } from './ingress-estate.ts';

const certificate = 'AWS::ACM::Certificate';
const managed = { gates: { EnableCertificateManagement: true } } as const;
const group = ({ input }: Asked): Data => part(input['fields'])['ingGroup'] ?? {};
const sorted = (found: Data): Data => parts(found).toSorted((a, b) => (string(a['key']) < string(b['key']) ? -1 : 1));

/** Something of each port of a group. Of a port on which nobody listens a test asserts that nothing is there. */
function byPort(plan: Asking['plan'], see: (plan: Plan, port: string, asked: Asked) => Data, want: (value: Data) => Data = (value) => value): Unit {
  const unit = asserted({ plan, pick: (made, asked) => Object.fromEntries((made.stack?.pieces ?? []).filter(({ type }) => type === listener).map(({ id }) => [id, see(made, id, asked)])) });
  return {
    ...unit,
    expected: (expected, asked, answer) => {
      const told = parts(part(expected)['want']).flatMap(({ port, ...rest }): readonly (readonly [string, Data])[] => {
        const value = want(Object.values(rest)[0] ?? null);
        return value === null ? [] : [[String(port), value]];
      });
      return unit.expected!({ ...part(expected), want: Object.fromEntries(told) }, asked, answer);
    },
  };
}

export const ingressListeners: Readonly<Record<string, Area>> = {
  'ingress.listener': {
    buildListenerAttributes: asserted({ plan: (asked) => planned(group(asked)), pick: (plan) => sorted(specOf(plan, listener, ['listenerAttributes'])), want: 'wantValue', see: (wanted) => sorted(wanted ?? []) }),
    // Of the attributes the test compares the mode.
    computeIngressListenPortConfigByPort_MutualAuthentication: byPort((asked) => planned(group(asked)), (plan, port) => modeOf(specOf(plan, listener, ['mutualAuthentication'], port)), modeOf),
    computeIngressListenPortConfigByPort_Certificates: byPort(
      // Where the test hands in a certificate of the model, the Ingress asks for one: for a host, without which none is made.
      (asked) => ((asked.input['modelCert'] ?? null) === null ? planned(group(asked)) : planned({ ...part(group(asked)), members: parts(part(group(asked))['members']).map(hosted) }, managed)),
      (plan, port, { input }) => certificatesOf(plan, port, input['modelCert']),
    ),
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
        return { expectedErrorMessage: typeof wanted === 'string' && wanted !== '' && typeof found === 'string' && found.includes(wanted) ? found : wanted };
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

function modeOf(attributes: Data): Data {
  return part(attributes)['mode'] ?? null;
}

/** ARNs in order; the certificate that is asked for has the ARN that the test gives it. */
function certificatesOf(plan: Plan, port: string, modelCert: Data | undefined): Data {
  const listed = specOf(plan, listener, ['certificates'], port);
  return listed === null ? null : parts(listed).map(({ certificateARN }) => (typeof certificateARN === 'string' ? certificateARN : (part(part(modelCert)['status'])['certificateARN'] ?? null)));
}
